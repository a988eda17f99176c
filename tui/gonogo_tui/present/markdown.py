"""Markdown from outside as plain lines: nothing in it can be pressed, fetched or run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from gonogo_tui.present.lines import BLANK, Line, Span, cells, line, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.token import Token

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_TASK = re.compile(r"^\[([ xX])\] ")
_LONGEST = 20_000
Word = tuple[tuple[str, str], ...]
BREAK: Word = (("\n", ""),)
"""A word that ends its line."""


def markdown_lines(text: str, width: int) -> tuple[Line, ...]:
    """The text in lines of at most `width` cells; links show where they lead, images are named only."""
    source = _COMMENT.sub("", text[:_LONGEST])
    tokens = (
        MarkdownIt("commonmark", {"html": True, "maxNesting": 20})
        .enable(["table", "strikethrough"])
        .parse(source)
    )
    out = _Page(width)
    for token in tokens:
        out.take(token)
    return out.lines()


class _Page:
    """Lines as they come, with the indentation of the lists and quotes that are open."""

    def __init__(self, width: int) -> None:
        self._width = max(width, 20)
        self._out: list[Line] = []
        self._indent: list[str] = []
        self._bullet = ""
        self._counters: list[int | None] = []
        self._style = "plain"
        self._row: list[str] | None = None

    def lines(self) -> tuple[Line, ...]:
        while self._out and self._out[-1] == BLANK:
            self._out.pop()
        return tuple(self._out)

    def take(self, token: Token) -> None:
        handler = getattr(self, f"_{token.type}", None)
        if handler is not None:
            handler(token)

    # blocks

    def _heading_open(self, _: Token) -> None:
        self._gap()
        self._style = "strong"

    def _heading_close(self, _: Token) -> None:
        self._style = "plain"

    def _paragraph_open(self, token: Token) -> None:
        if not token.hidden and not self._bullet:
            self._gap()

    def _bullet_list_open(self, token: Token) -> None:
        if token.level == 0:
            self._gap()
        self._counters.append(None)

    def _ordered_list_open(self, token: Token) -> None:
        if token.level == 0:
            self._gap()
        self._counters.append(int(token.attrs.get("start", 1)))

    def _bullet_list_close(self, _: Token) -> None:
        self._counters.pop()

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, _: Token) -> None:
        number = self._counters[-1]
        self._bullet = "• " if number is None else f"{number}. "
        if number is not None:
            self._counters[-1] = number + 1
        self._indent.append(" " * len(self._bullet))

    def _list_item_close(self, _: Token) -> None:
        self._indent.pop()
        self._bullet = ""

    def _blockquote_open(self, _: Token) -> None:
        self._gap()
        self._indent.append("│ ")

    def _blockquote_close(self, _: Token) -> None:
        self._indent.pop()

    def _fence(self, token: Token) -> None:
        self._gap()
        for text in token.content.rstrip("\n").split("\n"):
            style = "add" if text.startswith("+") else "del" if text.startswith("-") else "dim"
            self._out.append(
                line(self._lead(), Span("  " + text, style if token.info.strip() == "diff" else "dim"))
            )

    _code_block = _fence

    def _hr(self, _: Token) -> None:
        self._gap()
        self._out.append(line(Span("─" * self._width, "bar")))

    def _html_block(self, token: Token) -> None:
        text = _TAG.sub("", token.content).strip()
        if text:
            self._gap()
            self._write(_plain_words(text.split()))

    def _tr_open(self, _: Token) -> None:
        self._row = []

    def _tr_close(self, _: Token) -> None:
        cells_of, self._row = self._row or [], None
        self._write(_plain_words(" │ ".join(cells_of).split(" ")))

    def _table_open(self, _: Token) -> None:
        self._gap()

    def _inline(self, token: Token) -> None:
        words = _words(token.children or (), self._style)
        if self._row is not None:
            self._row.append(" ".join("".join(text for text, _ in word) for word in words if word != BREAK))
        else:
            self._write(words)

    # lines

    def _gap(self) -> None:
        if self._out and self._out[-1] != BLANK:
            self._out.append(BLANK)

    def _lead(self) -> str:
        if not self._bullet:
            return "".join(self._indent)
        lead = "".join(self._indent[:-1]) + self._bullet
        self._bullet = ""
        return lead

    def _write(self, words: Sequence[Word]) -> None:
        """Words, wrapped between them; a word that is a line's end breaks it."""
        lead = self._lead()
        if lead.endswith("• ") and words and words[0][0][0] in ("☐", "☑"):
            lead = lead[:-2]
        room = max(8, self._width - cells(lead))
        spans: list[Span] = []
        used = 0
        for word in words:
            size = sum(cells(text) for text, _ in word)
            if word == BREAK or (used and used + 1 + size > room):
                self._out.append(line(lead, *spans))
                lead, spans, used = "".join(self._indent), [], 0
                if word == BREAK:
                    continue
            if used:
                spans.append(Span(" "))
                used += 1
            for text, style in word:
                piece = text
                while used + cells(piece) > room:
                    head = wrap(piece, max(room - used, 1))[0]
                    self._out.append(line(lead, *spans, Span(head, style)))
                    piece, spans, used, lead = piece[len(head) :], [], 0, "".join(self._indent)
                spans.append(Span(piece, style))
                used += cells(piece)
        if spans:
            self._out.append(line(lead, *spans))


def _plain_words(words: Iterable[str]) -> list[Word]:
    return [((word, "plain"),) for word in words]


def _words(tokens: Iterable[Token], base: str) -> list[Word]:
    """The words of a paragraph, each of one or more pieces with their looks; a link is followed by where it leads."""
    words: list[Word] = []
    is_glued = False
    for text, style in _pieces(tokens, base):
        if text == "\n":
            words.append(BREAK)
            is_glued = False
            continue
        parts = text.split()
        if not parts:
            is_glued = False
            continue
        for number, part in enumerate(parts):
            if number == 0 and is_glued and not text[0].isspace() and words:
                words[-1] = (*words[-1], (part, style))
            else:
                words.append(((part, style),))
        is_glued = not text[-1].isspace()
    return words


def _pieces(tokens: Iterable[Token], base: str) -> Iterator[tuple[str, str]]:
    styles = [base]
    target = ""
    text_of_link = ""
    for token in tokens:
        kind = token.type
        if kind in ("strong_open", "em_open"):
            styles.append("strong")
        elif kind == "s_open":
            styles.append("dim")
        elif kind == "link_open":
            target, text_of_link = str(token.attrs.get("href", "")), ""
            styles.append("key")
        elif kind.endswith("_close"):
            styles.pop()
            if kind == "link_close" and target and target.rstrip("/") != text_of_link.rstrip("/"):
                yield f" <{target}>", "dim"
        elif kind in ("hardbreak", "softbreak"):
            yield ("\n" if kind == "hardbreak" else " "), base
        elif kind == "image":
            yield f"[image{': ' + token.content if token.content else ''}]", "dim"
        elif kind in ("text", "code_inline", "html_inline"):
            text = _TAG.sub("", token.content) if kind == "html_inline" else token.content
            text_of_link += text
            yield (
                _TASK.sub(lambda m: "☐ " if m[1] == " " else "☑ ", text),
                ("hunk" if kind == "code_inline" else styles[-1]),
            )

"""Text → tree: ruamel.yaml's parser, one event at a time, so that no limit is passed before it is noticed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from gonogo.errors import PlaybookError
from gonogo.model.text import clean_line
from gonogo.playbook.tree import (
    MAX_ALIASES,
    MAX_DEPTH,
    MAX_NODES,
    Entries,
    Items,
    Place,
    Scalar,
    Tree,
    clean_value,
    decode,
    mistake,
    read_scalar,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

HINTS = (
    ("'\\t'", "Indent with spaces, not with tabs."),
    ("mapping values are not allowed", 'Put a text that holds ": " in quotes.'),
    ("cannot start any token", "Put a text that begins with this character in quotes."),
    ("could not find expected ':'", "Is a `:` missing after a key, or a quote not closed?"),
    ("but found '<scalar>'", "Put a text that begins with `{`, `[` or a quote in quotes, all of it."),
    ("expected <block end>", "Is this line indented as its neighbours are?"),
    ("expected ',' or ']'", "Close the list with `]`, or put the text in quotes."),
    ("expected '<document start>'", "Is this line indented as its neighbours are?"),
    ("expected ',' or '}'", "Close the `{`, or put the text in quotes."),
    ("unexpected end of stream", "Close the quote."),
)
"""Part of the parser's words → what to do about it."""

STUMBLES = (
    YAMLError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    RecursionError,
    OverflowError,
)
"""What the parser raises: its own errors, and plain Python ones over some malformed documents."""


def parse_tree(text: bytes, file: str) -> Tree:
    """Read one YAML document.

    Args:
        text: The bytes of the file.
        file: Its name for messages.

    Raises:
        PlaybookError: one mistake; after the first nothing more can be told.
    """
    document = decode(text, file)
    grower = _Grower(file)
    try:
        for event in _events(document):
            grower.take(event)
    except STUMBLES as error:
        raise PlaybookError((mistake(file, *_explain(error, document, grower.last)),)) from None
    if grower.root is None:
        raise PlaybookError((mistake(file, None, "the file is empty.", "Begin with `gonogo: 1`."),))
    return grower.root


def _events(document: str) -> Iterator[Any]:
    yield from YAML(typ="safe", pure=True).parse(document)


def _explain(error: Exception, document: str, last: Place) -> tuple[Place, str, str]:
    """Place, what and instead of an error of the parser."""
    if isinstance(error, ReaderError):
        before = document[: error.position]
        place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
        return place, f"character U+{ord(document[error.position]):04X} may not stand in YAML.", "Remove it."
    if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        problem = clean_line(str(error.problem), 150).rstrip(".").replace("('", "'").replace("',)", "'")
        hint = next((hint for part, hint in HINTS if part in problem), "")
        return Place(mark.line + 1, mark.column + 1), f"this is not YAML: {problem}.", hint
    return last, "this is not YAML, after here.", "Is an escape in quotes, or a directive, malformed?"


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    event: Any
    nodes: list[Tree] = field(default_factory=list)
    size: int = 1
    height: int = 0


@dataclass(slots=True)
class _Grower:
    """Makes the tree out of events; the stack is its own, so depth costs no recursion."""

    file: str
    root: Tree | None = None
    last: Place = field(default_factory=lambda: Place(1, 1))
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Tree, int, int]] = field(default_factory=dict)
    growing: set[str] = field(default_factory=set)
    aliases: int = 0
    total: int = 0

    def take(self, event: Any) -> None:
        """Take the next event."""
        self.last = Place(event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, DocumentStartEvent) and self.root is not None:
            self.refuse("a second YAML document begins here.", "One playbook a file: remove the `---`.")
        if isinstance(event, AliasEvent):
            tree, size, height = self.resolve(event)
            self.add(tree, size, height, counts=size)
        elif isinstance(event, CollectionEndEvent):
            self.close()
        elif isinstance(event, NodeEvent):
            self.begin(event)

    def begin(self, event: Any) -> None:
        """A scalar, or the start of a collection."""
        if event.tag is not None:
            self.refuse("a playbook has no YAML tags (`!…`).", "Remove the tag.")
        if isinstance(event, ScalarEvent):
            self.add(self.keep(event, self.scalar(event), 1, 0), 1, 0)
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            if len(self.stack) >= MAX_DEPTH:
                self.refuse(f"nested more than {MAX_DEPTH} levels deep.", "A playbook needs about eight.")
            if event.anchor:
                self.growing.add(event.anchor)
            self.stack.append(_Open(event))

    def scalar(self, event: Any) -> Scalar:
        """A value: without quotes it is what YAML 1.2 makes of it."""
        value = clean_value(event.value)
        is_bare = event.style is None and event.implicit[0]
        return Scalar(self.last, value, read_scalar(value) if is_bare else value)

    def close(self) -> None:
        """The end of the innermost collection."""
        done = self.stack.pop()
        place = Place(done.event.start_mark.line + 1, done.event.start_mark.column + 1)
        tree: Tree
        if isinstance(done.event, SequenceStartEvent):
            tree = Items(place, tuple(done.nodes))
        else:
            tree = Entries(place, self.pairs(done.nodes))
        self.growing.discard(done.event.anchor)
        self.add(self.keep(done.event, tree, done.size, done.height + 1), done.size, done.height + 1)

    def pairs(self, nodes: list[Tree]) -> tuple[tuple[Scalar, Tree], ...]:
        """Keys and values in turn; keys must be text."""
        pairs: list[tuple[Scalar, Tree]] = []
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.last = key.place
                self.refuse("a key must be text.", "Put it in quotes if it begins with `{` or `[`.")
            pairs.append((key, value))
        return tuple(pairs)

    def keep(self, event: Any, tree: Tree, size: int, height: int) -> Tree:
        """Remember an anchored node."""
        if event.anchor:
            self.anchors[event.anchor] = (tree, size, height)
        return tree

    def resolve(self, event: Any) -> tuple[Tree, int, int]:
        """What an alias stands for."""
        name = clean_line(event.anchor, 40)
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            self.refuse(f"more than {MAX_ALIASES} aliases (`*name`).", "Write the values out.")
        if event.anchor in self.growing:
            self.refuse(f"`*{name}` stands inside of `&{name}` itself.", "Write the value out.")
        if event.anchor not in self.anchors:
            self.refuse(
                f"`*{name}` refers to no `&{name}` before it.", "Put a text that begins with `*` in quotes."
            )
        return self.anchors[event.anchor]

    def add(self, tree: Tree, size: int, height: int, counts: int = 1) -> None:
        """Put a finished node where it belongs; `counts` more values there are with it, aliases written out."""
        if len(self.stack) + height > MAX_DEPTH:
            self.refuse(f"nested more than {MAX_DEPTH} levels deep.", "A playbook needs about eight.")
        if not self.stack:
            self.root = tree
            return
        parent = self.stack[-1]
        parent.nodes.append(tree)
        parent.size += size
        parent.height = max(parent.height, height)
        self.total += counts
        if self.total > MAX_NODES:
            self.refuse(f"more than {MAX_NODES} values, with aliases written out.", "Is this a playbook?")

    def refuse(self, what: str, instead: str) -> NoReturn:
        """Give up at the last event."""
        raise PlaybookError((mistake(self.file, self.last, what, instead),))

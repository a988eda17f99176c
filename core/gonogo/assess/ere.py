"""Extended regular expressions, as bash and grep -E take them, as Python's; or why one can not be taken over. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

_MOST_CHARS = 500
"""A longer pattern is not tried."""

_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t\n\r\f\v",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
_MARKS = re.compile(r"\[(?:\\[^\w\s])+")
"""A set of nothing but punctuation marks, as it is written for Python."""

_INTERVAL = re.compile(r"\{(\d{1,3})(?:(,)(\d{0,3}))?\}")


class NotTakenError(ValueError):
    """A pattern that can not be taken over; its text says why, in one sentence without a full stop."""


@dataclass(slots=True)
class _Group:
    """A group under way: whether it repeats something without end, and whether it begins with a plain mark."""

    repeats: bool = False
    begins_with_mark: bool = False
    is_empty: bool = True


@dataclass(slots=True)
class _Reader:
    """Reads a pattern from left to right; `groups` are those that are open."""

    pattern: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    last: _Group | None = None
    """The group that ended just now; one of its own for a single character."""
    can_repeat: bool = False

    def read(self) -> str:
        """The pattern in Python's words."""
        while self.at < len(self.pattern):
            self._one(self.pattern[self.at])
        if len(self.groups) > 1:
            raise NotTakenError("a bracket ( is not closed")
        return "".join(self.out)

    def _one(self, char: str) -> None:
        match char:
            case "\\":
                self._escaped()
            case "[":
                self._set()
            case "(":
                self._open()
            case ")":
                self._close()
            case "|":
                self.groups[-1].begins_with_mark, self.groups[-1].is_empty = False, False
                self._put("|", can_repeat=False)
            case "^":
                self._put(r"\A", can_repeat=False)
            case "$":
                self._end()
            case "*" | "+" | "?" | "{":
                self._repeat(char)
            case '"' | "'" | "`":
                raise NotTakenError(f"the shell reads its {char} before the pattern is tried")
            case _:
                self._atom(
                    "." if char == "." else re.escape(char), is_mark=not (char.isalnum() or char == ".")
                )

    def _put(self, text: str, *, can_repeat: bool, width: int = 1) -> None:
        self.out.append(text)
        self.at += width
        self.can_repeat = can_repeat

    def _atom(self, text: str, *, is_mark: bool = False, width: int = 1) -> None:
        group = self.groups[-1]
        group.begins_with_mark = group.begins_with_mark or (group.is_empty and is_mark)
        group.is_empty = False
        self.last = None
        self._put(text, can_repeat=True, width=width)

    def _escaped(self) -> None:
        following = self.pattern[self.at + 1 : self.at + 2]
        if not following:
            raise NotTakenError("it ends with a backslash")
        if following.isalnum() or following in "<>`'":
            raise NotTakenError(f"\\{following} means something else, or nothing, from tool to tool")
        self._atom(re.escape(following), is_mark=True, width=2)

    def _end(self) -> None:
        following = self.pattern[self.at + 1 : self.at + 2]
        if following.isalnum() or following in ("{", "(", "_", "$"):
            raise NotTakenError("it holds a variable of the shell")
        self._put(r"\Z", can_repeat=False)

    def _open(self) -> None:
        if self.pattern[self.at + 1 : self.at + 2] in ("?", "*", "+"):
            raise NotTakenError("what follows on a ( is no extended regular expression")
        self.groups[-1].is_empty = False
        self.groups.append(_Group())
        self._put("(?:", can_repeat=False)

    def _close(self) -> None:
        if len(self.groups) == 1:
            raise NotTakenError("a bracket ) was not opened")
        self.last = self.groups.pop()
        self.groups[-1].repeats |= self.last.repeats
        self._put(")", can_repeat=True)

    def _repeat(self, char: str) -> None:
        if not self.can_repeat:
            raise NotTakenError(f"nothing that can repeat stands before its {char}")
        interval = _INTERVAL.match(self.pattern, self.at)
        if char == "{" and interval is None:
            raise NotTakenError("a { in it begins no count")
        is_endless = char in "*+" or (
            interval is not None and char == "{" and interval[2] and not interval[3]
        )
        if is_endless:
            if self.last is not None and self.last.repeats and not self.last.begins_with_mark:
                raise NotTakenError("a repetition inside of a repetition could be tried without end")
            self.groups[-1].repeats = True
        text = interval[0] if interval is not None and char == "{" else char
        self._put(text, can_repeat=False, width=len(text))

    def _set(self) -> None:
        at, out = self.at + 1, "["
        if self.pattern[at : at + 1] == "^":
            at, out = at + 1, "[^"
        first = True
        while first or self.pattern[at : at + 1] != "]":
            if at >= len(self.pattern):
                raise NotTakenError("a bracket [ is not closed")
            part, at = self._member(at)
            out, first = out + part, False
        self._atom(out + "]", is_mark=bool(_MARKS.fullmatch(out)), width=at + 1 - self.at)

    def _member(self, at: int) -> tuple[str, int]:
        """One member of a set: a class, a range or a character."""
        if self.pattern.startswith(("[.", "[="), at):
            raise NotTakenError("it names a character by what sorts like it")
        if self.pattern.startswith("[:", at):
            end = self.pattern.find(":]", at)
            name = self.pattern[at + 2 : end]
            if end < 0 or name not in _CLASSES:
                raise NotTakenError(f"[:{name if end >= 0 else ''}:] is no class of characters")
            return _CLASSES[name], end + 2
        low, high = self.pattern[at], self.pattern[at + 2 : at + 3]
        if self.pattern[at + 1 : at + 2] == "-" and high not in ("", "]"):
            if low > high or high == "[":
                raise NotTakenError(f"{low}-{high} is no range")
            return f"{re.escape(low)}-{re.escape(high)}", at + 3
        return ("\\" + low if not low.isalnum() else low), at + 1


@lru_cache(maxsize=256)
def to_python(pattern: str) -> re.Pattern[str]:
    """An extended regular expression in Python's words; it is looked for with `search`.

    Raises:
        NotTakenError: it holds something that can not be taken over faithfully.
    """
    if len(pattern) > _MOST_CHARS:
        raise NotTakenError(f"it has {len(pattern)} characters")
    try:
        return re.compile(_Reader(pattern).read(), re.DOTALL | re.ASCII)
    except re.error as error:
        raise NotTakenError(str(error)) from None

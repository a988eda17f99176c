"""Expressions, text → tree: what stands between `${{` and `}}`, and in `if:`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gonogo.errors import WorkflowError
from gonogo.model.text import clean_line

MAX_LENGTH = 21_000
"""Longest expression GitHub accepts."""
MAX_DEPTH = 50
"""Deepest nesting GitHub accepts."""
MAX_OPERATORS = 200
"""Most operators between values: a chain becomes as deep a tree."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A null, boolean, number or string."""

    value: object


@dataclass(frozen=True, slots=True)
class Name:
    """A context (`github`, `needs`, `matrix`)."""

    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`base.key`, `base['key']`, or with no key `base.*`."""

    base: Node
    key: Node | None


@dataclass(frozen=True, slots=True)
class Not:
    """`!inner`."""

    inner: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`; the name in lower case."""

    function: str
    arguments: tuple[Node, ...]


Node = Literal | Name | Index | Not | Binary | Call

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>'(?:[^']|'')*')
    | (?P<number>[-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|Infinity\b))
    | (?P<name>[A-Za-z_][A-Za-z0-9_-]*)
    | (?P<operator>&&|\|\||==|!=|<=|>=|[<>!()\[\].,*])
    )""",
    re.VERBOSE | re.ASCII,
)
_WORDS: dict[str, object] = {"null": None, "true": True, "false": False, "nan": float("nan")}
_BINDING = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4}

_Token = tuple[str, str]


@lru_cache(maxsize=1024)
def parse_expression(text: str) -> Node:
    """The tree of one expression (without `${{ }}`).

    Raises:
        WorkflowError: the text is no expression.
    """
    if len(text) > MAX_LENGTH:
        raise WorkflowError(f"An expression has {len(text)} characters; {MAX_LENGTH} are the most.")
    parser = _Parser(text, _split_tokens(text))
    node = parser.parse_binary(0, 0)
    if parser.peek() != ("end", ""):
        raise parser.unexpected()
    return node


def calls_any(node: Node, functions: frozenset[str]) -> bool:
    """Whether the tree calls one of these functions (names in lower case)."""
    match node:
        case Call():
            return node.function in functions or any(calls_any(a, functions) for a in node.arguments)
        case Not():
            return calls_any(node.inner, functions)
        case Binary():
            return calls_any(node.left, functions) or calls_any(node.right, functions)
        case Index():
            return calls_any(node.base, functions) or (
                node.key is not None and calls_any(node.key, functions)
            )
        case Literal() | Name():
            return False


def _split_tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise WorkflowError(f"Not understood in an expression: {clean_line(text[position:], 40)!r}.")
        tokens.append((match.lastgroup, match.group(match.lastgroup)))
        position = match.end()
    return tokens


class _Parser:
    """Reads tokens by precedence; `depth` keeps hostile nesting off the stack."""

    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._at = 0
        self._operators = 0

    def peek(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def unexpected(self) -> WorkflowError:
        kind, value = self.peek()
        found = "its end" if kind == "end" else repr(clean_line(value, 40))
        return WorkflowError(f"The expression {clean_line(self._text, 80)!r} does not read at {found}.")

    def parse_binary(self, least: int, depth: int) -> Node:
        left = self._parse_unary(depth + 1)
        while (binding := _BINDING.get(self._operator(), 0)) > least:
            operator = self._take()
            right = self.parse_binary(binding, depth + 1)
            left = Binary(operator, left, right)
            self._operators += 1
            if self._operators > MAX_OPERATORS:
                raise WorkflowError(f"An expression has more than {MAX_OPERATORS} operators.")
        return left

    def _parse_unary(self, depth: int) -> Node:
        self._check_depth(depth)
        if self._operator() == "!":
            self._take()
            return Not(self._parse_unary(depth + 1))
        return self._parse_postfix(self._parse_primary(depth), depth)

    def _parse_primary(self, depth: int) -> Node:
        kind, value = self.peek()
        if kind == "string":
            self._take()
            return Literal(value[1:-1].replace("''", "'"))
        if kind == "number":
            self._take()
            return Literal(_number(value))
        if kind == "name":
            self._take()
            if self._operator() == "(":
                return self._parse_call(value, depth)
            return Literal(_WORDS[value.lower()]) if value.lower() in _WORDS else Name(value)
        if self._operator() == "(":
            self._take()
            inner = self.parse_binary(0, depth + 1)
            self._expect(")")
            return inner
        raise self.unexpected()

    def _parse_call(self, name: str, depth: int) -> Node:
        self._expect("(")
        arguments: list[Node] = []
        if self._operator() != ")":
            arguments.append(self.parse_binary(0, depth + 1))
            while self._operator() == ",":
                self._take()
                arguments.append(self.parse_binary(0, depth + 1))
        self._expect(")")
        return Call(name.lower(), tuple(arguments))

    def _parse_postfix(self, node: Node, depth: int) -> Node:
        while (operator := self._operator()) in (".", "["):
            depth += 1
            self._check_depth(depth)
            self._take()
            node = Index(node, self._parse_key(operator, depth))
        return node

    def _parse_key(self, operator: str, depth: int) -> Node | None:
        if self._operator() == "*":
            self._take()
            key: Node | None = None
        elif operator == "[":
            key = self.parse_binary(0, depth + 1)
        elif self.peek()[0] == "name":
            key = Literal(self._take())
        else:
            raise self.unexpected()
        if operator == "[":
            self._expect("]")
        return key

    def _operator(self) -> str:
        kind, value = self.peek()
        return value if kind == "operator" else ""

    def _take(self) -> str:
        value = self.peek()[1]
        self._at += 1
        return value

    def _expect(self, operator: str) -> None:
        if self._operator() != operator:
            raise self.unexpected()
        self._take()

    def _check_depth(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise WorkflowError(f"An expression is nested deeper than {MAX_DEPTH} levels.")


def _number(text: str) -> int | float:
    digits = text.lower().lstrip("+-")
    sign = -1 if text.startswith("-") else 1
    if digits.startswith("0x"):
        return sign * int(digits, 16)
    if digits.startswith("0o"):
        return sign * int(digits, 8)
    value = sign * float(digits)
    return int(value) if value.is_integer() and abs(value) < 1e15 else value

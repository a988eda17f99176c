"""pydantic's errors → mistakes at places in the YAML, in words for the person who wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.model.text import clean_line
from gonogo.playbook.report import listing, nearest, quote
from gonogo.playbook.tree import Entries, Items, Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from gonogo.playbook.report import Report
    from gonogo.playbook.tree import Place, Tree

MEANT = {
    "string_type": "text",
    "bool_type": "`true` or `false`",
    "int_type": "a whole number",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
"""pydantic's error type → what is meant there, in YAML's words."""


def explain_errors(error: ValidationError, tree: Entries, report: Report, whose: str) -> None:
    """Note every error of a validation.

    Args:
        error: What pydantic found.
        tree: The node that was validated; the errors' paths start there.
        report: Where the mistakes go.
        whose: What the tree is, for missing keys (`the playbook`, `check: tag`).
    """
    at_place: dict[tuple[str, ...], list[ErrorDetails]] = {}
    nodes: dict[tuple[str, ...], tuple[Tree, Place]] = {}
    for detail in error.errors(include_url=False, include_context=True):
        if detail["type"] == "missing":
            _explain_missing(detail, tree, report, whose)
            continue
        path, node, place = _follow(tree, detail["loc"])
        at_place.setdefault(path, []).append(detail)
        nodes[path] = (node, place)
    for path, details in at_place.items():
        node, place = nodes[path]
        report.add(place, *_words(path, node, details))


def _explain_missing(detail: ErrorDetails, tree: Entries, report: Report, whose: str) -> None:
    *parents, key = detail["loc"]
    path, _, place = _follow(tree, parents)
    owner = f"{quote('.'.join(path))}" if path else whose
    report.add(place, f"{owner} has no {quote(str(key))}.", f"Add `{key}:`, it is required.")


def _follow(tree: Tree, loc: Sequence[int | str]) -> tuple[tuple[str, ...], Tree, Place]:
    """Walk a path as far as the file has it.

    Parts that name a branch of a union are in pydantic's path and not in the file: they are passed over.

    Returns:
        The path that exists, the node there, and the place to point at: the value, or its key
        where the value is a collection or empty.
    """
    path: list[str] = []
    place = tree.place
    for part in loc:
        if isinstance(tree, Items) and isinstance(part, int) and part < len(tree.items):
            tree = tree.items[part]
            place = tree.place
            path.append(str(part + 1))
        elif isinstance(tree, Entries) and isinstance(part, str):
            key, value = tree.key(part), tree.get(part)
            if key is None or value is None:
                continue
            tree = value
            place = value.place if isinstance(value, Scalar) and value.text else key.place
            path.append(key.text)
    return tuple(path), tree, place


def _words(path: tuple[str, ...], node: Tree, details: list[ErrorDetails]) -> tuple[str, str]:
    """What is wrong at one place, and what to write instead; several details are branches of a union."""
    name = _name(path)
    if path == ("gonogo",) and isinstance(node, Scalar) and isinstance(node.value, int):
        return (
            f"this gonogo reads format 1, not {clean_line(node.text, 20)}.",
            "Write `gonogo: 1`, or update gonogo.",
        )
    allowed = _allowed(details)
    meant = [MEANT[detail["type"]] for detail in details if detail["type"] in MEANT]
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value in allowed:
        return f"{name} must stand without quotes.", f"Write {node.value}."
    if allowed and isinstance(node, Scalar) and isinstance(node.value, str):
        close = nearest(node.text, allowed)
        hint = f"Did you mean {quote(close)}? " if close and len(allowed) > 1 else ""
        also = f" or {' or '.join(meant)}" if meant else ""
        return f"{name} can not be {quote(node.text)}.", f"{hint}Write {listing(allowed)}{also}."
    if allowed or meant:
        return _wrong_type(name, node, [*(quote(word) for word in allowed), *dict.fromkeys(meant)])
    return _limits(name, details[0])


def _name(path: tuple[str, ...]) -> str:
    if path and path[-1].isdigit():
        return f"item {path[-1]} of {quote(path[-2])}" if len(path) > 1 else f"item {path[-1]}"
    return quote(path[-1]) if path else "this"


def _allowed(details: list[ErrorDetails]) -> list[str]:
    """The words that a literal allows; pydantic gives them as `'a', 'b' or 'c'`."""
    words: list[str] = []
    for detail in details:
        if detail["type"] == "literal_error":
            expected = str(detail.get("ctx", {}).get("expected", ""))
            parts = expected.replace(" or ", ", ").split(", ")
            words += [part.strip("'") for part in parts if part.strip("'")]
    return words


def _wrong_type(name: str, node: Tree, meant: list[str]) -> tuple[str, str]:
    """The value is of another type than the key needs."""
    needs = " or ".join(meant)
    what = f"{name} must be {needs}, not {describe(node)}."
    if isinstance(node, Scalar):
        if node.value is None:
            return f"{name} has no value.", f"Write {needs} after the colon, or leave the key out."
        if "text" in meant and isinstance(node.value, bool | int | float):
            return what, f'Write "{clean_line(node.text, 60)}", in quotes.'
        if "a list" in meant:
            word = clean_line(node.text, 60)
            return what, f"Write [{word}]." if isinstance(node.value, str) else f'Write ["{word}"].'
        if "a mapping" in meant and isinstance(node.value, int | float):
            return (
                what,
                f'A version is text: where one belongs, write "{clean_line(node.text, 60)}", in quotes.',
            )
    if "text" in meant and isinstance(node, Entries):
        return what, "Put a text that begins with `{` in quotes."
    if "a mapping" in meant:
        return what, "Write `key: value` lines below it."
    return what, f"Write {needs}."


def describe(node: Tree) -> str:
    """What YAML reads there, in words."""
    if isinstance(node, Items):
        return "a list"
    if isinstance(node, Entries):
        return "a mapping"
    if isinstance(node.value, bool):
        return f"{quote(node.text)}, which YAML reads as true or false"
    if isinstance(node.value, int | float):
        if str(node.value) == node.text:
            return f"the number {node.text}"
        return f"{quote(node.text)}, which YAML reads as the number {node.value}"
    return "empty" if node.value is None else f"the text {quote(node.text)}"


def _limits(name: str, detail: ErrorDetails) -> tuple[str, str]:
    """Right type, but out of bounds."""
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "too_short" | "string_too_short":
            return f"{name} must not be empty.", "Fill it in, or remove what it belongs to."
        case "greater_than_equal":
            return f"{name} is too small.", f"Write {context.get('ge')} or more."
        case "less_than_equal":
            return f"{name} is too large.", f"Write {context.get('le')} or less."
        case "string_pattern_mismatch":
            return f"{name} can not be {quote(str(detail['input']))}.", ""
        case "value_error":
            return f"{name}: {clean_line(str(context.get('error', '')))}", ""
        case _:
            return f"{name}: {clean_line(detail['msg'])}.", ""

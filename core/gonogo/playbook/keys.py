"""Finds keys that are unknown or stand twice, wherever the models of the playbook say what may stand there."""

from __future__ import annotations

import types
import typing
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from gonogo.playbook.report import quote, suggest
from gonogo.playbook.steps import Part, Step
from gonogo.playbook.tree import Entries, Items, Tree

if TYPE_CHECKING:
    from collections.abc import Collection

    from gonogo.playbook.report import Report


def keys_of(model: type[Part]) -> dict[str, Any]:
    """Key as written in YAML → annotation."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def find_doubles(tree: Tree, report: Report) -> None:
    """Note every key that stands twice in its mapping, anywhere."""
    if isinstance(tree, Items):
        for item in tree.items:
            find_doubles(item, report)
    elif isinstance(tree, Entries):
        first_line: dict[str, int] = {}
        for key, value in tree.entries:
            if key.text in first_line:
                what = f"{quote(key.text)} stands twice, first in line {first_line[key.text]}."
                report.add(key.place, what, "Keep one of them.")
            first_line.setdefault(key.text, key.place.line)
            find_doubles(value, report)


def prune(tree: Tree, model: type[Part], report: Report, known: Collection[str] | None = None) -> Tree:
    """Note and drop keys that the model does not know, here and below.

    Steps are left alone: what may stand there depends on their first key.

    Args:
        tree: The node that the model is made from.
        model: Says what may stand there.
        report: Where the mistakes go.
        known: The keys, where they differ from the model's.
    """
    if not isinstance(tree, Entries):
        return tree
    annotations = keys_of(model)
    allowed = annotations if known is None else known
    kept = []
    for key, value in tree.entries:
        if key.text in allowed:
            kept.append((key, _below(value, annotations.get(key.text), report)))
        else:
            hint = suggest(key.text, allowed)
            report.add(key.place, f"there is no key {quote(key.text)} here.", hint)
    return Entries(tree.place, tuple(kept))


def _below(tree: Tree, annotation: Any, report: Report) -> Tree:
    """Prune what an annotation says: a part, a list of parts, a mapping of parts."""
    if isinstance(annotation, type) and issubclass(annotation, Part) and not issubclass(annotation, Step):
        return prune(tree, annotation, report)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _below(tree, inner[0], report)
    if origin in {types.UnionType, typing.Union}:
        if isinstance(tree, Items):
            listed = [arg for arg in inner if _is_list(arg)]
            return _below(tree, listed[0], report) if listed else tree
        parts = [arg for arg in inner if isinstance(arg, type) and issubclass(arg, Part)]
        return prune(tree, parts[0], report) if parts else tree
    if origin is tuple and isinstance(tree, Items):
        return Items(tree.place, tuple(_below(item, inner[0], report) for item in tree.items))
    if origin is dict and isinstance(tree, Entries):
        pairs = tuple((key, _below(value, inner[1], report)) for key, value in tree.entries)
        return Entries(tree.place, pairs)
    return tree


def _is_list(annotation: Any) -> bool:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return get_origin(annotation) is tuple

"""The steps of a process: from the first key to the step's class, its fields, and its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from gonogo.model.text import clean_line, clean_text
from gonogo.playbook.explain import describe, explain_errors
from gonogo.playbook.keys import keys_of, prune
from gonogo.playbook.report import listing, nearest, quote, suggest
from gonogo.playbook.steps import STEP_TYPES, EnvironmentGate, PersonConfirm, Step
from gonogo.playbook.tree import Entries, Scalar, to_plain

if TYPE_CHECKING:
    from gonogo.playbook.report import Report
    from gonogo.playbook.tree import Items, Place, Tree

KINDS = ("check", "do", "wait", "gate", "confirm")
TYPES = {(cls.kind, cls.what): cls for cls in STEP_TYPES}
NAMED_KINDS: dict[str, tuple[type[Step], str]] = {
    "gate": (EnvironmentGate, "environment"),
    "confirm": (PersonConfirm, "title"),
}
"""Kinds whose first value is not a type: the class, and the field that the value goes to."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A step as far as it could be read.

    Attributes:
        place: Where it begins.
        tree: Its keys, for places.
        step_id: Its id, given or made; empty when it can not be told.
        step: None when it has mistakes.
    """

    place: Place
    tree: Entries
    step_id: str
    step: Step | None


def draft_steps(items: Items, report: Report) -> tuple[Draft, ...]:
    """Read every step of a process, noting the mistakes of each."""
    return tuple(_draft(tree, report) for tree in items.items)


def _draft(tree: Tree, report: Report) -> Draft:
    if not isinstance(tree, Entries) or not tree.entries:
        what = f"a step must begin with {listing(KINDS)}, and is {describe(tree)}."
        report.add(tree.place, what, "Write it like `- check: worktree`.")
        return Draft(tree.place, Entries(tree.place, ()), "", None)
    first, value = tree.entries[0]
    given = tree.get("id")
    given_id = given.value if isinstance(given, Scalar) and isinstance(given.value, str) else ""
    cls = _class_of(tree, first, value, report)
    if cls is None:
        return Draft(first.place, tree, given_id, None)
    kind_key = first.text
    body = prune(_without_rivals(tree, cls, report), cls, report, (kind_key, *field_keys(cls)))
    data = to_plain(body)
    assert isinstance(data, dict)  # noqa: S101  # prune of entries gives entries
    data.pop(kind_key)
    if kind_key in NAMED_KINDS:
        data[NAMED_KINDS[kind_key][1]] = to_plain(value)
    step_id = given_id or _made_id(cls, tree, value)
    try:
        step = cls.model_validate(data)
    except ValidationError as error:
        explain_errors(error, tree, report, whose=f"`{kind_key}: {clean_line(_text(value), 40)}`")
        return Draft(first.place, tree, step_id, None)
    clean = {"id": step_id, "title": clean_line(step.title), "notes": clean_text(step.notes).rstrip("\n")}
    return Draft(first.place, tree, step_id, step.model_copy(update=clean))


def _without_rivals(tree: Entries, cls: type[Step], report: Report) -> Entries:
    """Note and drop a second kind, and the key whose value stands after the kind."""
    filled = NAMED_KINDS[cls.kind][1] if cls.kind in NAMED_KINDS else ""
    kept = [tree.entries[0]]
    for key, value in tree.entries[1:]:
        if key.text in KINDS and key.text != cls.kind:
            what = f"this step has begun with {quote(cls.kind)} already."
            report.add(key.place, what, f"Begin another step: `- {key.text}:`.")
        elif key.text == filled:
            report.add(key.place, f"the {filled} stands after `{cls.kind}:` already.", "Remove it.")
        else:
            kept.append((key, value))
    return Entries(tree.place, tuple(kept))


def field_keys(cls: type[Step]) -> tuple[str, ...]:
    """Keys that a step of this class may have after its first."""
    filled = NAMED_KINDS[cls.kind][1] if cls.kind in NAMED_KINDS else ""
    return tuple(key for key in keys_of(cls) if key != filled)


def _class_of(tree: Entries, first: Scalar, value: Tree, report: Report) -> type[Step] | None:
    """The class that the first key and its value name; None after noting why there is none."""
    kind = first.text
    if kind not in KINDS:
        moved = next((key for key, _ in tree.entries[1:] if key.text in KINDS), None)
        if moved is not None:
            report.add(moved.place, f"{quote(moved.text)} must be the first key of its step.", "Move it up.")
        else:
            hint = suggest(kind, KINDS)
            report.add(first.place, f"a step can not begin with {quote(kind)}.", hint)
        return None
    if not isinstance(value, Scalar) or not isinstance(value.value, str) or not value.value.strip():
        wanted = {"gate": "the name of an environment", "confirm": "a title"}.get(
            kind, "the type of the step"
        )
        report.add(
            first.place, f"{quote(kind)} must be {wanted}, and is {describe(value)}.", _example(kind, value)
        )
        return None
    if kind in NAMED_KINDS:
        return NAMED_KINDS[kind][0]
    cls = TYPES.get((kind, value.value))
    if cls is None:
        report.add(
            value.place,
            f"there is no step `{kind}: {clean_line(value.value, 60)}`.",
            _other_type(kind, value.value),
        )
    return cls


def _example(kind: str, value: Tree) -> str:
    if isinstance(value, Scalar) and isinstance(value.value, bool | int | float):
        return f'Write "{clean_line(value.text, 60)}", in quotes.'
    what = {"gate": "crates-io", "confirm": "Title of the decision"}.get(kind)
    return f"Write it like `{kind}: {what or next(what for of, what in TYPES if of == kind)}`."


def _other_type(kind: str, word: str) -> str:
    """The step that was probably meant: of another kind, or with the nearest name."""
    other = next((of for of, what in TYPES if what == word and of not in NAMED_KINDS), None)
    if other is not None:
        return f"Write `{other}: {word}`."
    names = {what: of for of, what in TYPES if of not in NAMED_KINDS}
    own = [what for of, what in TYPES if of == kind]
    close = nearest(word, own) or nearest(word, names)
    return f"Did you mean `{names[close]}: {close}`?" if close else f"Known: {listing(own)}."


def _made_id(cls: type[Step], tree: Entries, value: Tree) -> str:
    """The id of a step that gives none: its type, `approve-<job>`, or its title in short."""
    if cls is EnvironmentGate:
        job = _text(tree.get("job"))
        return f"approve-{job}" if job else ""
    if cls is PersonConfirm:
        return slug(_text(value))
    return cls.what


def _text(tree: Tree | None) -> str:
    return tree.text if isinstance(tree, Scalar) else ""


def slug(title: str) -> str:
    """A title as an id: small letters, digits and dashes, at most 40 characters, whole words."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    short = ""
    for word in words:
        longer = f"{short}-{word}" if short else word[:40]
        if len(longer) > 40:
            break
        short = longer
    return short

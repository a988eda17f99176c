"""How the steps of a process hang together: ids, phases, `needs`, `until`, `only-after`, circles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gonogo.playbook.report import quote, suggest
from gonogo.playbook.tree import Items, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gonogo.playbook.checklist import Draft
    from gonogo.playbook.report import Report
    from gonogo.playbook.steps import Step

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def join_steps(drafts: Sequence[Draft], report: Report) -> tuple[Step, ...]:
    """Fill in phases and needs, noting every reference that leads nowhere.

    Returns:
        The steps that have no mistakes of their own, in order.
    """
    _check_ids(drafts, report)
    order = [draft.step_id for draft in drafts]
    if all(order):
        for position, draft in enumerate(drafts):
            _check_references(draft, position, order, report)
        _check_circle(drafts, report)
    return tuple(_joined(drafts))


def _joined(drafts: Sequence[Draft]) -> Iterator[Step]:
    phase, before = "", ""
    for draft in drafts:
        if draft.step is not None:
            phase = draft.step.phase or phase
            needs = draft.step.needs
            if needs is None:
                needs = (before,) if before else ()
            yield draft.step.model_copy(update={"phase": phase, "needs": needs})
        before = draft.step_id


def _check_ids(drafts: Sequence[Draft], report: Report) -> None:
    lines: dict[str, int] = {}
    for draft in drafts:
        given = draft.tree.get("id")
        place = given.place if given is not None else draft.place
        if not draft.step_id:
            if draft.step is not None:
                report.add(place, "this step has no id, and none can be made from it.", "Add an `id:`.")
        elif not ID.fullmatch(draft.step_id):
            what = f"{quote(draft.step_id)} can not be an id."
            report.add(place, what, "Use letters, digits, dots, dashes and underscores.")
        elif draft.step_id in lines:
            what = (
                f"two steps have the id {quote(draft.step_id)}; the first is in line {lines[draft.step_id]}."
            )
            report.add(place, what, "Give this one another `id:`.")
        lines.setdefault(draft.step_id, draft.place.line)


def references(draft: Draft, key: str) -> Iterator[Scalar]:
    """The ids that a key of a step names, with their places."""
    tree = draft.tree.get(key)
    for item in tree.items if isinstance(tree, Items) else (tree,):
        if isinstance(item, Scalar) and isinstance(item.value, str) and item.value:
            yield item


def _check_references(draft: Draft, position: int, order: Sequence[str], report: Report) -> None:
    others = [step_id for step_id in order if step_id != draft.step_id]
    for key in ("needs", "until", "only-after"):
        for named in references(draft, key):
            if named.text not in order:
                what = f"{quote(key)} names {quote(named.text)}, and no step has that id."
                report.add(named.place, what, suggest(named.text, others, "Name the id of a step."))
    for named in references(draft, "until"):
        if named.text in order[: position + 1]:
            where = "this step itself" if named.text == draft.step_id else "a step before this one"
            what = f"`until` names {quote(named.text)}, {where}: it would never decide."
            report.add(named.place, what, "Name a step that comes later.")


def needs_of(drafts: Sequence[Draft]) -> dict[str, tuple[str, ...]]:
    """Step id → ids it needs, with the default filled in."""
    needs: dict[str, tuple[str, ...]] = {}
    before = ""
    for draft in drafts:
        is_given = isinstance(draft.tree.get("needs"), Items)
        named = tuple(item.text for item in references(draft, "needs"))
        needs.setdefault(draft.step_id, named if is_given else (before,) if before else ())
        before = draft.step_id
    return needs


def _check_circle(drafts: Sequence[Draft], report: Report) -> None:
    circle = find_circle(needs_of(drafts))
    if not circle:
        return
    first = min((draft for draft in drafts if draft.step_id in circle), key=lambda draft: draft.place.line)
    start = circle.index(first.step_id)
    names = [*circle[start:], *circle[:start], first.step_id]
    key = first.tree.key("needs")
    what = f"these steps wait for each other: {' → '.join(quote(name) for name in names)}."
    report.add(key.place if key else first.place, what, "Take one of them out of a `needs`.")


def find_circle(needs: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The ids of one circle, each needing the next and the last the first; empty when there is none."""
    done: set[str] = set()
    for start in needs:
        path: list[str] = []
        todo: list[tuple[str, Iterator[str]]] = []
        current: str | None = start
        while current is not None:
            if current in path:
                return tuple(path[path.index(current) :])
            if current in needs and current not in done:
                path.append(current)
                todo.append((current, iter(needs[current])))
            current = None
            while todo and current is None:
                current = next(todo[-1][1], None)
                if current is None:
                    done.add(todo.pop()[0])
                    path.pop()
    return ()

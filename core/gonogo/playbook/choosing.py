"""What `when` of a step names: an input of the process, or a decision that comes before the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.playbook.report import quote, suggest
from gonogo.playbook.steps import PersonConfirm
from gonogo.playbook.tree import Entries, Items, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gonogo.playbook.checklist import Draft
    from gonogo.playbook.report import Report
    from gonogo.playbook.tree import Tree


def inputs_of(process: Entries) -> dict[str, tuple[str, ...]]:
    """The inputs of a process, each with its choices; none for free text."""
    inputs = process.get("inputs")
    if not isinstance(inputs, Entries):
        return {}
    return {
        key.text: tuple(_texts(one.get("choices"))) if isinstance(one, Entries) else ()
        for key, one in inputs.entries
    }


def check_when(drafts: Sequence[Draft], inputs: Mapping[str, tuple[str, ...]], report: Report) -> None:
    """Note every `when` that names nothing that can be chosen before its step."""
    for position, draft in enumerate(drafts):
        when = draft.tree.get("when")
        if isinstance(when, Entries):
            for key, value in when.entries:
                _check(key, value, drafts, position, inputs, report)


def _check(
    key: Scalar,
    value: Tree,
    drafts: Sequence[Draft],
    position: int,
    inputs: Mapping[str, tuple[str, ...]],
    report: Report,
) -> None:
    places = {draft.step_id: at for at, draft in enumerate(drafts)}
    at = places.get(key.text)
    step = drafts[at].step if at is not None else None
    if isinstance(step, PersonConfirm) and at is not None:
        if at >= position:
            what = f"`when` names {quote(key.text)}, which is not decided before this step."
            report.add(key.place, what, "Move the decision up, or name another one.")
        _check_values(key, value, step.choices or ("yes",), report)
    elif key.text in inputs:
        _check_values(key, value, inputs[key.text], report)
    elif at is None:
        confirms = [draft.step_id for draft in drafts[:position] if isinstance(draft.step, PersonConfirm)]
        what = f"`when` names {quote(key.text)}, which is no input and no step."
        report.add(
            key.place,
            what,
            suggest(key.text, [*inputs, *confirms], "Name an input, or the id of a decision."),
        )
    elif step is not None:
        what = f"`when` names {quote(key.text)}, and that step decides nothing."
        report.add(key.place, what, "Name an input, or the id of a `confirm`.")


def _check_values(key: Scalar, value: Tree, choices: Sequence[str], report: Report) -> None:
    if not choices:
        return
    for one in value.items if isinstance(value, Items) else (value,):
        if isinstance(one, Scalar) and one.text not in choices:
            what = f"{quote(one.text)} is no choice of {quote(key.text)}."
            report.add(one.place, what, suggest(one.text, list(choices), ""))


def _texts(tree: Tree | None) -> Iterator[str]:
    for one in tree.items if isinstance(tree, Items) else ():
        if isinstance(one, Scalar):
            yield one.text

"""docs/playbooks.md is true: the reference is the code's, and the tables name every step there is."""

from __future__ import annotations

import pytest

from gonogo.playbook.find import builtin_names, load_builtin
from support.reference import DOC, step_ids, with_reference

PROCESSES = [
    (name, process)
    for name in builtin_names()
    if name != "ordvec-0.3"
    for process in load_builtin(name).processes
]


def test_the_reference_is_what_the_code_says() -> None:
    text = DOC.read_text(encoding="utf-8")
    assert with_reference(text) == text, "run: make docs"


def test_a_changed_reference_is_noticed() -> None:
    text = DOC.read_text(encoding="utf-8")
    changed = text.replace("Squash", "").replace("How it is merged.", "How it was merged.")
    assert changed != text
    assert with_reference(changed) == text


@pytest.mark.parametrize(("name", "process"), PROCESSES)
def test_each_process_has_a_table_that_names_every_step(name: str, process: str) -> None:
    tables = step_ids(DOC.read_text(encoding="utf-8"))
    steps = {step.id for step in load_builtin(name).processes[process].steps}
    named = tables.get(f"{name} {process}", set())
    assert named - steps == set(), "the table names steps that are not there"
    assert steps - named == set(), "steps that no line of the document is given to"


def test_there_are_fourteen_processes() -> None:
    assert len(PROCESSES) == 14

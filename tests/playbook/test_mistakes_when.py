"""What `when` may name, and what it may not."""

from __future__ import annotations

import pytest

from gonogo.playbook.load import load_playbook
from support.playbook_texts import HEAD, mistakes_in, with_steps

INPUTS = HEAD.replace("  release:\n", "  release:\n    inputs: {kind: {choices: [crate, image]}, name: {}}\n")
ASK = "- confirm: Which way\n  id: way\n  choices: [public, private]\n"


@pytest.mark.parametrize(
    "when",
    [
        "{way: public}",
        "{way: [public, private]}",
        "{kind: crate}",
        "{name: anything}",
        "{kind: image, way: private}",
    ],
)
def test_an_input_or_an_earlier_decision(when: str) -> None:
    book = load_playbook(with_steps(f"{ASK}- do: tag\n  when: {when}\n", INPUTS), "p.yml")
    assert book.processes["release"].steps[1].when


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (
            f"{ASK}- do: tag\n  when: {{wy: public}}\n",
            "`when` names `wy`, which is no input and no step. Did you mean `way`?",
        ),
        (
            f"{ASK}- do: tag\n  when: {{way: pubic}}\n",
            "`pubic` is no choice of `way`. Did you mean `public`?",
        ),
        (
            f"{ASK}- do: tag\n  when: {{kind: crates}}\n",
            "`crates` is no choice of `kind`. Did you mean `crate`?",
        ),
        (
            f"- do: tag\n  when: {{way: public}}\n{ASK}",
            "`when` names `way`, which is not decided before this step. Move the decision up, or name another one.",
        ),
        (
            "- do: bump\n- do: tag\n  when: {bump: done}\n",
            "`when` names `bump`, and that step decides nothing. Name an input, or the id of a `confirm`.",
        ),
        (
            "- confirm: Sure\n- do: tag\n  when: {sure: maybe}\n",
            "`maybe` is no choice of `sure`. Known: `yes`.",
        ),
    ],
)
def test_what_can_not_be_chosen_is_a_mistake_with_its_place(steps: str, says: str) -> None:
    (mistake,) = mistakes_in(with_steps(steps, INPUTS))
    place, _, words = mistake.partition(": ")
    assert words == says
    line, column = map(int, place.split(":"))
    word = says.split("`")[3] if says.startswith("`when`") else says.split("`")[1]
    assert with_steps(steps, INPUTS).decode().splitlines()[line - 1][column - 1 :].startswith(word)

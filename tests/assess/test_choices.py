"""Steps that are there for one choice only: needed, not needed, not decided yet."""

from __future__ import annotations

import pytest

from support.trains import TrainWorld, pull_of, sha, train
from support.widget.nouns import BUMPED, playbook
from support.widget.stages import merged
from support.widget.world import said

STEPS = """
- confirm: Which way
  id: way
  choices: [public, private]
- wait: branch
  id: public
  branch: public-fix
  when: {way: public}
- wait: branch
  id: private
  branch: private-fix
  needs: [way]
  when: {way: private}
- confirm: Told
  id: told
  needs: [public, private]
  when: {kind: [crate, image]}
"""


def world(choice: str = "", kind: str = "crate") -> TrainWorld:
    made = train(STEPS, kind=kind)
    if choice:
        made.confirm("way", "1.2.0", choice)
    return made


def test_before_the_choice_the_steps_wait_for_it() -> None:
    assert said(world(), "public") == ("HOLD", "waits for the choice: Which way")
    assert world().assess().next_step == "way"


def test_the_chosen_step_is_needed_and_the_other_one_is_not() -> None:
    made = world("private")
    assert said(made, "public") == ("DONE", "not needed: Which way is private")
    assert made.standing("public").is_settled
    assert said(made, "private") == ("HOLD", "private-fix is not cut yet")
    assert made.assess().next_step == "private"
    made.heads["private-fix"] = sha("ddd")
    assert made.assess().next_step == "told"


@pytest.mark.parametrize(("kind", "verdict"), [("crate", "GO"), ("image", "GO"), ("docs", "DONE")])
def test_an_input_decides_too(kind: str, verdict: str) -> None:
    made = world("public", kind)
    made.heads["public-fix"] = sha("ddd")
    assert said(made, "told")[0] == verdict
    assert made.assess().verdict == verdict


def test_another_choice_brings_the_other_step_back() -> None:
    made = world("private")
    made.confirm("way", "1.2.0", "public")
    assert said(made, "private")[0] == "DONE"
    assert said(made, "public")[0] == "HOLD"


def test_a_choice_about_a_commit_holds_while_that_is_the_head() -> None:
    made = train(
        STEPS.replace("choices: [public, private]", "choices: [public, private]\n  about: head"), kind="crate"
    )
    made.confirm("way", sha("aaa"), "private")
    assert said(made, "public")[0] == "DONE"
    made.heads["main"] = sha("bbb")
    assert said(made, "public") == ("HOLD", "waits for the choice: Which way")


def test_what_is_not_needed_is_no_evidence_for_others() -> None:
    text = """
    - confirm: Skip CI
      id: skip
      choices: [no, yes]
    - check: workflows-green
      workflows: [ci.yml]
      when: {skip: "no"}
    - do: merge
      needs: [workflows-green]
    """
    made = train(text.replace("[no, yes]", '["no", "yes"]').replace("\n    ", "\n"))
    made.confirm("skip", "1.2.0", "yes")
    made.pulls["release/v1.2.0"] = pull_of("release/v1.2.0", "main", sha("ddd"))
    made.versions[sha("aaa")] = "1.1.0"
    standing = made.standing("workflows-green")
    assert (standing.finding.source, standing.finding.facts, standing.offers) == ("", (), ())
    assert made.assess().next_step == "merge"


def test_the_days_of_a_process_without_choices_are_as_before() -> None:
    made = merged()
    assert made.playbook == playbook()
    assert said(made, "workflows-green") == ("DONE", f"2 of 2 green on {BUMPED[:7]}")


def test_a_check_until_a_step_that_is_not_needed_goes_on_to_decide() -> None:
    text = """
    - confirm: Way
      id: way
      choices: [tag, none]
    - check: workflows-green
      workflows: [ci.yml]
      needs: []
      until: tag
    - do: tag
      when: {way: tag}
      needs: []
    """
    made = train(text.replace("\n    ", "\n"))
    made.confirm("way", "1.2.0", "none")
    standing = made.standing("workflows-green")
    assert not standing.is_settled
    assert standing.finding.verdict != "DONE"
    assert made.assess().verdict != "DONE"


def test_what_hangs_on_a_choice_that_is_not_asked_is_not_needed_either() -> None:
    text = """
    - confirm: Way
      id: way
      choices: [long, short]
    - confirm: Which
      id: which
      choices: [one, two]
      when: {way: long}
    - confirm: One
      id: one
      when: {which: one}
    """
    made = train(text.replace("\n    ", "\n"))
    made.confirm("way", "1.2.0", "short")
    assert said(made, "one") == ("DONE", "not needed: which is not asked")
    assert made.assess().verdict == "DONE"

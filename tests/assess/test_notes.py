"""The changelog: something to say, dated, in sync, and an incident told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.bump.incident import has_words, put_words
from gonogo.errors import BumpError, RefusedError
from gonogo.model.plans import OpenPull, PushBump
from support.places import NOON, Place, pull, sha

KEEP = "changelog: {path: LOG.md, heading: '## [{version}] - {date}', placeholder: _Nothing._}\n"
CUT = "changelog: {path: LOG.md, style: prepend, template: '## {version}'}\n"


def place(keys: str, log: str | None, top: str = KEEP) -> Place:
    made = Place(f"- {{{keys}}}\n", top=top)
    made.commit("a", on="main")
    if log is not None:
        made.write("a", {"LOG.md": log})
    return made


@pytest.mark.parametrize(
    ("log", "verdict", "evidence"),
    [
        ("## [Unreleased]\n\n- More.\n", "DONE", "something stands under Unreleased at "),
        ("## [Unreleased]\n\n_Nothing._\n", "NO-GO", "nothing stands under Unreleased in LOG.md"),
        ("## [Unreleased]\n\n### Added\n\n<!-- x -->\n", "NO-GO", "nothing stands under Unreleased"),
        ("## [Unreleased]\n\n## [1.2.3] - 2026-11-20\n\n- More.\n", "DONE", "1 line on 1.2.3 in LOG.md"),
        ("# Log\n", "NO-GO", "LOG.md: No Unreleased heading stands here."),
        (None, "NO-GO", "LOG.md could not be read"),
    ],
)
def test_unreleased(log: str | None, verdict: str, evidence: str) -> None:
    said = place("check: changelog", log).said()
    assert said[0] == verdict
    assert evidence in said[1]


@pytest.mark.parametrize(
    ("log", "verdict"),
    [
        ("## 1.2.3\n\nUnreleased.\n\n### Added\n\n- More.\n", "DONE"),
        ("## 1.2.3\n\nUnreleased.\n\n### Added\n\n-----\n\n## 1.2.2\n\n- Old.\n", "NO-GO"),
        ("## 1.2.2\n\n- Old.\n", "NO-GO"),
    ],
)
def test_unreleased_of_a_cut_log(log: str, verdict: str) -> None:
    assert place("check: changelog", log, CUT).said()[0] == verdict


@pytest.mark.parametrize(
    ("log", "top", "verdict", "evidence"),
    [
        ("## [1.2.3] - 2026-11-20\n\n- More.\n", KEEP, "DONE", "LOG.md has 1.2.3, dated 2026-11-20"),
        ("## [1.2.3] - soon\n\n- More.\n", KEEP, "NO-GO", "1.2.3 is not dated in LOG.md: ## [1.2.3] - soon"),
        ("## [1.2.3] - 2026-11-20\n\n## [1.2.2] - x\n", KEEP, "NO-GO", "the section of 1.2.3 is empty"),
        ("## [Unreleased]\n", KEEP, "NO-GO", "LOG.md has no section of 1.2.3"),
        ("## [1.2.30] - 2026-11-20\n\n- M\n", KEEP, "NO-GO", "LOG.md has no section of 1.2.3"),
        ("## 1.2.3\n\nReleased 2026-11-20.\n\n- M\n", CUT, "DONE", "dated 2026-11-20"),
        ("## 1.2.3\n\nUnreleased.\n\n- M\n", CUT, "NO-GO", "1.2.3 is not dated in LOG.md: Unreleased."),
    ],
)
def test_released(log: str, top: str, verdict: str, evidence: str) -> None:
    said = place("check: changelog, expect: released", log, top).said()
    assert said[0] == verdict
    assert evidence in said[1]


@pytest.mark.parametrize(("said_before", "verdict"), [("not yet", "HOLD"), ("now", "NO-GO")])
def test_a_date_is_not_missed_before_the_steps_that_it_comes_after(said_before: str, verdict: str) -> None:
    made = Place(
        "- {check: text, id: before, path: STATE, find: now}\n"
        "- {check: changelog, expect: released, needs: [before]}\n",
        top=KEEP,
    )
    made.commit("a", on="main")
    made.write("a", {"LOG.md": "## [1.2.3] - soon\n\n- More.\n", "STATE": said_before})
    assert made.said("changelog")[0] == verdict


def test_without_a_changelog_nothing_is_known() -> None:
    made = Place("- {check: text, path: a, find: b}\n- check: changelog\n", top=KEEP)
    made.playbook = made.playbook.model_copy(update={"changelog": None})
    made.commit("a", on="main")
    assert made.said("changelog") == ("UNKNOWN", "the playbook names no changelog for this release")


def in_sync(main: str, branch: str) -> Place:
    made = Place("- {check: notes-in-sync, path: LOG.md, branch: 'release-{major}'}\n")
    made.commit("a", on="main")
    made.write("a", {"LOG.md": main})
    made.commit("b", "a", on="release-1")
    made.write("b", {"LOG.md": branch})
    return made


ONE = "## 1.2.3\n\nReleased 2026-11-20.\n\n- More.\n"


@pytest.mark.parametrize(
    ("main", "branch", "verdict", "evidence"),
    [
        (ONE + "\n------\n\n## 1.2.2\n", ONE, "DONE", "5 lines on 1.2.3, the same on both"),
        (ONE.replace("More", "Less"), ONE, "NO-GO", "line 5 of 1.2.3 differs: - More."),
        (ONE + "- And this.\n", ONE, "NO-GO", "line 6 of 1.2.3 differs: (nothing more)"),
        ("## 1.2.2\n", ONE, "NO-GO", "LOG.md on main has no section of 1.2.3"),
        (ONE, "## 1.2.2\n", "NO-GO", "LOG.md on release-1 has no section of 1.2.3"),
    ],
)
def test_in_sync(main: str, branch: str, verdict: str, evidence: str) -> None:
    assert in_sync(main, branch).said() == (verdict, evidence)


def test_both_lines_are_named() -> None:
    facts = in_sync(ONE.replace("More", "Less"), ONE).facts()
    assert facts == {"release-1, line 5 of 1.2.3": "- More.", "main, line 5 of 1.2.3": "- Less."}


LOG = "# Log\n\n## [Unreleased]\n\n## [1.2.3] - 2026-11-20\n\n- More.\n\n## [1.2.2] - 2026-11-01\n\n- Old.\n"
INCIDENT = "do: incident, text: 'Withdrawn: {version} loses data.'"


def test_an_incident_goes_below_its_heading_and_nothing_else_moves() -> None:
    made = place(INCIDENT, LOG)
    assert made.said() == ("GO", "LOG.md says nothing of it yet")
    push, opened = made.plan().actions
    assert isinstance(push, PushBump)
    assert isinstance(opened, OpenPull)
    assert (push.base, push.base_sha, push.branch) == ("main", sha("a"), "incident/v1.2.3")
    (edit,) = push.edits
    added = "\n\nWithdrawn: 1.2.3 loses data."
    heading = "## [1.2.3] - 2026-11-20"
    assert edit.after == LOG.replace(heading, heading + added)
    made.write("a", {"LOG.md": edit.after})
    assert made.said()[0] == "DONE"


def test_an_incident_by_push_goes_to_the_base() -> None:
    made = place(INCIDENT + ", via: push", LOG)
    plan = made.plan()
    (push,) = plan.actions
    assert isinstance(push, PushBump)
    assert push.branch == "main"
    assert plan.warnings == ("This pushes straight to main.",)


def test_an_incident_waits_for_its_pull_request() -> None:
    made = place(INCIDENT, LOG)
    made.commit("w", "a", on="incident/v1.2.3")
    assert made.said() == ("GO", f"incident/v1.2.3 is pushed, {sha('w')[:7]}: no pull request yet")
    (opened,) = made.plan().actions
    assert isinstance(opened, OpenPull)
    made.pulls["incident/v1.2.3"] = pull("incident/v1.2.3", sha("w"))
    assert made.said() == ("HOLD", "#7 is open, to be merged")
    with pytest.raises(RefusedError):
        made.plan()


def test_an_incident_whose_pull_a_later_step_merges_is_done_once_open() -> None:
    steps = f"- {{{INCIDENT}}}\n- {{do: merge, branch: 'incident/{{tag}}', version: ''}}\n"
    made = Place(steps, top=KEEP)
    made.commit("a", on="main")
    made.write("a", {"LOG.md": LOG})
    made.pulls["incident/v1.2.3"] = pull("incident/v1.2.3", sha("a"))
    assert made.said() == ("DONE", "#7 open from incident/v1.2.3")


def test_a_version_that_is_not_in_the_log_has_no_incident() -> None:
    assert place(INCIDENT, "# Log\n").said() == ("NO-GO", "LOG.md on main has no section of 1.2.3")


TEXTS = st.text(st.sampled_from("ab -#\n"), max_size=40)


@given(TEXTS, TEXTS, st.sampled_from(["\n", "\r\n"]), st.text("xyz \n", min_size=1).filter(str.strip))
def test_only_the_words_are_added(before: str, after: str, newline: str, words: str) -> None:
    lines = [*before.replace("#", "").split("\n"), "## 1.2.3", *after.replace("#", "").split("\n")]
    text = newline.join(lines)
    edit = put_words(text, "LOG.md", "1.2.3", words)
    heading = text.index("## 1.2.3") + len("## 1.2.3")
    assert edit.after.startswith(text[:heading])
    assert edit.after.endswith(text[heading:])
    assert has_words(edit.after, "1.2.3", words)
    if newline == "\r\n":
        assert edit.after.count("\n") == edit.after.count("\r\n")


def test_no_section_is_an_error() -> None:
    with pytest.raises(BumpError, match=r"No section of 1\.2\.3"):
        put_words("## 1.2.4\n", "LOG.md", "1.2.3", "x")


def test_an_incident_whose_pull_was_merged_and_that_the_base_does_not_say_is_not_told() -> None:
    made = place(INCIDENT, LOG)
    merged = replace(
        pull("incident/v1.2.3", sha("w")),
        state="MERGED",
        merge_sha=sha("a"),
        updated_at=NOON - timedelta(hours=1),
    )
    made.pulls["incident/v1.2.3"] = merged
    assert made.said() == ("NO-GO", "#7 was merged, and main does not have it")
    made.pulls["incident/v1.2.3"] = replace(merged, updated_at=NOON)
    assert made.said() == ("HOLD", "#7 merged, main not seen with it yet")

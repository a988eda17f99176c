"""What branches hold, what is brought to them, and how they begin."""

from __future__ import annotations

import pytest

from gonogo.errors import RefusedError
from gonogo.model.asks import LandingsAsk
from gonogo.model.github import CheckCounts
from gonogo.model.plans import OpenPull, PushBackport, PushBranch
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.snapshot import Problem
from support.places import Place, pull, sha


def train(steps: str, **inputs: str) -> Place:
    """main goes on after release-1 was cut and tagged 1.2.2."""
    made = Place(steps, process="branch: release-1\n", inputs=inputs)
    made.commit("root", on="main")
    made.commit("cut", "root", on="release-1")
    made.tags["v1.2.2"] = sha("cut")
    made.commit("fix", "root", subject="Fix the leak (#12)", on="main")
    made.commit("new", "fix", subject="Something new (#13)", on="main")
    return made


def pick(made: Place, name: str, of: str) -> None:
    """Bring a commit of main to release-1, as `cherry-pick -x` does."""
    subject = made.commits[sha(of)].subject
    message = f"{subject}\n\n(cherry picked from commit {sha(of)})"
    head = next(n for n in ("p2", "p1", "cut") if made.heads["release-1"] == sha(n))
    made.commit(name, head, subject=subject, message=message, on="release-1")


CONTAINS = "- {{check: contains, branch: main, commit: '{}'}}\n"


@pytest.mark.parametrize(
    ("commit", "verdict", "evidence"),
    [
        (sha("fix"), "DONE", f"main holds {sha('fix')[:7]}"),
        (sha("fix")[:9], "DONE", f"main holds {sha('fix')[:7]}"),
        ("v1.2.2", "NO-GO", f"main lacks 1 commit of v1.2.2 ({sha('cut')[:7]}): cut"),
        ("release-1", "NO-GO", "main lacks 1 commit of release-1"),
        ("v9.9.9", "NO-GO", "origin has no tag or branch v9.9.9"),
        ("{tag}", "HOLD", "origin has no tag or branch v1.2.3 yet"),
        ("{fix}", "DONE", "nothing to look for"),
        ("abcdef0", "UNKNOWN", "abcdef0 is not among the newest 3 commits of main"),
    ],
)
def test_contains(commit: str, verdict: str, evidence: str) -> None:
    said = train(CONTAINS.format(commit), fix="").said()
    assert said[0] == verdict
    assert said[1].startswith(evidence)


def test_the_same_change_counts_and_the_same_subject_does_not() -> None:
    made = train("- {check: contains, branch: release-1, commit: '{fix}'}\n", fix=sha("fix"))
    made.commit("p1", "cut", subject="Fix the leak (#12)", on="release-1")
    assert made.said()[0] == "NO-GO"
    made.commit("other", "root", subject="other", message=f"x\n\n(cherry picked from commit {sha('fix')})")
    made.commit("m", "fix", subject="merge")
    back = Place("- {check: contains, branch: main, commit: '{fix}'}\n", inputs={"fix": sha("other")})
    back.commits, back.parents, back.trees, back.heads = made.commits, made.parents, made.trees, made.heads
    assert back.said() == ("DONE", f"main holds {sha('other')[:7]} as other commits: cherry picked from")


BACKPORTS = "- {check: backports, branch: release-1, leave: ['Bump *']}\n"


def test_backports_landed_on_main_first() -> None:
    made = train(BACKPORTS)
    assert made.said() == ("DONE", "nothing to bring from main since v1.2.2")
    pick(made, "p1", "fix")
    assert made.said() == ("DONE", "1 commit since v1.2.2, all on main first")
    name = f"{sha('p1')[:7]} Fix the leak (#12)"
    assert made.facts() == {name: f"{sha('fix')[:7]}, cherry picked from"}
    made.commit("p2", "p1", subject="Bump to 1.2.3", on="release-1")
    assert made.said()[0] == "DONE"


@pytest.mark.parametrize(("decides", "verdict"), [("true", "NO-GO"), ("false", "HOLD")])
def test_a_commit_that_is_only_here_is_named(decides: str, verdict: str) -> None:
    made = train(BACKPORTS.replace("leave", f"decides: {decides}, leave"))
    made.commit("p1", "cut", subject="Only here", on="release-1")
    assert made.said() == (verdict, f"not on main: {sha('p1')[:7]} Only here")


def test_before_the_first_tag_the_cut_is_where_it_begins() -> None:
    made = train(BACKPORTS)
    made.tags.clear()
    made.commit("p1", "cut", subject="Only here", on="release-1")
    assert "and 1 more" in made.said()[1]


def test_landings_that_can_not_be_read_are_unknown() -> None:
    made = train(BACKPORTS)
    made.problems[LandingsAsk] = Problem("git was too slow")
    assert made.said() == ("UNKNOWN", "git was too slow")


BACKPORT = "- {do: backport, base: release-1, commits: '{backports}'}\n"


def backport(words: str, more: str = "") -> Place:
    return train(BACKPORT + more, backports=words)


@pytest.mark.parametrize(
    ("words", "verdict", "evidence"),
    [
        ("", "DONE", "nothing to backport"),
        ("#12", "GO", f"{sha('fix')[:7]} onto release-1 at {sha('cut')[:7]}"),
        (sha("new")[:8] + ", #12", "GO", f"{sha('fix')[:7]}, {sha('new')[:7]} onto release-1"),
        ("#99", "NO-GO", "#99: no commit names it: write its id"),
        ("nonsense", "NO-GO", "nonsense: it is neither a commit id nor #123"),
        ("1234567", "NO-GO", "1234567: write all 40 digits of it"),
        (sha("cut"), "NO-GO", f"{sha('cut')[:7]} is not on main: changes land there first"),
    ],
)
def test_backport(words: str, verdict: str, evidence: str) -> None:
    said = backport(words).said()
    assert said[0] == verdict
    assert said[1].startswith(evidence)


def test_a_backport_is_planned_oldest_first() -> None:
    plan = backport("#13 #12").plan()
    push, opened = plan.actions
    assert push == PushBackport("release-1", sha("cut"), "backport/1.2.3", (sha("fix"), sha("new")))
    assert isinstance(opened, OpenPull)
    assert opened.heading == "Backport 2 commits to release-1"
    assert sha("fix") in opened.body
    assert plan.rests_on["release-1"] == sha("cut")
    assert any("conflict" in warning for warning in plan.warnings)


def test_what_landed_already_is_not_picked_again() -> None:
    made = backport("#12 #13")
    pick(made, "p1", "fix")
    push, _ = made.plan().actions
    assert isinstance(push, PushBackport)
    assert push.commits == (sha("new"),)
    pick(made, "p2", "new")
    assert made.said() == ("DONE", "2 commits on release-1")


def test_a_backport_waits_for_its_pull_request() -> None:
    made = backport("#12")
    made.commit("b", "cut", on="backport/1.2.3")
    assert made.said()[1] == f"backport/1.2.3 is pushed, {sha('b')[:7]}: no pull request yet"
    (opened,) = made.plan().actions
    assert isinstance(opened, OpenPull)
    made.pulls["backport/1.2.3"] = pull("backport/1.2.3", sha("b"), base="release-1")
    assert made.said() == ("HOLD", "#7 is open, to be merged")
    red = pull("backport/1.2.3", sha("b"), checks=CheckCounts(failed=1))
    made.pulls["backport/1.2.3"] = red
    assert made.said() == ("NO-GO", f"#7 has 1 failed check on {sha('b')[:7]}")
    made.commit("m", "cut", subject="Another way")
    made.pulls["backport/1.2.3"] = pull("backport/1.2.3", sha("b"), state="MERGED", merge_sha=sha("m"))
    assert made.said() == ("NO-GO", "#7 was merged, and release-1 does not have it")
    made.heads["release-1"] = sha("m")
    assert made.said() == ("DONE", f"#7 merged as {sha('m')[:7]}")


def test_a_commit_that_only_has_the_same_subject_is_told_as_that() -> None:
    made = backport("#12")
    made.commit("twin", "cut", subject=made.commits[sha("fix")].subject, on="release-1")
    assert made.said() == ("DONE", f"1 commit on release-1, {sha('fix')[:7]} by its subject alone")


def test_a_conflict_is_told_with_its_files_until_the_base_moves() -> None:
    made = backport("#12")
    push = made.plan().actions[0]
    text = "refused, nothing was sent: 1234567 conflicts in src/a.rs"
    made.ended(push.subject, "push-backport", OutcomeState.FAILED, text)
    standing = made.standing()
    assert standing.finding.verdict.value == "NO-GO"
    assert standing.finding.evidence == "1234567 conflicts in src/a.rs"
    assert "push that as backport/1.2.3" in standing.finding.advice
    made.commit("p1", "cut", subject="Make room", on="release-1")
    assert made.said()[0] == "GO"


NEW_BRANCH = "- {do: branch, branch: hotfix/1.2.3, start: v1.2.2}\n"


def test_a_branch_is_created_at_its_start() -> None:
    made = train(NEW_BRANCH)
    assert made.said() == ("GO", f"from v1.2.2, {sha('cut')[:7]}")
    plan = made.plan()
    assert plan.actions == (PushBranch("hotfix/1.2.3", sha("cut"), "v1.2.2"),)
    made.heads["hotfix/1.2.3"] = sha("cut")
    assert made.said() == ("DONE", f"hotfix/1.2.3 is at {sha('cut')[:7]}, from v1.2.2")
    made.commit("h", "cut", on="hotfix/1.2.3")
    assert made.said()[1].endswith("1 commit on top")


def test_a_branch_of_the_same_name_that_grew_elsewhere_is_none() -> None:
    made = train(NEW_BRANCH)
    made.heads["hotfix/1.2.3"] = sha("new")
    assert made.said() == (
        "NO-GO",
        f"hotfix/1.2.3 is there at {sha('new')[:7]}, and does not grow from v1.2.2",
    )


def test_a_branch_from_a_branch_stays_when_that_goes_on() -> None:
    made = train("- {do: branch, branch: release-2, start: main}\n")
    made.heads["release-2"] = sha("fix")
    assert made.said()[0] == "DONE"


def test_a_branch_without_a_start_can_not_be_made() -> None:
    made = train("- {do: branch, branch: b, start: v0}\n")
    assert made.said() == ("NO-GO", "origin has no tag or branch v0 to begin b at")
    with pytest.raises(RefusedError):
        made.plan()


def test_a_branch_that_is_gone_after_its_release_is_done() -> None:
    made = train(NEW_BRANCH)
    made.tags["v1.2.3"] = sha("cut")
    assert made.said() == ("DONE", "v1.2.3 is tagged; hotfix/1.2.3 is gone again")


PULL = "- {do: pull-request, base: main, branch: hotfix}\n"


def test_a_pull_request_is_opened_once_there_is_something_to_bring() -> None:
    made = train(PULL)
    assert made.said() == ("HOLD", "origin has no branch hotfix yet")
    made.heads["hotfix"] = sha("fix")
    assert made.said() == ("HOLD", f"main has everything of hotfix, {sha('fix')[:7]}")
    made.commit("h", "fix", on="hotfix")
    assert made.said() == ("GO", "1 commit on hotfix that main lacks")
    (opened,) = made.plan().actions
    assert isinstance(opened, OpenPull)
    assert (opened.branch, opened.base, opened.heading) == ("hotfix", "main", "Merge hotfix back")
    made.pulls["hotfix"] = pull("hotfix", sha("h"))
    assert made.said() == ("DONE", "#7 open from hotfix")


def test_a_branch_that_was_merged_by_hand_needs_no_pull_request() -> None:
    made = train(PULL)
    made.heads["hotfix"] = made.tags["v1.2.3"] = sha("fix")
    assert made.said() == ("DONE", f"main has everything of hotfix, {sha('fix')[:7]}")


def test_a_waiver_of_backports_is_bound_to_the_branch() -> None:
    made = train(BACKPORTS)
    made.commit("p1", "cut", subject="Only here", on="release-1")
    made.record(EventKind.WAIVER, sha("p1"), text="vendored")
    assert made.standing().waived == "@mira: vendored"
    made.commit("p2", "p1", subject="And this", on="release-1")
    assert made.standing().waived == ""


def test_commits_are_awaited_on_a_branch_until_somebody_has_pushed_one() -> None:
    made = Place("- {wait: commits, branch: fix, start: v1.0.0}\n")
    made.commit("a", on="main")
    assert made.said() == ("HOLD", "origin has no fix yet")
    made.commit("cut", "a", on="fix")
    made.tags["v1.0.0"] = sha("cut")
    assert made.said() == ("HOLD", "nothing on fix since v1.0.0")
    made.commit("repair", "cut", subject="Repair it", on="fix")
    assert made.said() == ("DONE", "1 commit since v1.0.0: Repair it")
    assert made.facts() == {sha("repair")[:7]: "Repair it"}


def test_a_branch_that_does_not_hold_the_commit_it_is_to_begin_at_is_none() -> None:
    made = train(NEW_BRANCH.replace("v1.2.2", sha("cut")))
    made.heads["hotfix/1.2.3"] = sha("new")
    assert made.said()[0] == "NO-GO"
    made.heads["hotfix/1.2.3"] = sha("cut")
    assert made.said()[0] == "DONE"


def test_what_came_after_a_merge_is_not_merged() -> None:
    made = train(PULL)
    made.commit("h1", "fix", on="hotfix")
    made.pulls["hotfix"] = pull("hotfix", sha("h1"), state="MERGED", merge_sha=sha("new"))
    assert made.said() == ("DONE", "#7 merged from hotfix")
    made.commit("h2", "h1", on="hotfix")
    verdict, evidence = made.said()
    assert (verdict, evidence.partition(" on ")[2]) == ("GO", "hotfix that main lacks, after #7 was merged")
    assert isinstance(made.plan().actions[0], OpenPull)

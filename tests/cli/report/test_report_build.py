"""A record holds what was seen and what the journal has, and says of each thing how it stands."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

from gonogo.cli.report.build import record_of
from gonogo.cli.report.html import write_html
from gonogo.cli.report.markdown import write_markdown
from gonogo.cli.report.words import moment
from gonogo.model.asks import (
    AttestationsAsk,
    CrateAsk,
    ImageAsk,
    PyPIAsk,
    ReleaseAsk,
    RunDetailAsk,
    SignatureAsk,
    TagAsk,
)
from gonogo.model.github import Asset, AttestationCount, GateReview, GitHubRelease, RemoteTag
from gonogo.model.local import Image, Published, RegistryFile, TagSignature
from gonogo.model.releases import Event, EventKind, OutcomeState
from gonogo.model.snapshot import Problem, Seen, Snapshot
from gonogo.model.verdicts import Finding, Verdict
from support.days import HEAD, NOW, OTHER, ago, cancelled, day, detail, done_view, release, tag_ready, view
from support.report_records import HOSTILE

DIGEST, LIE = "ab" * 32, "cd" * 32


def event(number: int, kind: EventKind, step: str, text: str, **more: Any) -> Event:
    return Event(
        release().release_id, step, kind, ago(1000 - number), "maintainer", text=text, event_id=number, **more
    )


def with_events(*events: Event, at: Any = None) -> Any:
    return replace(at or tag_ready(), events=events)


def record(made: Any) -> Any:
    return record_of(day(made), made, NOW)


def test_steps_stand_as_they_stand() -> None:
    made = cancelled()
    standings = list(made.assessment.standings)
    standings[0] = replace(standings[0], finding=Finding(Verdict.DONE, "no longer asked: x"), is_settled=True)
    standings[1] = replace(
        standings[1], finding=Finding(Verdict.NO_GO, "two differ"), waived="waived by @m: known"
    )
    standings[6] = replace(standings[6], finding=Finding(Verdict.HOLD, "1 line"), decides=False)
    said = record(replace(made, assessment=replace(made.assessment, standings=tuple(standings))))
    states = {step.step: step.state for step in said.steps}
    assert [states[name] for name in ("worktree", "lock-in-sync", "compatibility", "old-version")] == [
        "past", "waived", "done", "informs",
    ]  # fmt: skip
    assert (states["workflows-green"], states["sde-pin"], states["tag"]) == ("next", "later", "later")
    green = next(step for step in said.steps if step.step == "workflows-green")
    assert (green.verdict, green.waits_for, green.link[:19]) == ("NO-GO", (), "https://github.com/")
    assert [(fact.name, fact.ok) for fact in green.facts][:3] == [
        ("ci.yml", "yes"),
        ("python.yml", "yes"),
        ("fuzz.yml", "no"),
    ]
    assert said.done_count == 6
    assert (said.verdict, said.next) == ("NO-GO", "workflows-green")
    text = write_markdown(said)
    assert "| Lock files agree with the manifests | \\~ waived, NO-GO | waived by `@m`: known |" in text
    assert (
        "| ✗ | [fuzz.yml](<https://github.com/Fieldnote-Echo/ordvec/actions/runs/9412>) | cancelled, attempt 1 | success |"
        in text
    )


def test_inputs_are_told_where_something_was_given() -> None:
    made = view("tag", Finding(Verdict.GO, "ready", ago(4), "git"))
    inputs = MappingProxyType({"version": "0.6.0", "crate": "ordvec", "backports": ""})
    assert record(replace(made, release=replace(made.release, inputs=inputs))).inputs == ("crate: ordvec",)


def test_every_act_has_its_outcome_or_says_that_there_is_none() -> None:
    made = with_events(
        event(1, EventKind.INTENT, "bump", "Commit 12 files", action="push-bump", subject="x:y"),
        event(2, EventKind.OUTCOME, "bump", "the hook refused", action="push-bump", intent_id=1, state=OutcomeState.FAILED),
        event(3, EventKind.INTENT, "bump", "Commit 12 files", action="push-bump", subject="x:y"),
        event(4, EventKind.OUTCOME, "bump", "pushed", action="push-bump", intent_id=3, state=OutcomeState.DONE,
              data=MappingProxyType({"commit": HEAD})),
        event(5, EventKind.INTENT, "merge", "Merge #61", action="merge-pull"),
        event(6, EventKind.OUTCOME, "merge", "no answer", action="merge-pull", intent_id=5, state=OutcomeState.UNKNOWN),
        event(7, EventKind.INTENT, "tag", "Sign v0.6.0", action="push-tag"),
    )  # fmt: skip
    said = record(made)
    assert [(act.step, act.outcome) for act in said.acts] == [
        ("bump", "failed"), ("bump", "done"), ("merge", "unknown"), ("tag", "none recorded"),
    ]  # fmt: skip
    assert said.acts[1].facts == ("Commit 12 files", f"commit: {HEAD}")
    steps = {step.step: step for step in said.steps}
    assert (steps["bump"].done_by, steps["bump"].done_at) == ("maintainer", "2026-08-20T14:15:32Z")
    assert steps["merge"].done_by == "", "nobody knows whether it was done"
    assert "**none recorded**" in write_markdown(said)


def test_decisions_and_waivers_say_who_why_and_whether_they_hold() -> None:
    made = with_events(
        event(1, EventKind.CONFIRMATION, "compatibility", "patch-compatible", subject="0.6.0"),
        event(2, EventKind.CONFIRMATION, "compatibility", "minor-breaking", subject="0.6.0",
              data=MappingProxyType({"note": "an enum grew"})),
        event(3, EventKind.WAIVER, "environments", "the second reviewer is away", subject="crates-io"),
        event(4, EventKind.CONFIRMATION, "no-such-step", "yes"),
    )  # fmt: skip
    said = record(made)
    assert [(one.kind, one.choice, one.note, one.holds) for one in said.decisions] == [
        ("confirmation", "patch-compatible", "", "no"),
        ("confirmation", "minor-breaking", "an enum grew", "yes"),
        ("waiver", "the second reviewer is away", "", "no"),
        ("confirmation", "yes", "", "no"),
    ]
    text = write_markdown(said)
    assert "## Waived" in text
    assert "the second reviewer is away" in text


def test_a_withdrawn_release_says_so_first_with_who_when_and_why() -> None:
    made = with_events(
        event(1, EventKind.CONFIRMATION, "compatibility", "minor-breaking", subject="0.6.0"),
        event(2, EventKind.WITHDRAWN, "", "begun | by *mistake*", subject="0.6.0"),
    )
    said = record(made)
    assert (said.headline, record(with_events()).headline) == ("withdrawn", said.verdict)
    word = said.withdrawn
    assert word is not None
    assert (word.kind, word.step, word.choice, word.by, word.holds) == (
        "withdrawal", "", "begun | by *mistake*", "maintainer", "yes",
    )  # fmt: skip
    text, page = write_markdown(said), write_html(said)
    assert text.splitlines()[0].endswith(" 0.6.0: withdrawn")
    assert "**Withdrawn** by `@maintainer`, 2026-08-20 14:15:30 UTC: begun \\| by \\*mistake\\*" in text
    assert "| Withdrawn | `@maintainer`" in text
    assert "<h1>Withdrawn</h1>" in page
    assert "begun | by *mistake*" in page
    assert "0.6.0: withdrawn</title>" in page
    assert "ithdrawn" not in write_markdown(record(with_events())) + write_html(record(with_events()))


def published() -> Any:
    asset = Asset(
        "ordvec-0.6.0.crate", 270, "uploaded", DIGEST, "https://github.com/x/y/releases/download/v/a"
    )
    answers = {
        RunDetailAsk("release.yml", HEAD, "push", "v0.6.0"): replace(
            detail(), reviews=(GateReview("crates-io", "approved", OTHER, "looks right"),)
        ),
        TagAsk("v0.6.0"): RemoteTag("v0.6.0", "77" * 20, HEAD, is_annotated=True, is_verified=True, reason="valid",
                                    message="", tagger="m", tagged_at=ago(700)),
        SignatureAsk("v0.6.0"): TagSignature("v0.6.0", "77" * 20, HEAD, is_annotated=True, is_good=True,
                                             signer="m@example.org", why="", header_name="v0.6.0"),
        ReleaseAsk("v0.6.0"): GitHubRelease(7, "v0.6.0", "0.6.0", is_draft=False, is_prerelease=False, is_latest=True,
                                            is_immutable=True, created_at=ago(60), published_at=ago(30), assets=(asset,), url=""),
        CrateAsk("ordvec", "0.6.0"): Published("crates.io", "ordvec", "0.6.0",
                                               (RegistryFile("ordvec-0.6.0.crate", DIGEST, DIGEST),), "https://crates.io/crates/ordvec"),
        PyPIAsk("ordvec", "0.6.0"): Published("PyPI", "ordvec", "0.6.0",
                                              (RegistryFile("ordvec.whl", DIGEST, LIE, is_yanked=True, has_provenance=True),), ""),
        ImageAsk("ghcr.io/x/y", "0.6.0"): Image("ghcr.io/x/y", "0.6.0", f"sha256:{LIE}", platforms=("linux/amd64", "linux/arm64")),
        ImageAsk("ghcr.io/x/y", "latest"): Image("ghcr.io/x/y", "latest", ""),
        AttestationsAsk((DIGEST,)): (AttestationCount(DIGEST, 2),),
    }  # fmt: skip
    seen: dict[Any, Seen[Any]] = {ask: Seen(value, ago(4), "GitHub") for ask, value in answers.items()}
    seen[CrateAsk("other", "1.0.0")] = Seen(
        Published("crates.io", "other", "1.0.0", (RegistryFile("other.crate", LIE),), ""), ago(4), "crates.io"
    )
    unread = PyPIAsk("late", "0.6.0")
    seen[unread] = Seen(None, ago(4), "PyPI", Problem("503"))
    made = done_view()
    made = replace(made, assessment=replace(made.assessment, asks=frozenset({*answers, unread})))
    whole = day(made)
    return replace(whole, snapshot=Snapshot(NOW, MappingProxyType({**whole.snapshot.answers, **seen}))), made


def test_digests_are_those_of_this_release_with_what_was_served() -> None:
    whole, made = published()
    said = record_of(whole, made, NOW)
    lines = {(line.where, line.what): line for line in said.digests}
    assert set(lines) == {
        ("git tag", "v0.6.0"),
        ("GitHub release", "ordvec-0.6.0.crate"),
        ("crates.io", "ordvec 0.6.0: ordvec-0.6.0.crate"),
        ("PyPI", "ordvec 0.6.0: ordvec.whl"),
        ("image", "ghcr.io/x/y:0.6.0"),
    }
    assert lines["image", "ghcr.io/x/y:0.6.0"].remarks == ("linux/amd64", "linux/arm64")
    tag = lines["git tag", "v0.6.0"]
    assert (tag.digest, tag.at) == ("77" * 20, "2026-08-20T14:20:28Z")
    assert {"signed by m@example.org", "GitHub says Verified", f"commit {HEAD}"} <= set(tag.remarks)
    wheel = lines["PyPI", "ordvec 0.6.0: ordvec.whl"]
    assert (wheel.digest, wheel.served) == (f"sha256:{DIGEST}", f"sha256:{LIE}")
    assert wheel.remarks == ("yanked", "provenance listed", "2 attestations listed")
    text = write_markdown(said)
    assert f"| `sha256:{DIGEST}` | the same | 2 attestations listed |" in text
    assert f"**differ**: `sha256:{LIE}`" in text
    assert "differ</strong>" in write_html(said)


def test_runs_are_those_of_the_release_and_its_commit() -> None:
    whole, made = published()
    runs = {line.workflow: line for line in record_of(whole, made, NOW).runs}
    assert set(runs) == {"release.yml", "ci.yml", "python.yml", "fuzz.yml", "codeql.yml", "actionlint.yml"}
    assert runs["release.yml"].gates == (f"crates-io: approved by @{OTHER} (looks right)",)
    assert runs["release.yml"].jobs == "1 in_progress, 1 queued, 4 success, 2 waiting"
    assert (runs["release.yml"].result, runs["fuzz.yml"].result) == ("waiting", "cancelled")


def test_hostile_words_of_the_world_are_clean_in_the_record() -> None:
    made = view("tag", Finding(Verdict.GO, HOSTILE[7], ago(4), HOSTILE[0], HOSTILE[13], (), HOSTILE[9]))
    made = with_events(
        event(1, EventKind.CONFIRMATION, "compatibility", HOSTILE[9], subject=HOSTILE[7]), at=made
    )
    said = record(made)
    step = next(step for step in said.steps if step.step == "tag")
    assert step.evidence == "red  \ufffdevil\ufffd \ufffd\ufffd\ufffd # heading - item"
    assert len(step.advice) <= 2_000
    assert step.advice[0] == "?", "half a character"
    for text in (write_markdown(said), write_html(said)):
        assert text.encode("utf-8")
        assert "\x1b" not in text
    assert "<script" not in write_html(said)


def test_when_a_step_was_done_comes_from_the_journal_else_from_its_source() -> None:
    made = with_events(event(1, EventKind.CONFIRMATION, "compatibility", "minor-breaking", subject="0.6.0"))
    standings = tuple(
        replace(one, finding=replace(one.finding, since=ago(90))) for one in made.assessment.standings
    )
    steps = record(replace(made, assessment=replace(made.assessment, standings=standings))).steps
    by_id = {step.step: step for step in steps}
    assert (by_id["merge"].state, by_id["merge"].done_by, by_id["merge"].done_at) == (
        "done", "", moment(ago(90)),
    )  # fmt: skip
    assert by_id["compatibility"].done_at == moment(ago(999)), "the journal knows better"
    assert not [step for step in steps if step.state != "done" and step.done_at], "what waits was not done"

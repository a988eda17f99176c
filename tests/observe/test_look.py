"""Every ask gets an answer, whatever the sources do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.errors import LookError, RepositoryError
from gonogo.model.asks import (
    AdvisoriesAsk,
    AnnouncementAsk,
    Ask,
    AttestationsAsk,
    BoardAsk,
    BranchesAsk,
    ChangesAsk,
    CommitsAsk,
    CrateAsk,
    CrateVersionsAsk,
    DivideAsk,
    EnvironmentAsk,
    FilesAsk,
    HeadAsk,
    HitsAsk,
    ImageAsk,
    IssuesAsk,
    LandingsAsk,
    LatestAsk,
    OwnersAsk,
    PullAsk,
    PyPIAsk,
    ReachedAsk,
    ReleaseAsk,
    ReviewsAsk,
    RulesAsk,
    RunAsk,
    RunDetailAsk,
    RunsAsk,
    SignatureAsk,
    TagAsk,
    TagsAsk,
    TrustAsk,
    WorkflowFileAsk,
    WorkflowRunsAsk,
    WorktreeAsk,
)
from gonogo.model.snapshot import EMPTY, Seen, Snapshot
from gonogo.observe.look import ROUTES, merge, observe
from gonogo.ports import Ports

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHA = "0123456789abcdef0123456789abcdef01234567"

EVERY_ASK: tuple[Ask[Any], ...] = (
    BoardAsk(),
    WorktreeAsk(),
    HeadAsk("main"),
    PullAsk("release/v1", "main"),
    RunsAsk(SHA, "push"),
    RunDetailAsk("release.yml", SHA, "push", "v1"),
    WorkflowFileAsk("release.yml", SHA),
    EnvironmentAsk("crates-io"),
    TagAsk("v1"),
    SignatureAsk("v1"),
    ReleaseAsk("v1"),
    CrateAsk("ordvec", "1.0.0"),
    PyPIAsk("ordvec", "1.0.0"),
    AttestationsAsk(("aa",)),
    FilesAsk(SHA, ("Cargo.toml",)),
    ChangesAsk("b" * 40, SHA),
    HitsAsk(SHA, "1.0.0"),
    RunAsk(5),
    WorkflowRunsAsk("release.yml", "main"),
    ReviewsAsk(12),
    RulesAsk("main"),
    IssuesAsk("label:RUSTSEC"),
    AnnouncementAsk("discussion", "1.0.0"),
    AdvisoriesAsk(),
    LatestAsk(),
    BranchesAsk("release-*"),
    TagsAsk("v*"),
    CommitsAsk("b" * 40, SHA),
    DivideAsk("b" * 40, SHA),
    LandingsAsk("b" * 40, SHA, "c" * 40),
    ReachedAsk(SHA, ("b" * 40, "c" * 40)),
    ImageAsk("ghcr.io/o/n", "latest"),
    CrateVersionsAsk("ordvec"),
    OwnersAsk("ordvec"),
    TrustAsk("make test"),
)


@dataclass
class StandingClock:
    at: datetime = START

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class FakeSource:
    """Any port: each call does what `moods` has for its method: an error, "hang", or an answer."""

    moods: dict[str, Any] = field(default_factory=dict)
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def is_trusted(self, command: str) -> Any:
        """The one question that is answered at once."""
        self.calls.append(("is_trusted", command))
        mood = self.moods.get("is_trusted", True)
        if isinstance(mood, Exception):
            raise mood
        return mood

    def __getattr__(self, name: str) -> Any:
        async def answer(*args: Any) -> Any:
            self.calls.append((name, *args))
            mood = self.moods.get(name, ("answer", name, *args))
            if isinstance(mood, Exception):
                raise mood
            if mood == "hang":
                await asyncio.Event().wait()
            return mood

        return answer


def ports_of(source: FakeSource) -> Ports:
    return Ports(*(cast("Any", source) for _ in range(4)))


async def look(
    source: FakeSource, asks: tuple[Ask[Any], ...], previous: Snapshot = EMPTY, timeout_s: float = 5
) -> Snapshot:
    return await observe(asks, ports_of(source), StandingClock(), previous, timeout_s=timeout_s)


def test_every_type_of_ask_has_a_route() -> None:
    kinds = {kind for kind in Ask.__subclasses__() if kind.__module__ == "gonogo.model.asks"}
    # a slotted dataclass leaves its first, slotless class behind under the same name
    assert {kind.__name__ for kind in kinds} == {kind.__name__ for kind in ROUTES}
    assert {type(ask) for ask in EVERY_ASK} == set(ROUTES)


async def test_every_ask_reaches_its_source_with_its_words() -> None:
    source = FakeSource()
    snapshot = await look(source, EVERY_ASK)
    assert set(snapshot.answers) == set(EVERY_ASK)
    assert all(seen.is_known for seen in snapshot.answers.values())
    assert ("run_detail", "release.yml", SHA, "push", "v1") in source.calls
    assert ("workflow_file", "release.yml", SHA) in source.calls
    assert ("pypi", "ordvec", "1.0.0") in source.calls
    for call in (
        ("run", 5),
        ("workflow_runs", "release.yml", "main"),
        ("reviews", 12),
        ("branch_rules", "main"),
        ("issues", "label:RUSTSEC"),
        ("announcement", "discussion", "1.0.0"),
        ("advisories",),
        ("latest_release",),
        ("branches", "release-*"),
        ("tags", "v*"),
        ("commits", "b" * 40, SHA),
        ("divide", "b" * 40, SHA),
        ("landings", "b" * 40, SHA, "c" * 40),
        ("image", "ghcr.io/o/n", "latest"),
        ("crate_versions", "ordvec"),
        ("owners", "ordvec"),
        ("is_trusted", "make test"),
    ):
        assert call in source.calls
    assert {snapshot.answers[ask].source for ask in EVERY_ASK} == {
        *("GitHub", "git", "crates.io", "PyPI", "image registry", "this machine")
    }
    assert snapshot.taken_at == START


async def test_a_source_that_can_not_be_read_is_a_problem_with_its_sentence_and_time() -> None:
    error = LookError("GitHub asks to wait", advice="Wait.", where="board", status=429, retry_after_s=90)
    snapshot = await look(FakeSource({"board": error}), (BoardAsk(), HeadAsk("main")))
    seen = snapshot.get(BoardAsk())
    assert seen is not None
    assert seen.problem is not None
    assert seen.problem.what == "board: GitHub asks to wait"
    assert (seen.problem.advice, seen.problem.status) == ("Wait.", 429)
    assert seen.problem.retry_at == START + timedelta(seconds=90)
    assert snapshot.answers[HeadAsk("main")].is_known


async def test_a_list_of_trust_that_can_not_be_read_is_a_problem() -> None:
    snapshot = await look(FakeSource({"is_trusted": LookError("others may write to it")}), (TrustAsk("x"),))
    problem = snapshot.answers[TrustAsk("x")].problem
    assert problem is not None
    assert problem.what == "others may write to it"


async def test_a_silent_source_is_cut_off_and_the_others_are_not() -> None:
    snapshot = await look(FakeSource({"board": "hang"}), (BoardAsk(), HeadAsk("main")), timeout_s=0.01)
    seen = snapshot.get(BoardAsk())
    assert seen is not None
    assert seen.problem is not None
    assert seen.problem.what == "no answer in 0.01 s"
    assert snapshot.answers[HeadAsk("main")].is_known


async def test_an_unexpected_error_shows_its_type_and_nothing_of_its_text() -> None:
    snapshot = await look(FakeSource({"tag": KeyError("ghp_secret")}), (TagAsk("v1"),))
    problem = snapshot.answers[TagAsk("v1")].problem
    assert problem is not None
    assert "KeyError" in problem.what
    assert "ghp_secret" not in repr(snapshot)


async def test_being_stopped_is_not_an_answer() -> None:
    task = asyncio.ensure_future(look(FakeSource({"board": "hang"}), (BoardAsk(),)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    ("ask", "is_kept"),
    [
        (FilesAsk(SHA, ("a",)), True),
        (HitsAsk(SHA, "1"), True),
        (WorkflowFileAsk("ci.yml", SHA), True),
        (FilesAsk("main", ("a",)), False),
        (FilesAsk(SHA[:12], ("a",)), False),
        (HeadAsk("main"), False),
        (RunsAsk(SHA, "push"), False),
        (CommitsAsk("b" * 40, SHA), True),
        (CommitsAsk("", SHA), True),
        (CommitsAsk("main", SHA), False),
        (DivideAsk("b" * 40, SHA), True),
        (DivideAsk("b" * 40, "main"), False),
        (LandingsAsk("b" * 40, SHA, "c" * 40), True),
        (LandingsAsk("b" * 40, SHA, "main"), False),
        (BranchesAsk("v*"), False),
        (TrustAsk("make"), False),
        (ImageAsk("i", "t"), False),
    ],
)
async def test_only_what_can_not_change_is_taken_from_before(ask: Ask[Any], is_kept: bool) -> None:
    first = await look(FakeSource(), (ask,))
    source = FakeSource()
    second = await look(source, (ask,), previous=first)
    assert (source.calls == []) is is_kept
    assert second.answers[ask].is_known


async def test_a_failed_look_is_asked_again_even_when_the_answer_could_not_change() -> None:
    ask = FilesAsk(SHA, ("a",))
    first = await look(FakeSource({"files": LookError("no")}), (ask,))
    second = await look(FakeSource(), (ask,), previous=first)
    assert not first.answers[ask].is_known
    assert second.answers[ask].is_known


MOODS = st.one_of(
    st.builds(LookError, st.sampled_from(["no", "", "a [b]"]), retry_after_s=st.none() | st.floats(0, 1e12)),
    st.builds(RepositoryError, st.sampled_from(["no", "", "a [b]"])),
    st.sampled_from([ValueError("x"), TimeoutError(), OSError("gone"), "hang", None, "answer"]),
)


@given(
    asks=st.sets(st.sampled_from(EVERY_ASK)),
    moods=st.dictionaries(
        st.sampled_from(
            [
                "board",
                "tag",
                "files",
                "head",
                "crate",
                "pypi",
                "runs",
                "worktree",
                "hits",
                "landings",
                "image",
            ]
        ),
        MOODS,
    ),
)
def test_any_mix_of_failing_sources_still_answers_every_ask(
    asks: set[Ask[Any]], moods: dict[str, Any]
) -> None:
    snapshot = asyncio.run(look(FakeSource(dict(moods)), tuple(asks), timeout_s=0.005))
    assert set(snapshot.answers) == asks
    for seen in snapshot.answers.values():
        assert seen.is_known or (seen.problem is not None and seen.value is None)


def test_merge_prefers_the_newer_look() -> None:
    def seen(value: str) -> Seen[Any]:
        return Seen(value, START, "git")

    old = Snapshot(START, MappingProxyType({HeadAsk("a"): seen("old"), HeadAsk("b"): seen("b")}))
    new = Snapshot(START + timedelta(1), MappingProxyType({HeadAsk("a"): seen("new")}))
    both = merge(old, new)
    assert {ask.branch: s.value for ask, s in both.answers.items()} == {"a": "new", "b": "b"}  # type: ignore[attr-defined]
    assert both.taken_at == new.taken_at
    assert merge(old, EMPTY).taken_at == START

"""One action: looked at again, intent before sending, one request, outcome recorded."""

import asyncio
from datetime import UTC, datetime

import pytest

from gonogo.act.perform import Frame, perform
from gonogo.errors import ActError, LookError, MovedError, OutcomeUnknownError, RefusedError
from gonogo.journal.sqlite import SqliteJournal
from gonogo.model.github import CheckCounts, Gate, Job, PullRequest, Run, RunDetail
from gonogo.model.plans import MergePull, OpenPull, PushBump, PushTag, Rerun, ReviewGate
from gonogo.model.releases import EventKind, OutcomeState, open_intents

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)
HEAD = "a" * 40


class Stopped:
    def now(self):
        return NOON

    async def sleep(self, seconds):
        return None


def pull(**more):
    base = dict(
        number=7, title="t", url="", author="you", state="OPEN", is_draft=False, base="main", head="b", head_sha=HEAD,
        mergeable="MERGEABLE", merge_state="CLEAN", review_decision="", reviews=(), labels=(), checks=CheckCounts(), updated_at=None,
    )  # fmt: skip
    return PullRequest(**{**base, **more})


def run(**more):
    base = dict(
        run_id=5, name="release", path=".github/workflows/release.yml", number=1, attempt=1, event="push", status="waiting",
        conclusion="", head_sha=HEAD, head_branch="v1.0.0", actor="you", created_at=NOON, updated_at=NOON, url="",
    )  # fmt: skip
    return Run(**{**base, **more})


def job(job_id, name, status="waiting", conclusion=""):
    return Job(job_id, 5, name, status, conclusion, NOON, None, "")


def gate(**more):
    base = dict(
        run_id=5, environment_id=11, environment="crates-io", timer_min=0, timer_started_at=None, reviewers=("you",), can_approve=True
    )  # fmt: skip
    return Gate(**{**base, **more})


def detail(jobs=(job(1, "publish"),), gates=(gate(),), **more):
    return RunDetail(run(**more), tuple(jobs), tuple(gates))


class World:
    """Answers as set, counts what is sent, fails as told."""

    def __init__(self, journal, **answers):
        self.journal, self.answers, self.sent, self.fails = journal, answers, [], None

    async def _send(self, name, answer):
        assert self.journal.events()[-1].kind is EventKind.INTENT, (
            "the intent must be on disk before anything is sent"
        )
        self.sent.append(name)
        if self.fails is not None:
            raise self.fails
        return answer

    async def pull(self, head, base):
        return self.answers.get("pull")

    async def pull_by_number(self, number):
        return self.answers["pull"]

    async def run_by_id(self, run_id):
        answer = self.answers["detail"]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def open_pull(self, *args):
        return await self._send("open_pull", 9)

    async def merge_pull(self, *args):
        return await self._send("merge_pull", "b" * 40)

    async def review_gate(self, *args):
        return await self._send("review_gate", None)

    async def rerun(self, *args, **kwargs):
        return await self._send("rerun", None)

    async def push_bump(self, *args):
        return await self._send("push_bump", "c" * 40)

    async def push_tag(self, *args):
        return await self._send("push_tag", "d" * 40)


@pytest.fixture
def journal(tmp_path):
    opened = SqliteJournal(tmp_path / "j.sqlite3")
    yield opened
    opened.close()


APPROVE = ReviewGate(5, "crates-io", 11, "approved", "c", HEAD, ("publish",), ("publish",))
ACTIONS = [
    (PushBump("main", HEAD, "release/v1", "m", ()), {}, "push_bump"),
    (OpenPull("release/v1", "main", "t", "b"), {}, "open_pull"),
    (MergePull(7, HEAD, "squash"), {"pull": pull()}, "merge_pull"),
    (PushTag("v1.0.0", "v1.0.0", HEAD, "main"), {}, "push_tag"),
    (APPROVE, {"detail": detail()}, "review_gate"),
    (Rerun(5, 1, "ci.yml", HEAD, failed_only=True), {"detail": detail(status="completed")}, "rerun"),
]


async def do(action, world):
    return await perform(action, Frame("r", "s", "you"), world, world, world.journal, Stopped())


@pytest.mark.parametrize(("action", "answers", "name"), ACTIONS)
async def test_an_action_is_sent_once_between_intent_and_outcome(journal, action, answers, name):
    world = World(journal, **answers)
    outcome = await do(action, world)
    assert outcome.state is OutcomeState.DONE
    assert world.sent == [name]
    intent, done = journal.events()
    assert (intent.kind, intent.action, intent.actor, intent.subject) == (
        EventKind.INTENT,
        action.verb,
        "you",
        action.subject,
    )
    assert (done.kind, done.intent_id, done.state, done.text) == (
        EventKind.OUTCOME,
        intent.event_id,
        OutcomeState.DONE,
        outcome.text,
    )


@pytest.mark.parametrize(("action", "answers", "name"), ACTIONS)
@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ActError("no", advice="do"), OutcomeState.FAILED),
        (OutcomeUnknownError("time-out"), OutcomeState.UNKNOWN),
    ],
)
async def test_a_failure_is_recorded_and_not_repeated(journal, action, answers, name, error, state):
    world = World(journal, **answers)
    world.fails = error
    outcome = await do(action, world)
    assert (outcome.state, world.sent) == (state, [name])
    assert journal.events()[-1].state is state
    assert open_intents(journal.events()) == ()


async def test_a_refusal_in_the_last_instant_is_recorded_and_raised(journal):
    world = World(journal)
    world.fails = MovedError("main moved")
    with pytest.raises(MovedError):
        await do(ACTIONS[3][0], world)
    assert journal.events()[-1].text == "refused, nothing was sent: main moved"


async def test_a_cancelled_act_is_recorded_as_not_known(journal):
    world = World(journal)
    world.fails = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await do(ACTIONS[3][0], world)
    assert journal.events()[-1].state is OutcomeState.UNKNOWN


async def test_a_crash_leaves_the_intent_open(journal):
    world = World(journal)
    world.fails = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        await do(ACTIONS[3][0], world)
    (left,) = open_intents(journal.events())
    assert left.subject == f"v1.0.0@{HEAD}"


async def test_a_pull_request_that_is_there_is_not_opened_twice(journal):
    world = World(journal, pull=pull())
    outcome = await do(ACTIONS[1][0], world)
    assert (outcome.data["pull"], world.sent) == ("7", [])


@pytest.mark.parametrize(
    ("action", "answers", "sentence"),
    [
        (MergePull(7, HEAD, "squash"), {"pull": pull(state="MERGED")}, "#7 is merged already"),
        (MergePull(7, HEAD, "squash"), {"pull": pull(head_sha="e" * 40)}, "#7 moved from aaaaaaa to eeeeeee"),
        (APPROVE, {"detail": detail(head_sha="e" * 40)}, "the run is for eeeeeee"),
        (APPROVE, {"detail": detail(gates=())}, "nothing waits at crates-io any more"),
        (
            APPROVE,
            {"detail": detail(jobs=[job(1, "publish", "completed", "success")])},
            "publish no longer waits",
        ),
        (APPROVE, {"detail": detail(jobs=[job(1, "publish"), job(2, "more")])}, "more has begun to wait"),
        (APPROVE, {"detail": detail(gates=[gate(can_approve=False)])}, "you may not approve crates-io"),
        (
            APPROVE,
            {"detail": detail(jobs=[job(1, "publish"), job(2, "other", "completed", "failure")])},
            "other has failed since",
        ),
        (
            Rerun(5, 1, "ci.yml", HEAD, failed_only=False),
            {"detail": detail(status="completed", attempt=2)},
            "run again already",
        ),
        (
            Rerun(5, 1, "ci.yml", HEAD, failed_only=False),
            {"detail": detail(status="in_progress")},
            "run again already",
        ),
    ],
)
async def test_what_has_moved_is_refused_before_anything_is_written(journal, action, answers, sentence):
    world = World(journal, **answers)
    with pytest.raises(RefusedError, match=sentence):
        await do(action, world)
    assert world.sent == []
    assert journal.events() == ()


async def test_a_rejection_goes_through_though_another_job_failed(journal):
    reject = ReviewGate(5, "crates-io", 11, "rejected", "c", HEAD, ("publish",))
    world = World(journal, detail=detail(jobs=[job(1, "publish"), job(2, "other", "completed", "failure")]))
    assert (await do(reject, world)).state is OutcomeState.DONE


async def test_when_the_last_look_fails_nothing_is_sent(journal):
    world = World(journal, detail=LookError("GitHub did not answer"))
    with pytest.raises(LookError):
        await do(APPROVE, world)
    assert (world.sent, journal.events()) == ([], ())

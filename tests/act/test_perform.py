"""One action: looked at again, intent before sending, one request, outcome recorded."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gonogo.act.perform import Frame, perform
from gonogo.errors import ActError, LookError, MovedError, OutcomeUnknownError, RefusedError
from gonogo.journal.sqlite import SqliteJournal
from gonogo.model.github import CheckCounts, Gate, GitHubRelease, Issue, Job, PullRequest, Run, RunDetail
from gonogo.model.local import CommandEnd, Image
from gonogo.model.plans import (
    Announce,
    CopyImage,
    Dispatch,
    EditRelease,
    EnqueuePull,
    MergePull,
    OpenPull,
    PushBackport,
    PushBranch,
    PushBump,
    PushTag,
    Rerun,
    ReviewGate,
    RunCommand,
)
from gonogo.model.releases import Event, EventKind, OutcomeState, open_intents
from gonogo.ports import Ports

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
        self.words = ()
        self.trusted = []

    async def _send(self, name, answer, *words):
        self.words = words
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

    async def push_bump(self, *args, sign_off):
        return await self._send("push_bump", "c" * 40)

    async def push_tag(self, *args, is_signed):
        return await self._send("push_tag", "d" * 40, *args, is_signed)

    async def head(self, branch):
        return self.answers["head"]

    async def workflow_runs(self, file, branch):
        return self.answers.get("runs", ())

    async def announcement(self, via, heading):
        return self.answers.get("announcement")

    async def release(self, tag):
        return self.answers["release"]

    async def image(self, image, tag):
        return Image(image, tag, self.answers["digest"])

    async def push_branch(self, *args):
        return await self._send("push_branch", None, *args)

    async def push_backport(self, *args, sign_off):
        return await self._send("push_backport", "c" * 40, *args)

    async def enqueue_pull(self, *args):
        return await self._send("enqueue_pull", self.answers.get("position"), *args)

    async def dispatch(self, *args):
        return await self._send("dispatch", self.answers.get("run"), *args)

    async def edit_release(self, release_id, *, body, makes_latest):
        return await self._send("edit_release", None, release_id, body, makes_latest)

    async def copy_image(self, *args):
        return await self._send("copy_image", None, *args)

    async def announce(self, *args):
        return await self._send("announce", "https://example.invalid/d/1", *args)

    def trust(self, command):
        self.trusted.append(command)

    async def run(self, command, head, timeout_s, progress):
        progress("one line")
        return await self._send("run", self.answers.get("end", ENDED), command, head, timeout_s)


@pytest.fixture
def journal(tmp_path):
    opened = SqliteJournal(tmp_path / "j.sqlite3")
    yield opened
    opened.close()


ENDED = CommandEnd(0, "/state/logs/1.log", ("ok",), 61.4)
DIGEST, WAS = "sha256:" + "1" * 64, "sha256:" + "2" * 64
RELEASE = GitHubRelease(8, "v1.0.0", "v1.0.0", False, False, True, False, NOON, NOON, (), "", "Old notes.")
DISPATCH = Dispatch("release.yml", "main", HEAD, {"action": "cut"})
NOTES = EditRelease(8, "v1.0.0", "Old notes.", "Withdrawn.\n\nOld notes.")
LATEST = EditRelease(8, "v1.0.0", "Old notes.", "Old notes.", makes_latest=True)
COPY = CopyImage("ghcr.io/o/n", "latest", DIGEST, WAS, "1.0.0")
COMMAND = RunCommand("make test", HEAD, 30, is_trusted=True)
APPROVE = ReviewGate(5, "crates-io", 11, "approved", "c", HEAD, ("publish",), ("publish",))
ACTIONS = [
    (PushBump("main", HEAD, "release/v1", "m", ()), {}, "push_bump"),
    (OpenPull("release/v1", "main", "t", "b"), {}, "open_pull"),
    (MergePull(7, HEAD, "squash"), {"pull": pull()}, "merge_pull"),
    (PushTag("v1.0.0", "v1.0.0", HEAD, "main"), {}, "push_tag"),
    (APPROVE, {"detail": detail()}, "review_gate"),
    (Rerun(5, 1, "ci.yml", HEAD, failed_only=True), {"detail": detail(status="completed")}, "rerun"),
    (PushTag("v1.0.0", "v1.0.0", HEAD, "main", is_signed=False), {}, "push_tag"),
    (PushBranch("release-2.0.0", HEAD, "main"), {}, "push_branch"),
    (PushBackport("release-1.0.0", HEAD, "backport-1", ("e" * 40,)), {}, "push_backport"),
    (EnqueuePull(7, HEAD), {"pull": pull()}, "enqueue_pull"),
    (DISPATCH, {"head": HEAD}, "dispatch"),
    (NOTES, {"release": RELEASE}, "edit_release"),
    (LATEST, {"release": RELEASE}, "edit_release"),
    (COPY, {"digest": WAS}, "copy_image"),
    (Announce("discussion", "Announcements", "1.0.0", "It is out."), {}, "announce"),
    (COMMAND, {}, "run"),
]


async def do(action, world, frame=Frame("r", "s", "you"), **more):
    ports = Ports(world, world, world, world)
    return await perform(action, frame, ports, world.journal, Stopped(), **more)


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
        (EnqueuePull(7, HEAD), {"pull": pull(state="CLOSED")}, "#7 is closed already"),
        (EnqueuePull(7, HEAD), {"pull": pull(head_sha="e" * 40)}, "#7 moved from aaaaaaa to eeeeeee"),
        (DISPATCH, {"head": "e" * 40}, "main moved from aaaaaaa to eeeeeee"),
        (DISPATCH, {"head": None}, "main moved from aaaaaaa to nothing"),
        (NOTES, {"release": replace(RELEASE, body="New.")}, "the release of v1.0.0 was changed since"),
        (NOTES, {"release": replace(RELEASE, release_id=9)}, "the release of v1.0.0 was changed since"),
        (LATEST, {"release": None}, "the release of v1.0.0 was changed since"),
        (COPY, {"digest": "sha256:" + "3" * 64}, "latest is on 333333333333 since"),
        (COPY, {"digest": ""}, "latest is on nothing since"),
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


@pytest.mark.parametrize(
    ("action", "answers", "words"),
    [
        (PushTag("v1", "m", HEAD, "main"), {}, ("v1", "m", HEAD, "main", True)),
        (PushTag("v1", "m", HEAD, "main", is_signed=False), {}, ("v1", "m", HEAD, "main", False)),
        (PushBranch("release-2", HEAD, "main"), {}, ("release-2", HEAD)),
        (PushBackport("main", HEAD, "b", ("e" * 40,)), {}, ("main", HEAD, "b", ("e" * 40,))),
        (EnqueuePull(7, HEAD), {"pull": pull()}, (7, HEAD)),
        (DISPATCH, {"head": HEAD}, ("release.yml", "main", {"action": "cut"})),
        (NOTES, {"release": RELEASE}, (8, "Withdrawn.\n\nOld notes.", False)),
        (LATEST, {"release": RELEASE}, (8, None, True)),
        (COPY, {"digest": DIGEST}, ("ghcr.io/o/n", DIGEST, "latest")),
        (Announce("issue", "", "1.0.0", "Out."), {}, ("issue", "", "1.0.0", "Out.")),
        (COMMAND, {}, ("make test", HEAD, 1800.0)),
    ],
)
async def test_what_is_sent_is_what_the_plan_says(journal, action, answers, words):
    world = World(journal, **answers)
    await do(action, world)
    assert world.words == words


@pytest.mark.parametrize(
    ("action", "answers", "text", "data"),
    [
        (DISPATCH, {"head": HEAD, "run": 77}, "started release.yml on main", {"run": "77"}),
        (DISPATCH, {"head": HEAD, "run": None}, "started release.yml on main", {}),
        (
            replace(DISPATCH, is_dry=True),
            {"head": HEAD, "run": 7},
            "started DRY release.yml on main",
            {"run": "7"},
        ),
        (EnqueuePull(7, HEAD), {"pull": pull(), "position": 3}, "#7 is in the merge queue, position 3", {}),
        (EnqueuePull(7, HEAD), {"pull": pull()}, "#7 is in the merge queue", {}),
        (NOTES, {"release": RELEASE}, "v1.0.0 has new notes", {}),
        (LATEST, {"release": RELEASE}, "v1.0.0 is the latest release", {}),
        (
            Announce("issue", "", "1.0.0", "Out."),
            {},
            "opened 1.0.0",
            {"url": "https://example.invalid/d/1"},
        ),
        (
            COMMAND,
            {},
            "ended with 0 after 61 s",
            {"exit": "0", "log": "/state/logs/1.log", "commit": HEAD},
        ),
    ],
)
async def test_what_came_of_it_is_in_words_and_small_facts(journal, action, answers, text, data):
    outcome = await do(action, World(journal, **answers))
    assert (outcome.text, dict(outcome.data)) == (text, data)


async def test_a_command_that_ends_badly_has_failed_with_its_last_line_and_log(journal):
    world = World(journal, end=CommandEnd(3, "/state/logs/1.log", ("a", "2 failed"), 5.0))
    outcome = await do(COMMAND, world)
    assert outcome.state is OutcomeState.FAILED
    assert outcome.text == "ended with 3 after 5 s: 2 failed\nIts output is in /state/logs/1.log."


async def test_confirming_the_plan_of_a_new_command_trusts_its_text(journal):
    world = World(journal)
    await do(replace(COMMAND, is_trusted=False), world)
    assert (world.trusted, world.sent) == (["make test"], ["run"])
    again = World(journal)
    await do(COMMAND, again)
    assert again.trusted == []


async def test_a_long_act_tells_how_far_it_is(journal):
    lines: list[str] = []
    await do(COMMAND, World(journal), progress=lines.append)
    assert lines == ["one line"]


@pytest.mark.parametrize("event", ["workflow_dispatch", "schedule"])
async def test_a_workflow_that_somebody_has_started_meanwhile_is_not_started_again(journal, event):
    started = run(run_id=78, number=5, status="queued", event=event, actor="jo")
    world = World(journal, head=HEAD, runs=(started,))
    who = "the schedule" if event == "schedule" else "@jo"
    words = rf"release.yml was started on main by {who} since it was planned \(#5\)"
    with pytest.raises(MovedError, match=words):
        await do(replace(DISPATCH, newest_run=77), world)
    assert (world.sent, journal.events()) == ([], ())


async def test_a_run_that_was_there_when_it_was_planned_does_not_stop_it(journal):
    there = run(run_id=77, event="workflow_dispatch")
    world = World(journal, head=HEAD, runs=(there,))
    assert (await do(replace(DISPATCH, newest_run=77), world)).state is OutcomeState.DONE
    assert journal.events()[0].data == {"after_run": "77"}


async def test_what_somebody_has_announced_meanwhile_is_not_announced_again(journal):
    world = World(journal, announcement=Issue(12, "1.0.0", "https://example.invalid/d/12", True))
    with pytest.raises(MovedError, match="1.0.0 is announced already: #12"):
        await do(Announce("discussion", "Announcements", "1.0.0", "It is out."), world)
    assert (world.sent, journal.events()) == ([], ())


async def test_two_at_once_send_once_where_they_share_a_journal(journal):
    """The second has looked before the first wrote its intent: the journal's order decides."""
    world = World(journal)
    action = PushBranch("release-2.0.0", HEAD, "main")
    await do(action, world, Frame("r", "s", "you", since=0))
    with pytest.raises(MovedError, match="@you began to push-branch"):
        await do(action, world, Frame("r", "s", "jo", since=0))
    assert world.sent == ["push_branch"]
    assert journal.events()[-1].state is OutcomeState.FAILED
    assert journal.events()[-1].text.startswith("refused, nothing was sent: ")


@pytest.mark.parametrize(
    ("there", "sent"),
    [
        (pull(), []),
        (pull(state="MERGED"), []),
        (pull(state="MERGED", head_sha="b" * 40), ["open_pull"]),
        (None, ["open_pull"]),
    ],
)
async def test_a_pull_request_that_was_merged_before_the_branch_went_on_is_not_there(journal, there, sent):
    world = World(journal, pull=there, head=HEAD)
    assert (await do(OpenPull("release/v1", "main", "t", "b"), world)).state is OutcomeState.DONE
    assert world.sent == sent


@pytest.mark.parametrize("since", [None, 0])
async def test_what_was_planned_before_the_release_was_withdrawn_is_not_sent(journal, since):
    """Withdrawn in another window, while the plan was on the screen or an act before it was under way."""
    world = World(journal)
    journal.append(Event("r", "", EventKind.WITHDRAWN, NOON, "jo", text="by mistake"))
    with pytest.raises(MovedError, match="@jo withdrew r at 12:00"):
        await do(PushBranch("release-2.0.0", HEAD, "main"), world, Frame("r", "s", "you", since))
    assert world.sent == []
    assert journal.events()[-1].state is OutcomeState.FAILED
    other = await do(PushBranch("release-2.0.0", HEAD, "main"), world, Frame("q", "s", "you", since))
    assert other.state is OutcomeState.DONE

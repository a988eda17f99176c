"""kill -9 at every point between an intent and its outcome: the next gonogo finishes the release, once."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from gonogo.compose.demos import DEMOS
from gonogo.journal.sqlite import SqliteJournal
from gonogo.model.releases import EventKind
from gonogo.model.secret import Token
from gonogo.rehearsal.gitcall import isolated_git_env
from gonogo.rehearsal.simulation.run_values import inputs_of
from support.demos import demo, play_demo
from support.rehearsals import rehearsing
from support.traces import traces

pytestmark = pytest.mark.journey
SUPPORT = Path(__file__).resolve().parents[1]
ACTS = {"push-bump": 1, "open-pull": 1, "merge-pull": 1, "push-tag": 1, "review-gate": 3}
"""Each act of the release, and how often it is needed at least (one approval may open two jobs of a gate)."""


RETRIED = {"release-patch": "do"}
"""What a person does again where it can be seen that nothing came of it: GitHub gives a start no name to look for."""
AGAIN = {"tests": "do", "frontend-tests": "do", "smoke": "do"}
"""What a person does again who saw that the command, whose end nobody saw, does not run any more."""


class Lives:
    """Runs of the victim, each until it kills itself or is at its end.

    Attributes:
        point: Where the last one killed itself.
        told: What the last one said.
    """

    def __init__(self, trip, **more):
        root, token = trip.root, Token(trip.server.token("you"))
        env = isolated_git_env(root / "home", url=trip.server.url, token=token)
        self._wish = {
            "repo": str(trip.session.repo), "token": token.reveal(), "env": env, "clone": str(root / "clone"),
            "url": trip.server.url, "crates": trip.server.crates_index_url, "pypi": trip.server.pypi_simple_url,
            "journal": str(root / "victims.sqlite3"),
            "crates_api": trip.server.crates_api_url, "images": trip.server.image_registry_url, **more,
        }  # fmt: skip
        self._trip = trip
        self.point, self.told = "", []

    def __enter__(self):
        words, pipe = [sys.executable, "-m", "support.victim"], subprocess.PIPE
        self._process = subprocess.Popen(words, text=True, cwd=SUPPORT, stdin=pipe, stdout=pipe)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._down, self._up = self._process.stdin, self._process.stdout
        return self

    def __exit__(self, *_):
        self._down.close()
        self._up.close()
        self._process.wait()

    def live(self, spared):
        """One life; its exit code, -9 when it was killed."""
        opened = self._trip.opened
        self.point, self.told = "", []
        self._say(json.dumps({**self._wish, "now": self._now(), "spared": spared}))
        for line in self._up:
            word, _, said = line.strip().partition(" ")
            match word:
                case "told":
                    self.told.append(json.loads(said))
                case "point":
                    self.point = said
                case "ended":
                    return int(said)
                case "step":
                    self._answer(sum(opened.advance() for _ in range(3)))
                case "wait":
                    self._answer(opened.wait(said))
                case "rest":
                    self._answer(opened.rest(int(said)))
                case _:
                    raise AssertionError(line)
        raise AssertionError("the victims' parent is gone")

    def _answer(self, more):
        self._say(f"{self._now()} {int(bool(more))}")

    def _now(self):
        return self._trip.server.clock.now().isoformat()

    def _say(self, line):
        self._down.write(f"{line}\n")
        self._down.flush()


async def test_every_act_is_killed_before_and_after_and_done_once():
    async with rehearsing() as trip:
        kill_everywhere(trip, ACTS)
        _assert_done_once(trip)


def kill_everywhere(trip, acts, end="DONE", **more):
    """Let gonogo be killed at every point of its acts, one after the other, until it is at its end."""
    spared: list[str] = []
    with Lives(trip, **more) as lives:
        while (code := lives.live(spared)) == -9:
            spared.append(lives.point)
    assert code != 70, "it broke"
    assert lives.told[-1].strip().startswith(end), "\n".join((*spared, *lives.told))
    killed = Counter(tuple(point.split()[:2]) for point in spared)
    for action, times in acts.items():
        assert killed["before", action] >= times
        assert killed["after", action] >= times
    assert len(spared) == len(set(spared)), "no act was needed twice after it was done"


@pytest.mark.parametrize(
    ("name", "process", "acts"),
    [
        ("wasmtime", "patch", {"dispatch": 1, "merge-pull": 1}),
        ("wasmtime", "major", {"enqueue-pull": 1, "merge-pull": 1}),
        ("wasmtime", "security", {"dispatch": 1, "merge-pull": 1}),
        ("wasmtime-12", "major", {"enqueue-pull": 2, "merge-pull": 1}),
    ],
)
async def test_wasmtimes_acts_are_killed_before_and_after_and_done_once(name, process, acts):
    async with demo(name, process) as trip:
        inputs = dict(DEMOS[name].processes[process])
        kill_everywhere(trip, acts, playbook=name, begin=[[process, inputs]], choices=RETRIED)
        repo, version = trip.server.repo, inputs["version"]
        by_hand = [run for run in repo.runs.values() if run.event == "workflow_dispatch"]
        assert len(by_hand) == acts.get("dispatch", 0), "a run that was started is not started again"
        merged = [
            pull.head for pull in repo.pulls.values() if pull.merged_at and pull.login == "wasmtime-publish"
        ]
        assert len(merged) == len(set(merged)) == acts.get("enqueue-pull", 0) + 1
        assert trip.git("tag", "--list", f"v{version}*").split() == [f"v{version}"]
        assert len([release for release in repo.releases.values() if release.tag == f"v{version}"]) == 1


@pytest.mark.parametrize(
    ("name", "process", "acts", "choices"),
    [
        ("wasmtime-12", "patch", {"dispatch": 1, "merge-pull": 1}, RETRIED),
        ("wasmtime-12", "security", {"dispatch": 1, "merge-pull": 1}, RETRIED),
        ("runwasi", "wasi-demo-app", {"dispatch": 1}, {"release": "do"}),
        ("rustshare", "rc", {"push-tag": 1}, {}),
        ("rustshare", "stable", {"run-command": 3, "push-bump": 1, "push-tag": 1, "announce": 1}, AGAIN),
        (
            "rustshare",
            "hotfix",
            {
                "push-branch": 1,
                "open-pull": 1,
                "run-command": 2,
                "push-bump": 1,
                "push-tag": 1,
                "announce": 1,
                "merge-pull": 1,
            },
            AGAIN,
        ),
    ],
)
async def test_who_is_killed_at_each_act_leaves_what_an_unharmed_one_leaves(name, process, acts, choices):
    async with demo(name, process) as trip:
        begin = [[process, dict(DEMOS[name].processes[process])]]
        kill_everywhere(trip, acts, playbook=DEMOS[name].playbook, begin=begin, choices=choices)
        left = traces(trip)
    async with demo(name, process) as trip:
        assert await play_demo(trip) == 0
        assert left == traces(trip)


async def test_a_backport_is_killed_at_each_act_and_is_picked_once():
    async with demo("wasmtime", "patch") as trip:
        fix = trip.git("log", "-1", "--format=%H", "--grep", "Say what a module", "main")
        begin = [["patch", {"version": "36.0.15", "backports": fix}]]
        acts = {"push-backport": 1, "merge-pull": 1, "dispatch": 1}
        choices = {**RETRIED, "changes": "to be picked from main"}
        end = "NO-GO  The notes on its branch say the date"  # a person writes them
        kill_everywhere(trip, acts, end, playbook="wasmtime", begin=begin, choices=choices)
        subjects = trip.git("log", "--format=%s", "release-36.0.0").splitlines()
        assert len([one for one in subjects if one.startswith("Say what a module would run with")]) == 1
        assert len([pull for pull in trip.server.repo.pulls.values() if pull.head == "backport/36.0.15"]) == 1


async def test_a_crates_acts_are_killed_before_and_after_and_it_is_published_once():
    async with demo("runwasi", "crate") as trip:
        begin = [["crate", dict(DEMOS["runwasi"].processes["crate"])]]
        acts = {"push-bump": 1, "open-pull": 1, "merge-pull": 1, "dispatch": 2}
        choices = {"dry-run": "do", "release": "do"}
        kill_everywhere(trip, acts, playbook="runwasi", begin=begin, choices=choices)
        started = [inputs_of(run) for run in trip.server.repo.runs.values() if run.file == "release.yml"]
        assert [one["dry_run"] for one in started] == ["true", "false"], "neither was started twice"
        assert trip.git("rev-parse", "containerd-shim-wasm/v1.1.0") == trip.main()
        assert len(trip.server.repo.pulls) == 1


async def test_a_way_back_is_killed_before_and_after_each_act_and_nothing_is_done_twice():
    async with demo("rustshare", "rollback") as trip:
        begin = [["rollback", dict(DEMOS["rustshare"].processes["rollback"])]]
        acts = {
            "edit-release": 1,
            "copy-image": 3,
            "announce": 1,
            "push-bump": 1,
            "open-pull": 1,
            "merge-pull": 1,
        }
        tags = trip.git("tag", "--list")
        kill_everywhere(trip, acts, playbook="rustshare", begin=begin)
        repo = trip.server.repo
        (release,) = [one for one in repo.releases.values() if one.tag == "v0.3.1"]
        assert release.body.count("Deprecated") == 1, "one banner"
        images = trip.world.images.tags("kubedoio/rustshare-backend")
        assert images["latest"] == images["0.3"] == images["0"] == images["0.3.0"] != images["0.3.1"]
        assert trip.git("show", "main:CHANGELOG.md").count("> **Withdrawn.**") == 1
        assert len([talk for talk in repo.discussions.values() if "0.3.1" in talk.title]) == 1
        assert trip.git("tag", "--list") == tags


async def test_a_recovery_is_killed_before_and_after_each_act_and_its_run_goes_on_once():
    async with demo("ordvec", "recovery") as trip:
        begin = [["recovery", dict(DEMOS["ordvec"].processes["recovery"])]]
        choices = DEMOS["ordvec"].choices["recovery"]
        kill_everywhere(trip, {"rerun": 1, "review-gate": 3}, begin=begin, choices=dict(choices))
        (run,) = [run for run in trip.server.repo.runs.values() if run.head_branch == "v0.6.0"]
        assert run.attempt == 2, "run again once"
        (release,) = [one for one in trip.server.repo.releases.values() if one.tag == "v0.6.0"]
        assert not release.is_draft


def _assert_done_once(trip):
    repo, git = trip.server.repo, trip.git
    assert git("tag", "--list", "v0.6*").split() == ["v0.6.0"]
    assert git("rev-parse", "v0.6.0^{commit}") == trip.main()
    subjects = git("log", "--format=%s", "v0.5.0..main").splitlines()
    assert len([s for s in subjects if s.startswith("Release 0.6.0")]) == 1
    assert len([p for p in repo.pulls.values() if p.title.startswith("Release 0.6.0")]) == 1
    assert len([r for r in repo.releases.values() if r.tag == "v0.6.0"]) == 1
    posts = Counter(
        path
        for method, path in trip.server.faults.requests
        if method == "POST" and "pending_deployments" in path
    )
    reviews = [review for run in repo.runs.values() for review in run.approvals]
    assert sum(posts.values()) == len(reviews), (
        "each approval that was sent was a decision: none was sent twice"
    )
    journal = SqliteJournal(trip.root / "victims.sqlite3")
    try:
        events = journal.events()
    finally:
        journal.close()
    intents = Counter(e.action for e in events if e.kind is EventKind.INTENT)
    assert all(intents[action] > times for action, times in ACTS.items()), (
        "what was stopped is in the journal"
    )

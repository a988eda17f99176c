"""kill -9 at every point between an intent and its outcome: the next gonogo finishes the release, once."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from gonogo.journal.sqlite import SqliteJournal
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.rehearsal.gitcall import isolated_git_env
from support.rehearsals import rehearsing

pytestmark = pytest.mark.journey
SUPPORT = Path(__file__).resolve().parents[1]
ACTS = ("push-bump", "open-pull", "merge-pull", "push-tag", "review-gate")


class Life:
    """One run of the victim, until it kills itself or is at its end."""

    def __init__(self, trip, token, action="", point=""):
        root = trip.root
        env = isolated_git_env(root / "home", url=trip.server.url, token=token)
        wish = {
            "now": trip.server.clock.now().isoformat(), "repo": str(trip.session.repo), "token": token.reveal(),
            "url": trip.server.url, "crates": trip.server.crates_index_url, "pypi": trip.server.pypi_simple_url,
            "clone": str(root / "clone"), "env": env, "journal": str(root / "victims.sqlite3"), "action": action, "point": point,
        }  # fmt: skip
        self._trip = trip
        self._process = subprocess.Popen(
            [sys.executable, "-m", "support.victim", json.dumps(wish)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=SUPPORT,
        )  # fmt: skip

    def live(self):
        """Its exit code; -9 when it was killed."""
        with self._process as process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stderr is not None
            for line in process.stdout:
                assert line == "step\n"
                more = self._trip.opened.advance()
                process.stdin.write(f"{self._trip.server.clock.now().isoformat()} {int(more)}\n")
                process.stdin.flush()
            self.said = process.stderr.read()
        return process.returncode


async def test_every_act_is_killed_before_and_after_and_done_once():
    async with rehearsing() as trip:
        from gonogo.model.secret import Token

        token = Token(trip.server.token("you"))
        kills = 0
        for action in ACTS:
            for point in ("before", "after"):
                code = Life(trip, token, action, point).live()
                assert code == -9, f"{action} {point}: the victim was to be killed, and ended with {code}"
                kills += 1
        last = Life(trip, token)
        assert last.live() == 0, last.said
        assert last.said.rstrip().endswith("DONE")
        assert kills == 2 * len(ACTS)
        _assert_done_once(trip)


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
    reviews = [review for run in repo.runs.values() for review in run.reviews]
    assert sum(posts.values()) == len(reviews), (
        "each approval that was sent was a decision: none was sent twice"
    )
    journal = SqliteJournal(trip.root / "victims.sqlite3")
    try:
        events = journal.events()
    finally:
        journal.close()
    done = Counter(e.action for e in events if e.kind is EventKind.OUTCOME and e.state is OutcomeState.DONE)
    intents = Counter(e.action for e in events if e.kind is EventKind.INTENT)
    assert all(intents[action] > done[action] for action in ACTS), (
        "each act was interrupted, and the journal shows it"
    )

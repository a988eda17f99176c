"""Merge queues: what is enqueued is merged on trial, its checks run, and it is merged when they are green."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.simulation import events
from gonogo.rehearsal.world import pulls
from gonogo.rehearsal.world.nouns import QueueEntry

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Pull, Repo
    from gonogo.rehearsal.world.run_nouns import Run
    from gonogo.rehearsal.world.state import World

QUEUE_BOT = "github-merge-queue[bot]"
_PATIENCE = timedelta(minutes=60)
"""How long required checks may be away before an entry is removed."""
_TURN = timedelta(seconds=20)


def entry_of(repo: Repo, pull: Pull) -> QueueEntry | None:
    """The entry of a pull request; None when it is in no queue."""
    return next((one for one in repo.queues.get(pull.base, ()) if one.number == pull.number), None)


def position_of(repo: Repo, pull: Pull) -> int:
    """Its place in the queue, from 1; 0 when it is in none."""
    numbers = [one.number for one in repo.queues.get(pull.base, ())]
    return numbers.index(pull.number) + 1 if pull.number in numbers else 0


def enqueue(world: World, repo: Repo, pull: Pull, login: str) -> QueueEntry:
    """Put a pull request at the end of its base's queue; one that is there already stays where it is."""
    there = entry_of(repo, pull)
    if there is not None:
        return there
    entry = QueueEntry(world.next_id("queue"), pull.number, login, world.now())
    repo.queues.setdefault(pull.base, []).append(entry)
    pull.left_queue = ""
    pull.updated_at = world.now()
    world.schedule(world.now() + _TURN, partial(_begin_next, world, repo, pull.base))
    return entry


def remove(world: World, repo: Repo, pull: Pull, reason: str) -> bool:
    """Take a pull request out of its queue; False when it is in none."""
    entry = entry_of(repo, pull)
    if entry is None:
        return False
    repo.queues[pull.base].remove(entry)
    pull.left_queue = reason
    pull.updated_at = world.now()
    if entry.sha:
        repo.git.delete_ref(_ref(pull, entry))
    world.schedule(world.now() + _TURN, partial(_begin_next, world, repo, pull.base))
    return True


def note_run(world: World, repo: Repo, run: Run) -> None:
    """See what a run of a merge group, which is over, means for its entry."""
    if run.event != "merge_group":
        return
    for branch, entries in repo.queues.items():
        for entry in entries:
            if entry.sha == run.head_sha and entry.state == "AWAITING_CHECKS":
                _judge(world, repo, branch, entry)
                return


def _begin_next(world: World, repo: Repo, branch: str) -> None:
    """Merge the first entry on trial, and have its checks run."""
    entries = repo.queues.get(branch) or []
    if not entries or entries[0].state != "QUEUED":
        return
    entry = entries[0]
    pull = pulls.refresh(repo, repo.pulls[entry.number])
    sha = pulls.merged_commit(world, repo, pull, "squash", entry.login)
    if sha is None:
        remove(world, repo, pull, "MERGE_CONFLICT")
        return
    entry.sha, entry.base_sha, entry.state = sha, pull.base_sha, "AWAITING_CHECKS"
    repo.git.move_ref(_ref(pull, entry), sha, ZERO)
    runs = events.start_runs(world, repo, _merge_group(repo, pull, entry))
    if not runs and not repo.rule(branch).checks:
        _judge(world, repo, branch, entry)
        return
    world.schedule(world.now() + _PATIENCE, partial(_give_up, world, repo, branch, entry), is_background=True)


def _merge_group(repo: Repo, pull: Pull, entry: QueueEntry) -> events.Happening:
    ref = _ref(pull, entry)
    group = {
        "head_sha": entry.sha,
        "head_ref": ref,
        "base_sha": entry.base_sha,
        "base_ref": f"refs/heads/{pull.base}",
        "head_commit": {"id": entry.sha, "message": repo.git.commit(entry.sha).message},
    }
    payload = {"action": "checks_requested", "merge_group": group}
    name = ref.removeprefix("refs/heads/")
    base = f"refs/heads/{pull.base}"
    return events.Happening(
        "merge_group", ref, name, entry.sha, QUEUE_BOT, pull.title, base=base, payload=payload
    )


def _ref(pull: Pull, entry: QueueEntry) -> str:
    return f"refs/heads/gh-readonly-queue/{pull.base}/pr-{pull.number}-{entry.base_sha}"


def _judge(world: World, repo: Repo, branch: str, entry: QueueEntry) -> None:
    """Merge an entry whose checks are green, remove one whose checks are red, leave the others."""
    pull = repo.pulls[entry.number]
    runs, required = repo.runs_of(entry.sha), repo.rule(branch).checks
    lacking = pulls.missing_checks(repo, required, entry.sha)
    is_over = all(run.is_over for run in runs)
    if required and not lacking:
        _merge(world, repo, branch, entry)
    elif is_over and (lacking or any(run.conclusion not in _GREEN for run in runs)):
        if runs:
            remove(world, repo, pull, "FAILED_CHECKS")
    elif is_over and not required:
        _merge(world, repo, branch, entry)


_GREEN = ("success", "skipped", "neutral")


def _merge(world: World, repo: Repo, branch: str, entry: QueueEntry) -> None:
    pull = repo.pulls[entry.number]
    ref = _ref(pull, entry)
    if not repo.git.move_ref(f"refs/heads/{branch}", entry.sha, entry.base_sha):
        repo.git.delete_ref(ref)  # the base moved meanwhile: once more, on what it is now
        entry.state, entry.sha = "QUEUED", ""
        _begin_next(world, repo, branch)
        return
    repo.queues[branch].remove(entry)
    repo.git.delete_ref(ref)
    pulls.close_merged(world, pull, entry.sha, entry.login)
    events.on_push(world, repo, QUEUE_BOT, [(f"refs/heads/{branch}", entry.base_sha, entry.sha)])
    world.schedule(world.now() + _TURN, partial(_begin_next, world, repo, branch))


def _give_up(world: World, repo: Repo, branch: str, entry: QueueEntry) -> None:
    if entry in repo.queues.get(branch, ()) and entry.state == "AWAITING_CHECKS":
        remove(world, repo, repo.pulls[entry.number], "CHECKS_TIMED_OUT")

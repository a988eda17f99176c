"""What follows from a run: merge queues look at it, and `workflow_run` starts other workflows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.simulation import events, queue
from gonogo.rehearsal.workflows.globs import is_matched

if TYPE_CHECKING:
    from gonogo.rehearsal.workflows.parse import EventFilter
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.run_nouns import Run
    from gonogo.rehearsal.world.state import World

_DEEPEST = 3
"""A chain of workflows that start each other is at most so long."""


def run_is_over(world: World, repo: Repo, run: Run) -> None:
    """A run has ended: tell whom it concerns."""
    if not run.is_over:  # it was run again meanwhile
        return
    queue.note_run(world, repo, run)
    start_followers(world, repo, run, "completed")
    for tell in world.on_run_over:
        tell(world, repo, run)


def start_followers(world: World, repo: Repo, run: Run, action: str) -> None:
    """Start the workflows of the default branch that wait for runs of this one."""
    head = repo.git.branch(repo.default_branch)
    if head is None or _depth(run) >= _DEEPEST:
        return
    payload = _payload(run, action)
    ref = f"refs/heads/{repo.default_branch}"
    for described in events.heads_at(repo, head):
        rules = described.events.get("workflow_run")
        if rules is not None and _is_wanted(rules, run, action):
            workflow = events.workflow_at(repo, head, described.path)
            if workflow is None:
                continue
            happening = events.Happening(
                "workflow_run",
                ref,
                repo.default_branch,
                head,
                run.triggering_actor,
                run.title,
                payload=payload,
            )
            events.start_one(world, repo, workflow, happening)


def _is_wanted(rules: EventFilter, run: Run, action: str) -> bool:
    if run.workflow.name not in rules.workflows:
        return False
    if rules.types is not None and action not in rules.types:
        return False
    if rules.branches is not None and not is_matched(run.head_branch, rules.branches):
        return False
    return rules.branches_ignore is None or not is_matched(run.head_branch, rules.branches_ignore)


def _depth(run: Run) -> int:
    event = run.github.get("event") or {}
    return int(event.get("_depth", 0))


def _payload(run: Run, action: str) -> dict[str, Any]:
    return {
        "action": action,
        "_depth": _depth(run) + 1,
        "workflow": {"name": run.workflow.name, "path": run.path},
        "workflow_run": {
            "id": run.run_id,
            "name": run.workflow.name,
            "path": run.path,
            "event": run.event,
            "status": run.status,
            "conclusion": run.conclusion or None,
            "head_branch": run.head_branch,
            "head_sha": run.head_sha,
            "run_attempt": run.attempt,
            "actor": {"login": run.actor},
            "head_commit": {"id": run.head_sha},
        },
    }

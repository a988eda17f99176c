"""Events start runs: pushes, pull requests and dispatches, by the workflow files at their commit."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from gonogo.errors import WorkflowError
from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.simulation import runs
from gonogo.rehearsal.workflows.expand import concurrency, expand_jobs
from gonogo.rehearsal.workflows.expressions import TYPED_INPUTS
from gonogo.rehearsal.workflows.parse import parse_workflow
from gonogo.rehearsal.workflows.triggers import Trigger, is_triggered
from gonogo.rehearsal.world.run_nouns import Run, Workflow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.rehearsal.workflows.parse import Workflow as WorkflowText
    from gonogo.rehearsal.world.nouns import Pull, Repo
    from gonogo.rehearsal.world.state import World

FOLDER = ".github/workflows"
WORKFLOW_TOKEN = "github-actions[bot]"  # noqa: S105 (a login)
"""Who acts with the token that every workflow has."""
_SKIP_MARKS = ("[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]")
_MOST_TAGS = 3
"""More tags than this in one push create no events."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that workflows can be triggered by.

    Attributes:
        ref: What `github.ref` says.
        head_branch: Branch or tag name.
        base: Base branch of a pull request.
        paths: Files that changed; None when that is not known (a new branch or tag).
        payload: What `github.event` says.
    """

    event: str
    ref: str
    head_branch: str
    sha: str
    actor: str
    title: str
    base: str = ""
    paths: tuple[str, ...] | None = None
    pull_number: int | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=256)
def read_workflow(path: str, text: str) -> WorkflowText | None:
    """A parsed workflow file; None when it does not read (GitHub then starts nothing from it)."""
    try:
        return parse_workflow(path, text)
    except WorkflowError:
        return None


def triggered_at(repo: Repo, sha: str, trigger: Trigger) -> list[WorkflowText]:
    """The workflow files of a commit that an event starts; of the others only the head is read."""
    found = []
    for path, text in _texts_at(repo, sha):
        head = read_head(path, text)
        if (head is None or is_triggered(head, trigger)) and (parsed := read_workflow(path, text)):
            found.append(parsed)
    return [each for each in found if is_triggered(each, trigger)]


@lru_cache(maxsize=512)
def read_head(path: str, text: str) -> WorkflowText | None:
    """What stands above the jobs of a file, which are most of it; None where that can not be told apart."""
    head, jobs, _ = text.partition("\njobs:")
    if not jobs:
        return None
    try:
        return parse_workflow(path, f"{head}\njobs: {{none: {{}}}}\n")
    except WorkflowError:
        return None


def _texts_at(repo: Repo, sha: str) -> list[tuple[str, str]]:
    entries = repo.git.entries(sha, FOLDER)
    return [
        (entry.path, (repo.git.blob(entry.oid) or b"").decode("utf-8", "replace"))
        for entry in entries
        if entry.kind == "blob" and entry.path.endswith((".yml", ".yaml"))
    ]


def workflows_at(repo: Repo, sha: str) -> list[WorkflowText]:
    """All workflow files of a commit that read."""
    found = []
    for path, text in _texts_at(repo, sha):
        if parsed := read_workflow(path, text):
            found.append(parsed)
    return found


def workflow_at(repo: Repo, sha: str, path: str) -> WorkflowText | None:
    """One workflow file of a commit; None when it is not there, or does not read."""
    text = dict(_texts_at(repo, sha)).get(path)
    return read_workflow(path, text) if text is not None else None


def heads_at(repo: Repo, sha: str) -> list[WorkflowText]:
    """All workflow files of a commit, with their names and events; their jobs only where need be."""
    found = [read_head(path, text) or read_workflow(path, text) for path, text in _texts_at(repo, sha)]
    return [each for each in found if each is not None]


def remember_workflows(world: World, repo: Repo, sha: str) -> None:
    """Note the workflow files of a commit, so that they are listed."""
    for parsed in heads_at(repo, sha):
        _record(world, repo, parsed)


def on_push(world: World, repo: Repo, login: str, moves: Iterable[tuple[str, str, str]]) -> None:
    """React to refs that were pushed.

    Args:
        world: The world.
        repo: The repository that was pushed to.
        login: Who pushed.
        moves: (full ref, old id, new id); 40 zeros for none.
    """
    with world.lock:
        listed = list(moves)
        tags = [ref for ref, _, _ in listed if ref.startswith("refs/tags/")]
        for ref, old, new in listed:
            is_tag = ref.startswith("refs/tags/")
            if new == ZERO:
                _close_pulls_of(world, repo, ref)
            elif ref.startswith("refs/heads/") or (is_tag and len(tags) <= _MOST_TAGS):
                _on_moved(world, repo, login, ref, old, new)


def on_pull(world: World, repo: Repo, pull: Pull, action: str, login: str) -> None:
    """React to a pull request that was opened, reopened or got new commits."""
    git = repo.git
    if action == "opened":
        for tell in world.on_pull:
            tell(world, repo, pull)
    base_sha = git.branch(pull.base) or pull.base_sha
    fork = git.merge_base(base_sha, pull.head_sha) or base_sha
    side = {"repo": _repo_payload(repo)}
    payload = {
        "action": action,
        "number": pull.number,
        "pull_request": {
            "number": pull.number,
            "draft": pull.is_draft,
            "user": {"login": pull.login},
            "head": {"ref": pull.head, "sha": pull.head_sha, **side},
            "base": {"ref": pull.base, "sha": base_sha, **side},
            "labels": [{"name": name} for name in pull.labels],
        },
        "repository": _repo_payload(repo),
    }
    start_runs(
        world,
        repo,
        Happening(
            "pull_request",
            f"refs/pull/{pull.number}/merge",
            pull.head,
            pull.head_sha,
            login,
            pull.title,
            base=pull.base,
            paths=tuple(change.path for change in git.changes(fork, pull.head_sha)),
            pull_number=pull.number,
            payload=payload,
        ),
    )


def dispatch(
    world: World,
    repo: Repo,
    workflow: WorkflowText,
    ref: str,
    sha: str,
    login: str,
    inputs: Mapping[str, str],
) -> Run | None:
    """Start a run by hand; None when the workflow is switched off."""
    happening = Happening(
        "workflow_dispatch",
        ref,
        ref.split("/", 2)[2],
        sha,
        login,
        workflow.name or workflow.path,
        payload={"inputs": dict(inputs), "ref": ref, "repository": _repo_payload(repo)},
    )
    return _start_run(world, repo, workflow, happening)


def start_runs(world: World, repo: Repo, happening: Happening) -> list[Run]:
    """Start every workflow that this triggers; the runs."""
    if happening.actor == WORKFLOW_TOKEN:
        return []  # what a workflow's own token does starts no workflows
    message = repo.git.commit(happening.sha).message.lower()
    if happening.event in ("push", "pull_request") and any(mark in message for mark in _SKIP_MARKS):
        return []
    trigger = Trigger(happening.event, happening.ref, base=happening.base, paths=happening.paths)
    triggered = triggered_at(repo, happening.sha, trigger)
    runs_or_none = [_start_run(world, repo, workflow, happening) for workflow in triggered]
    return [run for run in runs_or_none if run is not None]


def start_one(world: World, repo: Repo, workflow: WorkflowText, happening: Happening) -> Run | None:
    """Start one workflow, whatever its triggers say; None when it is switched off."""
    return None if happening.actor == WORKFLOW_TOKEN else _start_run(world, repo, workflow, happening)


def _start_run(world: World, repo: Repo, workflow: WorkflowText, happening: Happening) -> Run | None:
    record = _record(world, repo, workflow)
    if workflow.path.rsplit("/", 1)[-1] in world.switches.silent_workflows or not record.is_active:
        return None
    number = repo.run_numbers[workflow.path] = repo.run_numbers.get(workflow.path, 0) + 1
    run_id, now = world.next_id("run"), world.now()
    github = _github_context(world, repo, workflow, happening, run_id, number)
    try:
        specs = expand_jobs(workflow, github)
        group, cancels = concurrency(workflow, github) or ("", False)
    except WorkflowError:
        specs, group, cancels = (), "", False
    run = Run(
        run_id=run_id,
        suite_id=world.next_id("suite"),
        workflow=record,
        number=number,
        event=happening.event,
        ref=happening.ref,
        head_branch=happening.head_branch,
        head_sha=happening.sha,
        actor=happening.actor,
        triggering_actor=happening.actor,
        title=happening.title,
        created_at=now,
        started_at=now,
        updated_at=now,
        specs=specs,
        github=github,
        group=group,
        pull_number=happening.pull_number,
    )
    repo.add_run(run)
    if not specs:
        run.status, run.conclusion = "completed", "startup_failure"
        return run
    run.cancels = cancels
    runs.enter_group(world, repo, run, cancels=cancels)
    for tell in world.on_run:
        tell(world, repo, run)
    world.schedule(world.now(), partial(_tell_requested, world, repo, run))
    return run


def _tell_requested(world: World, repo: Repo, run: Run) -> None:
    from gonogo.rehearsal.simulation.after import start_followers  # noqa: PLC0415  they know each other

    start_followers(world, repo, run, "requested")


def _record(world: World, repo: Repo, workflow: WorkflowText) -> Workflow:
    if workflow.path not in repo.workflows:
        repo.workflows[workflow.path] = Workflow(
            world.next_id("workflow"), workflow.path, workflow.name or workflow.path, repo.created_at
        )
    record = repo.workflows[workflow.path]
    record.name = workflow.name or workflow.path
    return record


def _on_moved(world: World, repo: Repo, login: str, ref: str, old: str, new: str) -> None:
    sha = repo.git.resolve(ref)
    if sha is None:
        return
    commit = repo.git.commit(sha)
    paths = None if old == ZERO else tuple(change.path for change in repo.git.changes(old, sha))
    payload = {
        "ref": ref,
        "before": old,
        "after": new,
        "created": old == ZERO,
        "deleted": False,
        "head_commit": {"id": sha, "message": commit.message},
        "pusher": {"name": login},
        "repository": _repo_payload(repo),
    }
    name = ref.split("/", 2)[2]
    start_runs(
        world, repo, Happening("push", ref, name, sha, login, commit.headline, paths=paths, payload=payload)
    )
    if ref.startswith("refs/heads/") and old == ZERO:
        for tell in world.on_branch:
            tell(world, repo, name, login)
    if ref == f"refs/heads/{repo.default_branch}":
        _arm_schedules(world, repo)
    if ref.startswith("refs/heads/"):
        for pull in [p for p in repo.pulls.values() if p.state == "open" and p.head == name]:
            pull.head_sha, pull.updated_at = sha, world.now()
            _leave_queue(world, repo, pull)
            on_pull(world, repo, pull, "synchronize", login)


def _arm_schedules(world: World, repo: Repo) -> None:
    from gonogo.rehearsal.simulation.schedules import arm_schedules  # noqa: PLC0415  they know each other

    arm_schedules(world, repo)


def _leave_queue(world: World, repo: Repo, pull: Pull) -> None:
    """What was pushed to is not what was enqueued."""
    from gonogo.rehearsal.simulation.queue import remove  # noqa: PLC0415  they know each other

    remove(world, repo, pull, "NEW_COMMITS")


def _close_pulls_of(world: World, repo: Repo, ref: str) -> None:
    for pull in repo.pulls.values():
        if pull.state == "open" and ref == f"refs/heads/{pull.head}":
            pull.state, pull.closed_at, pull.updated_at = "closed", world.now(), world.now()


def _repo_payload(repo: Repo) -> dict[str, Any]:
    return {
        "full_name": repo.full_name,
        "name": repo.name,
        "owner": {"login": repo.owner},
        "default_branch": repo.default_branch,
        "fork": False,
        "private": repo.is_private,
    }


def _github_context(
    world: World, repo: Repo, workflow: WorkflowText, happening: Happening, run_id: int, number: int
) -> dict[str, Any]:
    is_pull = happening.event == "pull_request"
    ref_name = happening.ref.removeprefix("refs/pull/") if is_pull else happening.ref.split("/", 2)[2]
    return {
        "event_name": happening.event,
        "event": happening.payload,
        "ref": happening.ref,
        "ref_name": ref_name,
        "ref_type": "tag" if happening.ref.startswith("refs/tags/") else "branch",
        "head_ref": happening.head_branch if is_pull else "",
        "base_ref": happening.base,
        "sha": happening.sha,
        "repository": repo.full_name,
        "repository_owner": repo.owner,
        "actor": happening.actor,
        "triggering_actor": happening.actor,
        "workflow": workflow.name or workflow.path,
        "run_id": run_id,
        "run_number": number,
        "run_attempt": 1,
        "server_url": world.url.rstrip("/"),
        **({TYPED_INPUTS: _typed(workflow, happening)} if "inputs" in happening.payload else {}),
    }


def _typed(workflow: WorkflowText, happening: Happening) -> dict[str, object]:
    """The inputs of a dispatch, booleans as booleans."""
    specs = workflow.events["workflow_dispatch"].specs
    return {
        name: value == "true" if name in specs and specs[name].kind == "boolean" else value
        for name, value in happening.payload["inputs"].items()
    }

"""Releases that automation makes: a world with branches, markers, dispatched runs and tags."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gonogo.model.asks import (
    Ask,
    BoardAsk,
    BranchesAsk,
    CommitsAsk,
    DivideAsk,
    FilesAsk,
    LatestAsk,
    PullAsk,
    ReleaseAsk,
    RulesAsk,
    RunAsk,
    RunDetailAsk,
    SignatureAsk,
    TagAsk,
    TagsAsk,
    WorkflowRunsAsk,
)
from gonogo.model.github import (
    BranchRules,
    CheckCounts,
    GitHubRelease,
    PullRequest,
    RemoteTag,
    RepoName,
    Run,
    RunDetail,
)
from gonogo.model.local import CommitLine, Divide, FileSet, FileText, RefLine
from gonogo.model.releases import EventKind, OutcomeState, Release
from support.widget.nouns import NOON, job, playbook, tree
from support.widget.world import World

if TYPE_CHECKING:
    from gonogo.playbook.shape import Playbook

BEGUN = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
REPO = RepoName("acme", "widget")
MARK = "[tag-and-release-this]"

HEAD = """
gonogo: 1
repository: acme/widget
version:
  scheme: semver
  read: Cargo.toml
  files: [{path: Cargo.toml, format: cargo}]
tag: {name: "v{version}", signed: false}
changelog: {path: CHANGELOG.md, heading: "## {version} - {date}"}
processes:
"""


def sha(name: str) -> str:
    """A commit id that begins with what is given, in hexadecimal digits."""
    return (name + "0" * 40)[:40]


def book(steps: str, options: str = "", inputs: str = "version: {}") -> Playbook:
    """A playbook with one process, `train`, of these steps."""
    lines = "".join(f"      {line}\n" for line in steps.strip("\n").splitlines())
    more = "".join(f"    {line}\n" for line in options.strip().splitlines())
    return playbook(f"{HEAD}  train:\n    inputs: {{{inputs}}}\n{more}    steps:\n{lines}")


def release_of(process: str, version: str, previous: str, **inputs: str) -> Release:
    """A release of a process, begun at eleven."""
    given = MappingProxyType({"version": version, **inputs})
    return Release(f"widget-{process}-{version}", REPO, process, given, previous, BEGUN, "mira")


def commit(name: str, subject: str = "A change", body: str = "", minutes: int = 60) -> CommitLine:
    """A commit, so many minutes before noon."""
    message = f"{subject}\n\n{body}" if body else subject
    return CommitLine(sha(name), subject, message, "Mira", NOON - timedelta(minutes=minutes), 1)


def run_of(file: str, commit_id: str, state: str = "success", *, run_id: int = 77, **changes: Any) -> Run:
    """A run; `state` is a conclusion, or a status while it is not finished."""
    is_open = state in ("queued", "in_progress", "waiting", "pending")
    base = Run(
        run_id=run_id,
        name=file.removesuffix(".yml"),
        path=f".github/workflows/{file}",
        number=5,
        attempt=1,
        event="push",
        status=state if is_open else "completed",
        conclusion="" if is_open else state,
        head_sha=commit_id,
        head_branch="main",
        actor="mira",
        created_at=NOON - timedelta(minutes=30),
        updated_at=NOON - timedelta(minutes=20),
        url=f"https://example.invalid/runs/{run_id}",
    )
    return replace(base, **changes)


def detail_of(run: Run, **states: str) -> RunDetail:
    """A run with jobs, each by its name and state; one job that ended as the run did where none is named."""
    states = states or {"build": run.conclusion or run.status}
    return RunDetail(run, tuple(job(name, state) for name, state in states.items()), ())


def tag_of(name: str, commit_id: str, **changes: Any) -> RemoteTag:
    """A lightweight tag, made ten minutes before noon."""
    base = RemoteTag(name, commit_id, commit_id, False, None, "", "", "", NOON - timedelta(minutes=10))
    return replace(base, **changes)


def pull_of(head: str, base: str, head_sha: str, **changes: Any) -> PullRequest:
    """An open, clean, green pull request."""
    made = PullRequest(
        number=41,
        title="Release",
        url="https://example.invalid/pull/41",
        author="release-bot",
        state="OPEN",
        is_draft=False,
        base=base,
        head=head,
        head_sha=head_sha,
        mergeable="MERGEABLE",
        merge_state="CLEAN",
        review_decision="",
        reviews=(),
        labels=(),
        checks=CheckCounts(passed=3),
        updated_at=NOON - timedelta(minutes=40),
    )
    return replace(made, **changes)


@dataclass
class TrainWorld(World):
    """Everything that a train can ask; what a test does not set is not there."""

    answers: dict[Any, Any] = field(default_factory=dict)
    """Ask → its answer, before everything else."""
    versions: dict[str, str] = field(default_factory=dict)
    """Commit → the version that its tree says; 1.2.0 where it is not told."""
    logs: dict[str, str] = field(default_factory=dict)
    """Commit → its changelog."""
    pulls: dict[str, PullRequest] = field(default_factory=dict)
    tags: dict[str, RemoteTag] = field(default_factory=dict)
    commits: dict[str, tuple[CommitLine, ...]] = field(default_factory=dict)
    """Head → the commits before it, newest first, whatever they are compared with."""
    details: list[RunDetail] = field(default_factory=list)
    github_releases: dict[str, GitHubRelease] = field(default_factory=dict)
    rules: dict[str, BranchRules] = field(default_factory=dict)

    def _value(self, ask: Ask[Any]) -> Any:
        if ask in self.answers:
            return self.answers[ask]
        match ask:
            case BoardAsk():
                return self._board()
            case FilesAsk(sha=at, paths=paths):
                files = self.files_at(at)
                return FileSet(at, tuple(FileText(path, files.get(path)) for path in paths))
            case TagAsk(name=name):
                return self.tags.get(name)
            case SignatureAsk():
                return None
            case PullAsk(head=head):
                return self.pulls.get(head)
            case CommitsAsk(head=head):
                return self.commits.get(head, ())
            case TagsAsk():
                return tuple(RefLine(name, tag.oid, tag.commit) for name, tag in self.tags.items())
            case BranchesAsk():
                return tuple(RefLine(name, at, at) for name, at in self.heads.items())
            case DivideAsk(base=base):
                return Divide(base, 0, 0)
            case RulesAsk(branch=branch):
                return self.rules.get(branch, BranchRules(branch, has_queue=False, approvals=0, checks=()))
            case LatestAsk():
                return next((one for one in self.github_releases.values() if one.is_latest), None)
            case ReleaseAsk(tag=tag):
                return self.github_releases.get(tag)
            case _:
                return self._run_value(ask)

    def _run_value(self, ask: Ask[Any]) -> Any:
        runs = sorted((d.run for d in self.details), key=lambda run: run.created_at, reverse=True)
        match ask:
            case RunAsk(run_id=run_id):
                return next((d for d in self.details if d.run.run_id == run_id), None)
            case RunDetailAsk(file=file, sha=at, event=event, ref=ref):
                mine = (
                    d
                    for d in self.details
                    if (d.run.file, d.run.head_sha, d.run.event, d.run.head_branch) == (file, at, event, ref)
                )
                return next(mine, None)
            case WorkflowRunsAsk(file=file, branch=branch):
                return tuple(run for run in runs if run.file == file and run.head_branch == branch)
            case _:
                return super()._value(ask)

    def files_at(self, at: str) -> dict[str, str]:
        """The tree of a commit."""
        files = tree(self.versions.get(at, "1.2.0"))
        return files | ({"CHANGELOG.md": self.logs[at]} if at in self.logs else {})

    def dispatched(self, step_id: str, run_id: int | None = None, minutes: int = 30) -> None:
        """The journal says that a step started its workflow; with the run, where GitHub told it."""
        at = self.now - timedelta(minutes=minutes)
        intent = self.record(step_id, EventKind.INTENT, action="dispatch", at=at)
        data = MappingProxyType({"run": str(run_id)} if run_id else {})
        self.record(
            step_id,
            EventKind.OUTCOME,
            action="dispatch",
            intent_id=intent.event_id,
            state=OutcomeState.DONE,
            at=at,
            data=data,
        )


def train(steps: str, options: str = "", version: str = "1.2.0", **inputs: str) -> TrainWorld:
    """A world with one train of these steps; main is at `aaa`."""
    names = ", ".join(f"{name}: {{}}" for name in ("version", *inputs))
    return TrainWorld(
        playbook=book(steps, options, names),
        release=release_of("train", version, "1.1.0", **inputs),
        heads={"main": sha("aaa")},
        workflow=None,
    )

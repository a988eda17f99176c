"""A small world that answers every ask: what the judgement is tested against."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from gonogo.assess.release import assess
from gonogo.model.asks import (
    Ask,
    AttestationsAsk,
    BoardAsk,
    CrateAsk,
    EnvironmentAsk,
    FilesAsk,
    HeadAsk,
    HitsAsk,
    PullAsk,
    PyPIAsk,
    ReleaseAsk,
    RulesAsk,
    RunDetailAsk,
    RunsAsk,
    SignatureAsk,
    TagAsk,
    WorkflowFileAsk,
    WorktreeAsk,
)
from gonogo.model.github import (
    Asset,
    AttestationCount,
    Board,
    Branch,
    BranchRules,
    CheckCounts,
    DeployPolicy,
    Environment,
    Gate,
    GateReview,
    GitHubRelease,
    Job,
    PullRequest,
    RemoteTag,
    RepoName,
    Run,
    RunDetail,
)
from gonogo.model.local import (
    FileSet,
    FileText,
    Hit,
    Hits,
    Published,
    RegistryFile,
    TagSignature,
    WorkflowFile,
    WorkflowJob,
    Worktree,
)
from gonogo.model.plans import Plan
from gonogo.model.releases import Event, EventKind, OutcomeState, Release
from gonogo.model.snapshot import Problem, Seen, Snapshot
from gonogo.model.verdicts import Assessment, Standing
from gonogo.plan.make import make_plan
from gonogo.playbook.load import load_playbook
from gonogo.playbook.shape import Playbook

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
REPO = RepoName("acme", "widget")
OLD, NEW = "0.5.0", "0.6.0"
TAG = "v0.6.0"
BASE = "a" * 40
"""main before the bump."""
BUMPED = "b" * 40
"""main after the merge: the release commit."""
PULL_HEAD = "c" * 40
TAG_OID = "d" * 40
PATTERN = "v[0-9]*.[0-9]*.[0-9]*"

PLAYBOOK = """
gonogo: 1
repository: acme/widget
version:
  scheme: semver
  read: Cargo.toml
  files:
    - {path: Cargo.toml, format: cargo}
    - {path: Cargo.lock, format: cargo-lock, packages: [widget]}
tag: {name: "v{version}", signed: true}
changelog: {path: CHANGELOG.md, heading: "## {version} - {date}", placeholder: _Nothing yet._}
processes:
  release:
    inputs: {version: {next: [patch, minor]}}
    steps:
      - check: worktree
        until: bump
      - check: lock-in-sync
        needs: []
        locks: {Cargo.lock: [Cargo.toml]}
        until: tag
      - check: environments
        needs: []
        expect:
          crates-io: {reviewers: required, tags: "v[0-9]*.[0-9]*.[0-9]*"}
          pypi: {reviewers: required, tags: "v[0-9]*.[0-9]*.[0-9]*"}
        until: github-release
      - confirm: Review the impact
        id: impact
        needs: [worktree, lock-in-sync]
        choices: [patch-compatible, minor-breaking]
      - do: bump
      - do: merge
      - check: old-version
        decides: false
      - check: workflows-green
        needs: [merge]
        workflows: [ci.yml, fuzz.yml]
      - confirm: The maintainer's go
        id: go
        needs: [workflows-green, environments, lock-in-sync]
        choices: [go, no-go]
        blocks: [no-go]
        about: head
        until: tag
      - do: tag
        freeze: main
      - wait: workflow
        run: release.yml
      - gate: crates-io
        run: release.yml
        job: publish-crate
        needs: [tag]
      - gate: pypi
        run: release.yml
        job: publish-pypi
        needs: [tag]
      - check: crates-io
        crate: widget
        same-bytes-as: widget-{version}.crate
        needs: [approve-publish-crate]
      - check: pypi
        project: widget
        files: ["widget-{version}-*.whl", "widget-{version}.tar.gz"]
        same-bytes-as: release-assets
        needs: [approve-publish-pypi]
      - check: github-release
        assets: ["*.crate", "*.whl", "*.tar.gz"]
        needs: [workflow, crates-io, pypi]
        only-after: [crates-io, pypi]
      - check: attestations
        assets: ["*.crate"]
        decides: false
      - confirm: Told the world
        id: told
        needs: [github-release]
"""


def playbook(text: str = PLAYBOOK) -> Playbook:
    """The small playbook, or another text."""
    return load_playbook(text.encode(), "worlds.yml")


def release(version: str = NEW, process: str = "release") -> Release:
    """0.6.0, begun an hour before noon."""
    inputs = MappingProxyType({"version": version})
    return Release("widget-release-0.6.0", REPO, process, inputs, OLD, NOON - timedelta(hours=1), "mira")


def sha256(name: str) -> str:
    """The digest of a built file of this world."""
    return hashlib.sha256(name.encode()).hexdigest()


def tree(version: str) -> dict[str, str]:
    """The files of the repository, saying a version."""
    return {
        "Cargo.toml": f'[package]\nname = "widget"\nversion = "{version}"\n',
        "Cargo.lock": f'version = 4\n\n[[package]]\nname = "widget"\nversion = "{version}"\n',
        "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n- Faster.\n\n## 0.5.0 - 2026-09-01\n\n- First.\n",
    }


def run(file: str, sha: str = BUMPED, **changes: Any) -> Run:
    """A green push run on main."""
    base = Run(
        run_id=sum(map(ord, file)),
        name=file.removesuffix(".yml"),
        path=f".github/workflows/{file}",
        number=7,
        attempt=1,
        event="push",
        status="completed",
        conclusion="success",
        head_sha=sha,
        head_branch="main",
        actor="mira",
        created_at=NOON - timedelta(minutes=30),
        updated_at=NOON - timedelta(minutes=20),
        url=f"https://example.invalid/runs/{file}",
    )
    return replace(base, **changes)


def job(name: str, state: str, job_id: int = 0) -> Job:
    """A job; `state` is a conclusion, or a status while it is not finished."""
    is_open = state in ("queued", "in_progress", "waiting", "pending")
    ended = None if is_open else NOON - timedelta(minutes=1)
    return Job(
        job_id=job_id or sum(map(ord, name)),
        run_id=900,
        name=name,
        status=state if is_open else "completed",
        conclusion="" if is_open else state,
        started_at=NOON - timedelta(minutes=5),
        completed_at=ended,
        url=f"https://example.invalid/jobs/{name.replace(' ', '-')}",
    )


WORKFLOW = WorkflowFile(
    path=".github/workflows/release.yml",
    commit=BUMPED,
    jobs=(
        WorkflowJob("guard", "gate on a stable tag", "", ()),
        WorkflowJob("build", "wheel ${{ matrix.os }}", "", ("guard",)),
        WorkflowJob("publish-crate", "publish to crates.io", "crates-io", ("build",)),
        WorkflowJob("publish-pypi", "publish to PyPI", "pypi", ("build", "publish-crate")),
        WorkflowJob("undraft", "publish the release", "", ("publish-crate", "publish-pypi")),
    ),
    tag_patterns=(PATTERN,),
    branch_patterns=(),
    events=("push",),
)

JOB_NAMES = {
    "guard": "gate on a stable tag",
    "build": "wheel linux",
    "publish-crate": "publish to crates.io",
    "publish-pypi": "publish to PyPI",
    "undraft": "publish the release",
}


def release_run(**states: str) -> RunDetail:
    """release.yml's run; each job's state by its key, `publish_crate="waiting"`; unnamed ones are not there."""
    jobs = tuple(job(JOB_NAMES[key.replace("_", "-")], state) for key, state in states.items())
    is_open = any(one.status != "completed" for one in jobs)
    is_bad = any(one.conclusion in ("failure", "cancelled") for one in jobs)
    conclusion = "" if is_open else "failure" if is_bad else "success"
    status = "completed"
    if is_open:
        status = "waiting" if any(one.status == "waiting" for one in jobs) else "in_progress"
    made = run("release.yml", run_id=900, status=status, conclusion=conclusion, head_branch=TAG)
    environments = {"publish_crate": "crates-io", "publish_pypi": "pypi"}
    gates = tuple(gate(name) for key, name in environments.items() if states.get(key) == "waiting")
    return RunDetail(made, jobs, gates)


def gate(environment: str, **changes: Any) -> Gate:
    """A gate that the viewer may open."""
    number = {"crates-io": 51, "pypi": 52}[environment]
    return replace(Gate(900, number, environment, 0, None, ("mira", "jo"), can_approve=True), **changes)


ALL_PASSED = dict.fromkeys(("guard", "build", "publish_crate", "publish_pypi", "undraft"), "success")

ASSETS = tuple(
    Asset(name, 100, "uploaded", sha256(name), f"https://example.invalid/{name}")
    for name in ("widget-0.6.0.crate", "widget-0.6.0-py3-none-any.whl", "widget-0.6.0.tar.gz")
)


def github_release(*, is_draft: bool = False, **changes: Any) -> GitHubRelease:
    """The release of the tag with all assets."""
    base = GitHubRelease(
        release_id=1,
        tag=TAG,
        name=TAG,
        is_draft=is_draft,
        is_prerelease=False,
        is_latest=not is_draft,
        is_immutable=not is_draft,
        created_at=NOON,
        published_at=None if is_draft else NOON,
        assets=ASSETS,
        url="https://example.invalid/release",
    )
    return replace(base, **changes)


def published(registry: str, *names: str) -> Published:
    """A version on a registry with these files, with the bytes of the release's assets."""
    files = tuple(RegistryFile(name, sha256(name), sha256(name)) for name in names)
    return Published(registry, "widget", NEW, files, f"https://example.invalid/{registry}")


CRATE = published("crates.io", "widget-0.6.0.crate")
WHEELS = published("PyPI", "widget-0.6.0-py3-none-any.whl", "widget-0.6.0.tar.gz")

PULL = PullRequest(
    number=212,
    title="Release 0.6.0",
    url="https://example.invalid/pull/212",
    author="mira",
    state="OPEN",
    is_draft=False,
    base="main",
    head="release/v0.6.0",
    head_sha=PULL_HEAD,
    mergeable="MERGEABLE",
    merge_state="CLEAN",
    review_decision="APPROVED",
    reviews=(),
    labels=(),
    checks=CheckCounts(passed=8),
    updated_at=NOON - timedelta(minutes=40),
)
MERGED = replace(PULL, state="MERGED", merge_sha=BUMPED)

GOOD_TAG = RemoteTag(TAG, TAG_OID, BUMPED, True, True, "valid", TAG, "Mira", NOON - timedelta(minutes=10))
SIGNED = TagSignature(TAG, TAG_OID, BUMPED, True, True, "mira@example.invalid", "Good signature", TAG)


def environment(name: str, **changes: Any) -> Environment:
    """An environment as expected."""
    base = Environment(
        name=name,
        environment_id=51,
        reviewers=("mira", "jo"),
        prevents_self_review=False,
        timer_min=0,
        restricts="custom",
        policies=(DeployPolicy(PATTERN, "tag"),),
        url=f"https://example.invalid/environments/{name}",
    )
    return replace(base, **changes)


@dataclass
class World:
    """Everything that can be asked, and the journal. Changed freely by a test, then judged."""

    playbook: Playbook = field(default_factory=playbook)
    release: Release = field(default_factory=release)
    now: datetime = NOON
    viewer: str = "mira"
    heads: dict[str, str] = field(default_factory=lambda: {"main": BASE})
    trees: dict[str, dict[str, str]] = field(
        default_factory=lambda: {BASE: tree(OLD), BUMPED: tree(NEW), PULL_HEAD: tree(NEW)}
    )
    worktree: Worktree = field(default_factory=lambda: Worktree("/home/mira/widget", "main", BASE, ()))
    pull: PullRequest | None = None
    runs: list[Run] = field(default_factory=list)
    environments: dict[str, Environment | None] = field(
        default_factory=lambda: {"crates-io": environment("crates-io"), "pypi": environment("pypi")}
    )
    tag: RemoteTag | None = None
    signature: TagSignature | None = None
    detail: RunDetail | None = None
    workflow: WorkflowFile | None = WORKFLOW
    github_release: GitHubRelease | None = None
    crate: Published = field(default_factory=lambda: published("crates.io"))
    wheels: Published = field(default_factory=lambda: published("PyPI"))
    attested: int = 2
    hits: tuple[Hit, ...] = ()
    committed_at: datetime = NOON - timedelta(hours=2)
    problems: dict[Any, Problem] = field(default_factory=dict)
    """Ask, or type of asks → why it can not be answered."""
    events: list[Event] = field(default_factory=list)

    def answer(self, ask: Ask[Any]) -> Seen[Any]:
        """What this world says to an ask."""
        problem = self.problems.get(ask) or self.problems.get(type(ask))
        source = (
            "PyPI" if isinstance(ask, PyPIAsk) else "crates.io" if isinstance(ask, CrateAsk) else "GitHub"
        )
        if problem:
            return Seen(None, self.now, source, problem)
        return Seen(self._value(ask), self.now, source)

    def _value(self, ask: Ask[Any]) -> Any:
        match ask:
            case BoardAsk():
                return self._board()
            case WorktreeAsk():
                return self.worktree
            case HeadAsk(branch=branch):
                return self.heads.get(branch)
            case PullAsk():
                return self.pull
            case RulesAsk(branch=branch):
                return BranchRules(branch, has_queue=False, approvals=0, checks=())
            case RunsAsk(sha=sha, event=event):
                return tuple(run for run in self.runs if run.head_sha == sha and run.event == event)
            case EnvironmentAsk(name=name):
                return self.environments.get(name)
            case TagAsk():
                return self.tag
            case SignatureAsk():
                return self.signature
            case RunDetailAsk(sha=sha):
                return self.detail if self.detail and self.detail.run.head_sha == sha else None
            case WorkflowFileAsk():
                return self.workflow
            case ReleaseAsk():
                return self.github_release
            case CrateAsk():
                return self.crate
            case PyPIAsk():
                return self.wheels
            case AttestationsAsk(digests=digests):
                return tuple(AttestationCount(digest, self.attested) for digest in digests if self.attested)
            case FilesAsk(sha=sha, paths=paths):
                files = self.trees[sha]
                return FileSet(sha, tuple(FileText(path, files.get(path)) for path in paths))
            case HitsAsk(sha=sha, needle=needle):
                return Hits(sha, needle, self.hits)
            case _:
                raise AssertionError(ask)

    def _board(self) -> Board:
        head = self.heads.get("main", "")
        main = Branch("main", head, "", self.committed_at, "mira", 0, 0, CheckCounts(), is_default=True)
        return Board(REPO, self.viewer, "WRITE", "main", head, (main,), (), (), (), (), (), None)

    def snapshot(self) -> Snapshot:
        """Look, assess, look at what that asks for, until nothing new comes up."""
        answers: dict[Ask[Any], Seen[Any]] = {}
        for _ in range(8):
            seen = Snapshot(self.now, MappingProxyType(dict(answers)))
            asks = self.assess_on(seen).asks
            missing = asks - answers.keys()
            if not missing:
                return Snapshot(self.now, MappingProxyType({ask: answers[ask] for ask in asks}))
            answers |= {ask: self.answer(ask) for ask in missing}
        raise AssertionError("the asks do not settle")

    def assess_on(self, snapshot: Snapshot) -> Assessment:
        """The assessment on what was seen."""
        return assess(self.playbook, self.release, snapshot, tuple(self.events), self.now)

    def assess(self) -> Assessment:
        """The assessment when everything was looked at."""
        return self.assess_on(self.snapshot())

    def standing(self, step_id: str) -> Standing:
        """Where one step stands."""
        return self.assess().standing(step_id)

    def plan(self, step_id: str, verb: str = "do") -> Plan:
        """What an offer of a step would do, from a fresh look."""
        snapshot = self.snapshot()
        assessment = self.assess_on(snapshot)
        return make_plan(self.playbook, self.release, step_id, verb, snapshot, assessment, self.now)

    def record(self, step_id: str, kind: EventKind, subject: str = "", **changes: Any) -> Event:
        """A line of the journal, ten minutes before now."""
        event = Event(
            self.release.release_id,
            step_id,
            kind,
            self.now - timedelta(minutes=10),
            "mira",
            subject=subject,
            event_id=len(self.events) + 1,
        )
        event = replace(event, **changes)
        self.events.append(event)
        return event

    def confirm(self, step_id: str, subject: str, choice: str = "yes") -> None:
        """A person's word."""
        data = MappingProxyType({"choice": choice})
        self.record(step_id, EventKind.CONFIRMATION, subject, text=choice, data=data)

    def pushed_tag(self) -> None:
        """Our own push of the tag is in the journal."""
        self.record(
            "tag",
            EventKind.OUTCOME,
            f"{TAG}@{BUMPED}",
            action="push-tag",
            state=OutcomeState.DONE,
            data=MappingProxyType({"tag_oid": TAG_OID, "commit": BUMPED}),
        )


def changed(world: World, **changes: Any) -> World:
    """The world with some of its fields set."""
    for name, value in changes.items():
        setattr(world, name, value)
    return world


def said(world: World, step_id: str) -> tuple[str, str]:
    """Verdict and evidence of one step."""
    finding = world.standing(step_id).finding
    return finding.verdict.value, finding.evidence


def begun() -> World:
    """0.6.0 is begun; nothing is done yet."""
    return World()


def reviewed() -> World:
    """The impact is confirmed: the bump is next."""
    world = begun()
    world.confirm("impact", NEW, "minor-breaking")
    return world


def proposed() -> World:
    """The pull request is open and green: the merge is next."""
    world = reviewed()
    world.pull = PULL
    world.heads["release/v0.6.0"] = PULL_HEAD
    return world


def merged() -> World:
    """main has the version and is green: the go is next."""
    world = proposed()
    world.pull = MERGED
    world.heads["main"] = BUMPED
    world.runs = [run("ci.yml"), run("fuzz.yml")]
    return world


def agreed() -> World:
    """The go is given for main's HEAD: the tag is next."""
    world = merged()
    world.confirm("go", BUMPED, "go")
    return world


def tagged() -> World:
    """The tag is on origin and release.yml builds."""
    world = agreed()
    world.pushed_tag()
    world.tag, world.signature = GOOD_TAG, SIGNED
    world.github_release = github_release(is_draft=True)
    world.detail = release_run(guard="success", build="in_progress")
    return world


def at_the_gate() -> World:
    """publish-crate waits at its gate."""
    world = tagged()
    world.detail = release_run(guard="success", build="success", publish_crate="waiting")
    return world


def at_the_second_gate() -> World:
    """The crate is published; publish-pypi waits."""
    world = tagged()
    world.crate = CRATE
    world.detail = release_run(
        guard="success", build="success", publish_crate="success", publish_pypi="waiting"
    )
    return world


def published_all() -> World:
    """Everything is out; one word is left."""
    world = tagged()
    world.crate, world.wheels = CRATE, WHEELS
    world.detail = replace(
        release_run(**ALL_PASSED),
        reviews=(GateReview("crates-io", "approved", "jo", ""), GateReview("pypi", "approved", "mira", "")),
    )
    world.github_release = github_release()
    return world


def finished() -> World:
    """The release is done."""
    world = published_all()
    world.confirm("told", NEW)
    return world


STAGES = (
    begun,
    reviewed,
    proposed,
    merged,
    agreed,
    tagged,
    at_the_gate,
    at_the_second_gate,
    published_all,
    finished,
)
"""A release day in order, each stage as a function that makes its world."""

"""A small world that answers every ask: what the judgement is tested against."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
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
    AttestationCount,
    Board,
    Branch,
    BranchRules,
    CheckCounts,
    Environment,
    GitHubRelease,
    PullRequest,
    RemoteTag,
    Run,
    RunDetail,
)
from gonogo.model.local import (
    FileSet,
    FileText,
    Hit,
    Hits,
    Published,
    TagSignature,
    WorkflowFile,
    Worktree,
)
from gonogo.model.plans import Plan
from gonogo.model.releases import Event, EventKind, OutcomeState, Release
from gonogo.model.snapshot import Problem, Seen, Snapshot
from gonogo.model.verdicts import Assessment, Standing
from gonogo.plan.make import make_plan
from gonogo.playbook.shape import Playbook
from support.widget.nouns import (
    BASE,
    BUMPED,
    NEW,
    NOON,
    OLD,
    PULL_HEAD,
    REPO,
    TAG,
    TAG_OID,
    WORKFLOW,
    environment,
    playbook,
    published,
    release,
    tree,
)


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

    def plan(self, step_id: str, verb: str = "do", *, is_preview: bool = False) -> Plan:
        """What an offer of a step would do, from a fresh look."""
        snapshot = self.snapshot()
        assessment = self.assess_on(snapshot)
        return make_plan(
            self.playbook, self.release, step_id, verb, snapshot, assessment, self.now, is_preview=is_preview
        )

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

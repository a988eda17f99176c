"""A repository as judges see it: a small graph of commits, files, tags, crates, images, and what people said."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from textwrap import dedent, indent
from types import MappingProxyType
from typing import Any

from gonogo.assess.release import assess
from gonogo.model.asks import (
    AdvisoriesAsk,
    AnnouncementAsk,
    Ask,
    BoardAsk,
    CommitsAsk,
    CrateVersionsAsk,
    DivideAsk,
    FilesAsk,
    HeadAsk,
    ImageAsk,
    IssuesAsk,
    LandingsAsk,
    OwnersAsk,
    PullAsk,
    ReleaseAsk,
    ReviewsAsk,
    RulesAsk,
    RunDetailAsk,
    TagAsk,
    TagsAsk,
    TrustAsk,
    WorkflowFileAsk,
    WorktreeAsk,
)
from gonogo.model.github import (
    Advisory,
    Board,
    BranchRules,
    CheckCounts,
    GitHubRelease,
    HeadReview,
    Issue,
    PullRequest,
    RemoteTag,
    RepoName,
)
from gonogo.model.local import CommitLine, Divide, FileSet, FileText, Image, Landing, RefLine, Worktree
from gonogo.model.plans import Plan
from gonogo.model.releases import Event, EventKind, OutcomeState, Release
from gonogo.model.snapshot import Problem, Seen, Snapshot
from gonogo.model.verdicts import Assessment, Standing
from gonogo.plan.make import make_plan
from gonogo.playbook.load import load_playbook

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BEGUN = NOON - timedelta(hours=1)
REPO = RepoName("acme", "widget")

HEAD = """\
gonogo: 1
repository: acme/widget
version: {read: Cargo.toml, files: [{path: Cargo.toml, format: cargo}]}
"""


def sha(name: str) -> str:
    """The id of a commit of this world."""
    return hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()


def digest(name: str) -> str:
    """The digest of an image of this world."""
    return "sha256:" + hashlib.sha256(name.encode()).hexdigest()


@dataclass
class Place:
    """A playbook with one process, `work`, and everything it may ask."""

    steps: str
    version: str = "1.2.3"
    previous: str = "1.2.2"
    inputs: dict[str, str] = field(default_factory=dict)
    top: str = ""
    """More keys of the playbook."""
    process: str = ""
    """More keys of the process."""
    commits: dict[str, CommitLine] = field(default_factory=dict)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    trees: dict[str, dict[str, str]] = field(default_factory=dict)
    crates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    owners: dict[str, tuple[str, ...]] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    """By tag."""
    pulls: dict[str, PullRequest] = field(default_factory=dict)
    """By their branch."""
    reviews: tuple[HeadReview, ...] = ()
    issues: tuple[Issue, ...] = ()
    advisories: tuple[Advisory, ...] = ()
    announced: dict[str, Issue] = field(default_factory=dict)
    release: GitHubRelease | None = None
    trusted: set[str] = field(default_factory=set)
    dirty: tuple[str, ...] = ()
    checkout: str = ""
    """The commit that is checked out; main's HEAD when empty."""
    answers: dict[Ask[Any], Any] = field(default_factory=dict)
    problems: dict[Any, Problem] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    now: datetime = NOON

    def __post_init__(self) -> None:
        names = {"version", *self.inputs}
        inputs = "".join(f"      {name}: {{}}\n" for name in sorted(names))
        text = HEAD + dedent(self.top) + "processes:\n  work:\n" + indent(dedent(self.process), "    ")
        text += f"    inputs:\n{inputs}    steps:\n" + indent(dedent(self.steps), "      ")
        self.playbook = load_playbook(text.encode(), "place.yml")

    # history

    def commit(self, name: str, *parents: str, subject: str = "", message: str = "", on: str = "") -> str:
        """Make a commit; `on` moves a branch to it, and its files are its first parent's."""
        line = CommitLine(
            sha(name), subject or name, message or subject or name, "mira", NOON, max(len(parents), 1)
        )
        self.commits[line.sha], self.parents[line.sha] = line, tuple(map(sha, parents))
        self.trees[line.sha] = dict(self.trees.get(sha(parents[0]), {})) if parents else {}
        if on:
            self.heads[on] = line.sha
        return line.sha

    def write(self, name: str, files: dict[str, str]) -> None:
        """Put files into a commit's tree."""
        self.trees[sha(name)].update(files)

    def _ancestors(self, start: str) -> list[str]:
        """A commit and all before it, newest first."""
        order = list(self.commits)
        found, todo = set(), [start]
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += self.parents[one]
        return sorted(found, key=order.index, reverse=True)

    def _divide(self, base: str, head: str) -> Divide:
        before, after = self._ancestors(base), self._ancestors(head)
        shared = next((one for one in after if one in before), "")
        return Divide(shared, len(set(after) - set(before)), len(set(before) - set(after)))

    def _commits(self, base: str, head: str) -> tuple[CommitLine, ...]:
        old = set(self._ancestors(base)) if base else set()
        return tuple(self.commits[one] for one in self._ancestors(head) if one not in old)

    def _landing(self, line: CommitLine, source: str) -> Landing:
        there = self._ancestors(source)
        if line.sha in there:
            return Landing(line, line.sha, "same commit")
        picked = re.search(r"cherry picked from commit (\w{40})", line.message)
        if picked is not None and picked[1] in there:
            return Landing(line, picked[1], "cherry picked from")
        twin = next((one for one in there if self.commits[one].subject == line.subject), "")
        return Landing(line, twin, "same subject" if twin else "")

    # looking

    def _value(self, ask: Ask[Any]) -> Any:
        if ask in self.answers:
            return self.answers[ask]
        return self._of_git(ask) if not self._is_elsewhere(ask) else self._of_others(ask)

    @staticmethod
    def _is_elsewhere(ask: Ask[Any]) -> bool:
        git = (HeadAsk, TagAsk, TagsAsk, FilesAsk, DivideAsk, CommitsAsk, LandingsAsk, WorktreeAsk)
        return not isinstance(ask, git)

    def _of_git(self, ask: Ask[Any]) -> Any:
        match ask:
            case HeadAsk(branch=branch):
                return self.heads.get(branch)
            case TagAsk(name=name):
                at = self.tags.get(name)
                return RemoteTag(name, at, at, True, None, "", name, "Mira", NOON) if at else None
            case TagsAsk(pattern=glob):
                return tuple(RefLine(n, at, at) for n, at in self.tags.items() if fnmatchcase(n, glob))
            case FilesAsk(sha=at, paths=paths, globs=globs):
                tree = self.trees[at]
                found = [p for p in tree if any(fnmatchcase("/" + p, g.replace("**/", "*/")) for g in globs)]
                return FileSet(at, tuple(FileText(p, tree.get(p)) for p in dict.fromkeys((*paths, *found))))
            case DivideAsk(base=base, head=head):
                return self._divide(base, head)
            case CommitsAsk(base=base, head=head):
                return self._commits(base, head)
            case LandingsAsk(base=base, head=head, source=source):
                return tuple(self._landing(line, source) for line in self._commits(base, head))
            case _:
                return Worktree("/w", "main", self.checkout or self.heads.get("main", ""), self.dirty)

    def _of_others(self, ask: Ask[Any]) -> Any:
        match ask:
            case BoardAsk():
                return Board(REPO, "mira", "WRITE", "main", "", (), (), (), (), (), (), None)
            case PullAsk(head=branch):
                return self.pulls.get(branch)
            case ReviewsAsk():
                return self.reviews
            case IssuesAsk():
                return self.issues
            case AdvisoriesAsk():
                return self.advisories
            case AnnouncementAsk(heading=heading):
                return self.announced.get(heading)
            case ReleaseAsk():
                return self.release
            case CrateVersionsAsk(crate=crate):
                return self.crates.get(crate, ())
            case OwnersAsk(crate=crate):
                return self.owners.get(crate, ())
            case ImageAsk(image=image, tag=tag):
                return self.images.get(tag, Image(image, tag, ""))
            case TrustAsk(command=command):
                return command in self.trusted
            case RunDetailAsk() | WorkflowFileAsk():
                return None
            case RulesAsk(branch=branch):
                return BranchRules(branch, has_queue=False, approvals=0, checks=())
            case _:
                raise AssertionError(ask)

    def begun(self) -> Release:
        """The release."""
        inputs = MappingProxyType({"version": self.version, **self.inputs})
        return Release("widget-work", REPO, "work", inputs, self.previous, BEGUN, "mira")

    def snapshot(self) -> Snapshot:
        """Look until nothing new is asked."""
        answers: dict[Ask[Any], Seen[Any]] = {}
        for _ in range(9):
            seen = Snapshot(self.now, MappingProxyType(dict(answers)))
            asks = self.assess_on(seen).asks
            missing = asks - answers.keys()
            if not missing:
                return Snapshot(self.now, MappingProxyType({ask: answers[ask] for ask in asks}))
            answers |= {ask: self._seen(ask) for ask in missing}
        raise AssertionError("the asks do not settle")

    def _seen(self, ask: Ask[Any]) -> Seen[Any]:
        problem = self.problems.get(ask) or self.problems.get(type(ask))
        return Seen(None, self.now, "x", problem) if problem else Seen(self._value(ask), self.now, "x")

    def assess_on(self, snapshot: Snapshot) -> Assessment:
        """The assessment on what was seen."""
        return assess(self.playbook, self.begun(), snapshot, tuple(self.events), self.now)

    def standing(self, step_id: str = "") -> Standing:
        """Where a step stands; the first one when none is named."""
        steps = self.playbook.processes["work"].steps
        return self.assess_on(self.snapshot()).standing(step_id or steps[0].id)

    def said(self, step_id: str = "") -> tuple[str, str]:
        """Verdict and evidence of a step; the first one when none is named."""
        finding = self.standing(step_id).finding
        return finding.verdict.value, finding.evidence

    def facts(self, step_id: str = "") -> dict[str, str]:
        """What was found, by name."""
        return {fact.name: fact.found for fact in self.standing(step_id).finding.facts}

    def plan(self, step_id: str = "", verb: str = "do") -> Plan:
        """What an offer would do."""
        snapshot = self.snapshot()
        steps = self.playbook.processes["work"].steps
        made = self.assess_on(snapshot)
        return make_plan(self.playbook, self.begun(), step_id or steps[0].id, verb, snapshot, made, self.now)

    def record(self, kind: EventKind, subject: str, *, step_id: str = "", **changes: Any) -> None:
        """A line of the journal, ten minutes before now."""
        first = self.playbook.processes["work"].steps[0].id
        event = Event("widget-work", step_id or first, kind, self.now - timedelta(minutes=10), "mira")
        self.events.append(replace(event, subject=subject, event_id=len(self.events) + 1, **changes))

    def ended(self, subject: str, action: str, state: OutcomeState, text: str, **data: str) -> None:
        """An outcome in the journal."""
        facts = MappingProxyType(data)
        self.record(EventKind.OUTCOME, subject, action=action, state=state, text=text, data=facts)


def pull(branch: str, head: str, **changes: Any) -> PullRequest:
    """An open, clean and green pull request of mira's."""
    made = PullRequest(
        number=7,
        title="A change",
        url="https://example.invalid/pull/7",
        author="mira",
        state="OPEN",
        is_draft=False,
        base="main",
        head=branch,
        head_sha=head,
        mergeable="MERGEABLE",
        merge_state="CLEAN",
        review_decision="",
        reviews=(),
        labels=(),
        checks=CheckCounts(passed=3),
        updated_at=NOON - timedelta(hours=1),
    )
    return replace(made, **changes)


def github_release(tag: str, body: str, **changes: Any) -> GitHubRelease:
    """A public release with notes."""
    made = GitHubRelease(
        5, tag, tag, False, False, True, False, NOON, NOON, (), "https://example.invalid/r", body
    )
    return replace(made, **changes)

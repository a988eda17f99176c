"""What a judge of one step sees: answers of the snapshot, and a record of every ask."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from gonogo.assess.words import title_of
from gonogo.bump.release import FileRule, read_version
from gonogo.errors import BumpError
from gonogo.model.asks import (
    BoardAsk,
    ChangesAsk,
    CommitsAsk,
    DivideAsk,
    FilesAsk,
    HeadAsk,
    HitsAsk,
    LandingsAsk,
    TagAsk,
    TagsAsk,
    WorkflowFileAsk,
)
from gonogo.model.releases import EventKind
from gonogo.model.text import clean_line
from gonogo.model.verdicts import Fact, Finding, Offer, Verdict
from gonogo.playbook.commit import (
    filled,
    find_commit,
    marker_of,
    read_path,
    release_branches,
    tag_glob,
    version_ask,
    version_rule,
)
from gonogo.playbook.ground import files_ask, subject_of
from gonogo.playbook.steps import BranchDo, BranchWait, PersonConfirm, PullRequestWait
from gonogo.playbook.templates import branch_of, release_values, render, tag_part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from gonogo.model.asks import Ask
    from gonogo.model.github import Board, RemoteTag
    from gonogo.model.releases import Event, Release
    from gonogo.model.snapshot import Seen, Snapshot
    from gonogo.playbook.commit import ReleaseCommit
    from gonogo.playbook.shape import Playbook
    from gonogo.playbook.steps import Step

T = TypeVar("T")

_FIXED = FilesAsk | ChangesAsk | HitsAsk | WorkflowFileAsk | CommitsAsk | DivideAsk | LandingsAsk

EVIDENCE_CHARS = 200
"""A line of evidence is cut here; our own aim at 60."""


class NotSeenError(Exception):
    """Ends the judging of one step: what it needs was not seen. Never leaves this package."""

    def __init__(self, judged: Judged) -> None:
        super().__init__(judged.finding.evidence)
        self.judged = judged


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judge says of a step.

    Attributes:
        offers: What can be done about it, were the step reached.
        is_contradiction: Sources contradict each other: NO-GO for the release, reached or not.
        is_lagging: It holds only because a source may be some minutes behind.
        is_needed: False: another choice was made, and the step is not there.
        is_recovery: Its offers put a broken order right: they stand though the steps before are not done.
    """

    finding: Finding
    offers: tuple[Offer, ...] = ()
    is_contradiction: bool = False
    is_lagging: bool = False
    is_needed: bool = True
    is_recovery: bool = False

    def so_since(self, moment: datetime | None) -> Judged:
        """The same, with when the world came to be so; None where the source does not tell."""
        return replace(self, finding=replace(self.finding, since=moment))


@dataclass(slots=True)
class Context:
    """One assessment under way: what it is made from, and what it has come to so far."""

    playbook: Playbook
    release: Release
    snapshot: Snapshot
    events: tuple[Event, ...]
    at: datetime
    judge_step: Callable[[Step, Look], Judged]
    elsewhere: tuple[Event, ...] = ()
    """What the journal says of other releases: a run that one of them started is not this one's."""
    asks: set[Ask[Any]] = field(default_factory=set)
    holds_until: datetime | None = None
    """When the passing of time alone may change what it comes to; None for never."""
    values: Mapping[str, str] = field(init=False)
    steps: dict[str, Step] = field(init=False)
    _judged: dict[str, Judged] = field(default_factory=dict)

    def __post_init__(self) -> None:
        process = self.playbook.processes.get(self.release.process)
        self.values = release_values(self.playbook, self.release)
        self.steps = {step.id: step for step in process.steps} if process else {}

    @property
    def now(self) -> datetime:
        """The time of the world. What reads it holds for this moment only."""
        self.holds_until = self.at
        return self.at

    def is_before(self, moment: datetime) -> bool:
        """It is not that late yet. What rests on it holds until then."""
        if self.at >= moment:
            return False
        self.holds_until = min(moment, self.holds_until or moment)
        return True

    def is_seen_after(self, seen_at: datetime, moment: datetime) -> bool:
        """It was seen later than a moment. If not, the next look may change what rests on it."""
        if seen_at <= moment:
            self.holds_until = self.at
        return seen_at > moment

    @property
    def tag(self) -> str:
        """The tag's name."""
        return self.values["tag"]

    @property
    def branch(self) -> str:
        """The branch that this release comes from."""
        return branch_of(self.playbook, self.release)

    @property
    def is_signed(self) -> bool:
        """Whether the tag must be signed and annotated."""
        return tag_part(self.playbook, self.release.process).signed

    @property
    def marker(self) -> str:
        """The marker that automation looks for; empty where the process has none."""
        return marker_of(self.playbook, self.release)

    def render(self, template: str) -> str:
        """A template of the playbook, filled in for this release."""
        return render(template, self.values)

    def judge(self, step: Step) -> Judged:
        """What is to be said of a step; each is judged once."""
        judged = self._judged.get(step.id)
        if judged is None:
            # A step that is asked about while it is judged does not count yet.
            self._judged[step.id] = Judged(Finding(Verdict.UNKNOWN, "rests on itself"))
            judged = self._judged[step.id] = self._judge(step)
        return judged

    def _judge(self, step: Step) -> Judged:
        try:
            return self.unchosen(step) or self.judge_step(step, Look(self, step))
        except NotSeenError as unseen:
            return unseen.judged

    def unchosen(self, step: Step) -> Judged | None:
        """That a step is not there for what was chosen, or waits for the choice; None when it is there."""
        for name, wanted in step.when.items():
            other = self.steps.get(name)
            if isinstance(other, PersonConfirm):
                if not self.is_there(other):
                    return Judged(Finding(Verdict.DONE, f"not needed: {name} is not asked"), is_needed=False)
                said, title = self.choice(other), clean_line(self.title(other), 60)
                if not said:
                    return Judged(Finding(Verdict.HOLD, f"waits for the choice: {title}"))
            else:
                said, title = self.values.get(name, ""), name
            if said not in wanted:
                said = clean_line(said, 30) or "empty"
                return Judged(Finding(Verdict.DONE, f"not needed: {title} is {said}"), is_needed=False)
        return None

    def choice(self, step: PersonConfirm) -> str:
        """What was chosen, while it holds for what the step is about; empty before."""
        subject = subject_of(self.playbook, self.release, step, self.snapshot)
        words = [e for e in self.events_of(step) if e.kind is EventKind.CONFIRMATION and e.subject == subject]
        return (words[-1].data.get("choice", "") or words[-1].text) if words and subject else ""

    def title(self, step: Step) -> str:
        """A step's line in the checklist."""
        return title_of(step, self.values)

    def is_met(self, step: Step) -> bool:
        """The evidence says done, or a waiver holds."""
        return self.judge(step).finding.verdict is Verdict.DONE or bool(self.waiver(step))

    def waiver(self, step: Step) -> str:
        """Who overrode a check and why, while what that was bound to has not moved; empty for nobody."""
        waivers = [event for event in self.events_of(step) if event.kind is EventKind.WAIVER]
        if not waivers or not step.can_waive or step.kind != "check":
            return ""
        subject = subject_of(self.playbook, self.release, step, self.snapshot)
        held = [event for event in waivers if subject and event.subject == subject]
        return f"@{held[-1].actor}: {held[-1].text}" if held else ""

    def steps_of(self, kind: type[T]) -> tuple[T, ...]:
        """The process's steps of one type that are there for what was chosen, in order."""
        return tuple(step for step in self.steps.values() if isinstance(step, kind) and self.is_there(step))

    def is_there(self, step: Step) -> bool:
        """Whether a step is there for what was chosen; true as long as nothing was."""
        judged = self.unchosen(step) if step.when else None
        return judged is None or judged.is_needed

    def events_of(self, step: Step) -> tuple[Event, ...]:
        """The journal's lines about a step, oldest first."""
        return tuple(event for event in self.events if event.step_id == step.id)


class Look:
    """The eyes of one judge: what it sees is recorded as asked, with when and where it was read."""

    def __init__(self, context: Context, step: Step) -> None:
        self.context = context
        self.step = step
        self._seen: list[Seen[Any]] = []

    def want(self, *asks: Ask[Any]) -> None:
        """Have these looked at, so that what is needed later comes in the same round."""
        self.context.asks.update(asks)

    def see(self, ask: Ask[T]) -> Seen[T] | None:
        """What the snapshot holds for an ask; None when it was not looked at yet."""
        self.context.asks.add(ask)
        seen = self.context.snapshot.get(ask)
        # What stands at a commit never changes: its age says nothing of the finding's.
        if seen is not None and not isinstance(ask, _FIXED):
            self._seen.append(seen)
        return seen

    def need(self, ask: Ask[T]) -> T:
        """The answer to an ask.

        Raises:
            NotSeenError: it was not looked at yet, or could not be; the step is UNKNOWN.
        """
        seen = self.see(ask)
        if seen is None or not seen.is_known:
            raise NotSeenError(Judged(unknown(seen)))
        return cast("T", seen.value)

    def glance(self, ask: Ask[T]) -> T | None:
        """The answer to an ask that nothing hangs on; None when there is none."""
        self.context.asks.add(ask)
        seen = self.context.snapshot.get(ask)
        return seen.value if seen is not None and seen.is_known else None

    def tag(self) -> RemoteTag | None:
        """The release's tag as GitHub has it."""
        return self.need(TagAsk(self.context.tag))

    def glance_tag(self) -> RemoteTag | None:
        """The release's tag where that is known, when nothing hangs on it."""
        return self.glance(TagAsk(self.context.tag))

    def commit(self, branch: str) -> str:
        """The commit that is released: `found` in one word."""
        return self.found(branch).sha

    def found(self, branch: str = "") -> ReleaseCommit:
        """The commit that the release is, or will be, made from, and how that is known.

        The tag's commit once the tag exists; else the newest commit with the process's marker; else
        the HEAD of the branch. Of a branch that is not released it is always the HEAD.
        """
        context = self.context
        name = filled(context.playbook, context.release, branch) or context.branch
        self.want(HeadAsk(name))
        if context.marker:
            self.want(TagsAsk(tag_glob(context.playbook, context.release)))
        found = find_commit(context.playbook, context.release, name, self.need)
        if found is None:
            raise NotSeenError(self._no_branch(name))
        return found

    def released(self) -> frozenset[str]:
        """The branches whose commit is tagged."""
        return release_branches(self.context.playbook, self.context.release)

    def head(self, branch: str) -> str:
        """The HEAD of origin's branch."""
        name = filled(self.context.playbook, self.context.release, branch)
        sha = self.need(HeadAsk(name))
        if sha is None:
            raise NotSeenError(self._no_branch(name))
        return sha

    def _no_branch(self, name: str) -> Judged:
        """A branch that an earlier step is to bring is awaited; any other one is missed."""
        context = self.context
        coming: tuple[BranchWait | BranchDo | PullRequestWait, ...] = (
            *context.steps_of(BranchWait),
            *context.steps_of(BranchDo),
            *context.steps_of(PullRequestWait),
        )
        if any(context.render(step.branch) == name for step in coming):
            return self.say(Verdict.HOLD, f"origin has no branch {name} yet")
        return self.say(Verdict.NO_GO, f"origin has no branch {name}")

    def version_at(self, sha: str) -> str:
        """The version that the tree says at a commit."""
        playbook, release = self.context.playbook, self.context.release
        path = read_path(playbook, release)
        is_listed = path == playbook.version.read
        text = self.need(files_ask(playbook, sha) if is_listed else version_ask(playbook, release, sha)).text(
            path
        )
        if text is None:
            raise NotSeenError(self.say(Verdict.NO_GO, f"{path} could not be read at {sha[:7]}"))
        try:
            return _read_version(text, version_rule(playbook, release))
        except BumpError as error:
            raise NotSeenError(self.say(Verdict.NO_GO, error.what, advice=error.advice)) from None

    def board(self) -> Board | None:
        """The board, when it could be read."""
        return self.glance(BoardAsk())

    def viewer(self) -> str:
        """Login of the person who looks; empty when it is not known."""
        board = self.board()
        return board.viewer if board else ""

    def say(
        self,
        verdict: Verdict,
        evidence: str,
        *,
        facts: tuple[Fact, ...] = (),
        advice: str = "",
        link: str = "",
        offers: tuple[Offer, ...] = (),
        contradiction: bool = False,
        lagging: bool = False,
    ) -> Judged:
        """A judgement on what was seen so far, with the oldest look and every source of it."""
        finding = Finding(
            verdict=verdict,
            evidence=clean_line(evidence, EVIDENCE_CHARS),
            seen_at=min((seen.seen_at for seen in self._seen), default=None),
            source=", ".join(dict.fromkeys(seen.source for seen in self._seen)),
            link=link,
            facts=facts,
            advice=advice,
        )
        return Judged(finding, offers, contradiction, lagging)


def unknown(seen: Seen[Any] | None) -> Finding:
    """The finding for something that was not seen: never green."""
    if seen is None:
        return Finding(Verdict.UNKNOWN, "not looked at yet")
    problem = seen.problem
    what = problem.what if problem else "no answer"
    advice = problem.advice if problem else ""
    return Finding(
        Verdict.UNKNOWN,
        clean_line(what, EVIDENCE_CHARS),
        seen.seen_at,
        seen.source,
        advice=advice or "Look again.",
    )


@lru_cache(maxsize=1024)
def _read_version(text: str, rule: FileRule) -> str:
    return read_version(text, rule)

"""Plans: the actions that a step would perform, each with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from gonogo.model.edits import FileEdit as FileEdit  # noqa: PLC0414, TC001 (its home; plans are made of it)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.model.local import Hit
    from gonogo.model.releases import OutcomeState
    from gonogo.model.verdicts import Tier


@dataclass(frozen=True, slots=True)
class Action:
    """One thing done to the world.

    Each kind has a `verb`, and `commands`: the git commands and API calls it will
    send, as text for the preview.
    """

    verb: ClassVar[str] = ""
    """Stable name, for the journal and JSON."""

    @property
    def title(self) -> str:
        """What it does, in words."""
        raise NotImplementedError

    @property
    def subject(self) -> str:
        """What it is bound to: the same subject means the same act."""
        raise NotImplementedError

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent, as text."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class PushBump(Action):
    """Commit `edits` on top of `base_sha`, away from the checkout, and push the commit to `branch`.

    Refused when origin's `base` is no longer `base_sha`, or `branch` exists with another commit.
    """

    base: str
    base_sha: str
    branch: str
    message: str
    edits: tuple[FileEdit, ...]

    verb: ClassVar[str] = "push-bump"

    @property
    def title(self) -> str:
        """What it does."""
        return f"Commit {len(self.edits)} files on {self.base_sha[:7]} and push to {self.branch}"

    @property
    def subject(self) -> str:
        """Base and branch."""
        return f"{self.base_sha}:{self.branch}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        return (
            f"git worktree add --detach <temporary> {self.base_sha[:12]}",
            f"git commit -m {self.message.splitlines()[0]!r}",
            f"git push origin <commit>:refs/heads/{self.branch}",
        )


@dataclass(frozen=True, slots=True)
class OpenPull(Action):
    """Open a pull request from `branch` into `base`."""

    branch: str
    base: str
    heading: str
    body: str

    verb: ClassVar[str] = "open-pull"

    @property
    def title(self) -> str:
        """What it does."""
        return f"Open a pull request from {self.branch} into {self.base}"

    @property
    def subject(self) -> str:
        """Branches."""
        return f"{self.branch}>{self.base}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        return (f"POST pulls head={self.branch} base={self.base} title={self.heading!r}",)


@dataclass(frozen=True, slots=True)
class MergePull(Action):
    """Merge a pull request, only if its head is still `head_sha`."""

    number: int
    head_sha: str
    method: str

    verb: ClassVar[str] = "merge-pull"

    @property
    def title(self) -> str:
        """What it does."""
        return f"Merge #{self.number} at {self.head_sha[:7]} ({self.method})"

    @property
    def subject(self) -> str:
        """Number and head."""
        return f"#{self.number}@{self.head_sha}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        return (f"PUT pulls/{self.number}/merge sha={self.head_sha} merge_method={self.method}",)


@dataclass(frozen=True, slots=True)
class PushTag(Action):
    """Sign an annotated tag on `target`, verify it, and push it, only while `branch` is at `target`.

    The tag is made in a scratch repository: nothing is left behind if it is not pushed.
    """

    name: str
    message: str
    target: str
    branch: str

    verb: ClassVar[str] = "push-tag"

    @property
    def title(self) -> str:
        """What it does."""
        return f"Sign tag {self.name} on {self.target[:7]} and push it"

    @property
    def subject(self) -> str:
        """Tag and commit."""
        return f"{self.name}@{self.target}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        return (
            f"git ls-remote origin refs/heads/{self.branch}   must be {self.target}",
            f"git tag -s {self.name} -m {self.message!r} {self.target}",
            f"git verify-tag {self.name}",
            f"git push origin refs/tags/{self.name}",
        )


@dataclass(frozen=True, slots=True)
class ReviewGate(Action):
    """Approve or reject what waits at one environment of one run.

    Refused when the set of waiting gates, the run's commit or the jobs that wait have changed.
    """

    run_id: int
    environment: str
    environment_id: int
    state: str
    comment: str
    head_sha: str
    jobs: tuple[str, ...]
    all_waiting: tuple[str, ...] = ()
    """Names of all jobs of the run that waited when it was planned, at any environment."""

    verb: ClassVar[str] = "review-gate"

    @property
    def title(self) -> str:
        """What it does."""
        word = "Approve" if self.state == "approved" else "Reject"
        return f"{word} {self.environment} for {', '.join(self.jobs)} on {self.head_sha[:7]}"

    @property
    def subject(self) -> str:
        """Run, environment and the jobs let through."""
        return f"{self.run_id}/{self.environment}/{'+'.join(self.jobs)}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        return (
            f"POST actions/runs/{self.run_id}/pending_deployments",
            f"  environment_ids=[{self.environment_id}] state={self.state} comment={self.comment!r}",
        )


@dataclass(frozen=True, slots=True)
class Rerun(Action):
    """Run a completed run again: all of it, or its failed jobs only."""

    run_id: int
    attempt: int
    file: str
    head_sha: str
    failed_only: bool

    verb: ClassVar[str] = "rerun"

    @property
    def title(self) -> str:
        """What it does."""
        part = "failed jobs of " if self.failed_only else ""
        return f"Run {part}{self.file} again on {self.head_sha[:7]}"

    @property
    def subject(self) -> str:
        """Run and attempt."""
        return f"{self.run_id}#{self.attempt}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        call = "rerun-failed-jobs" if self.failed_only else "rerun"
        return (f"POST actions/runs/{self.run_id}/{call}",)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step would do, and what that rests on. Made by pure code; nothing has run.

    Attributes:
        verb: The offer it fulfils (`do`, `approve`, …).
        title: What it does, in words.
        actions: In order; a failed one stops the rest.
        tier: What it asks for first.
        type_to_confirm: The exact text to type for tier TYPE; empty otherwise.
        warnings: What will happen that cannot be undone, and what is not as usual.
        leftovers: Lines that still hold the old version and are in no edit.
        rests_on: Name → value of what it was made from (head SHA, gate set); shown, and kept.
    """

    release_id: str
    step_id: str
    verb: str
    title: str
    actions: tuple[Action, ...]
    tier: Tier
    type_to_confirm: str = ""
    warnings: tuple[str, ...] = ()
    leftovers: tuple[Hit, ...] = ()
    rests_on: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one action ended; `text` says what, `data` holds small facts (tag_oid, pull, commit)."""

    action: Action
    state: OutcomeState
    text: str
    data: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

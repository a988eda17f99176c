"""Actions of git: bumps, branches, backports and tags that are pushed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gonogo.model.edits import FileEdit as FileEdit  # noqa: PLC0414, TC001 (its home; plans are made of it)
from gonogo.model.plans.action import Action


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
    sign_off: bool = False

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
            f"git commit {'--signoff ' if self.sign_off else ''}-m {self.message.splitlines()[0]!r}",
            f"git push origin <commit>:refs/heads/{self.branch}",
        )


@dataclass(frozen=True, slots=True)
class PushTag(Action):
    """Sign an annotated tag on `target`, verify it, and push it, only while `branch` is at `target`.

    The tag is made in a scratch repository: nothing is left behind if it is not pushed. Without a
    `branch` (a release that goes on from what was published) only `target` counts.
    """

    name: str
    message: str
    target: str
    branch: str
    is_signed: bool = True
    """False: a lightweight tag, as the project's own automation makes them."""

    verb: ClassVar[str] = "push-tag"

    @property
    def title(self) -> str:
        """What it does."""
        word = "Sign" if self.is_signed else "Put"
        return f"{word} tag {self.name} on {self.target[:7]} and push it"

    @property
    def subject(self) -> str:
        """Tag and commit."""
        return f"{self.name}@{self.target}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        look = f"git ls-remote origin refs/heads/{self.branch}   must be {self.target}"
        tag = f"git tag -s {self.name} -m {self.message!r} {self.target}"
        made = (
            (tag, f"git verify-tag {self.name}")
            if self.is_signed
            else (f"git tag {self.name} {self.target}",)
        )
        return (*((look,) if self.branch else ()), *made, f"git push origin refs/tags/{self.name}")


@dataclass(frozen=True, slots=True)
class PushBranch(Action):
    """Create a branch on origin at a commit. Refused when origin has a branch of that name."""

    branch: str
    target: str
    start: str
    """Name of the tag or branch that `target` was read from."""

    verb: ClassVar[str] = "push-branch"

    @property
    def title(self) -> str:
        """What it does."""
        return f"Create {self.branch} at {self.start}, {self.target[:7]}"

    @property
    def subject(self) -> str:
        """What it is bound to."""
        return f"{self.branch}@{self.target}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        return (f"git push origin {self.target[:12]}:refs/heads/{self.branch}",)


@dataclass(frozen=True, slots=True)
class PushBackport(Action):
    """Cherry-pick commits onto `base_sha`, away from the checkout, and push the result to a new branch.

    A conflict stops it, with the files named; nothing is pushed, nothing is left behind.
    """

    base: str
    base_sha: str
    branch: str
    commits: tuple[str, ...]
    sign_off: bool = False

    verb: ClassVar[str] = "push-backport"

    @property
    def title(self) -> str:
        """What it does."""
        return f"Cherry-pick {len(self.commits)} onto {self.base} and push to {self.branch}"

    @property
    def subject(self) -> str:
        """What it is bound to."""
        return f"{self.base_sha}:{self.branch}:{'+'.join(self.commits)}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        return (
            f"git worktree add --detach <temporary> {self.base_sha[:12]}",
            f"git cherry-pick -x {'--signoff ' if self.sign_off else ''}{' '.join(sha[:12] for sha in self.commits)}",
            f"git push origin <commit>:refs/heads/{self.branch}",
        )

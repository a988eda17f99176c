"""Actions on pull requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gonogo.model.plans.action import Action


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
class EnqueuePull(Action):
    """Put a pull request into the merge queue, only if its head is still `head_sha`."""

    number: int
    head_sha: str

    verb: ClassVar[str] = "enqueue-pull"

    @property
    def title(self) -> str:
        """What it does."""
        return f"Put #{self.number} at {self.head_sha[:7]} into the merge queue"

    @property
    def subject(self) -> str:
        """What it is bound to."""
        return f"#{self.number}@{self.head_sha}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        return (f"enqueuePullRequest #{self.number} expectedHeadOid={self.head_sha}",)

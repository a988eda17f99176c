"""The day: everything a face (screen, command line) shows, frozen, after one look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.github import RepoName
    from gonogo.model.releases import Event, Release
    from gonogo.model.snapshot import Snapshot
    from gonogo.model.verdicts import Assessment


@dataclass(frozen=True, slots=True)
class StepText:
    """The words of a step, rendered for its release.

    Attributes:
        kind: `check`, `do`, `wait`, `gate` or `confirm`.
        what: The step's type (`workflows-green`), or the environment for a gate.
        choices: For a confirm: the choices; empty means a plain yes.
    """

    step_id: str
    kind: str
    what: str
    title: str
    phase: str
    notes: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Since:
    """Since when something is as it is; `is_sure` False: at least since then."""

    at: datetime
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release with its assessment and its part of the journal, oldest event first.

    Attributes:
        since: Since when the step that is next stands as it does; None when not known.
    """

    release: Release
    steps: tuple[StepText, ...]
    assessment: Assessment
    events: tuple[Event, ...]
    tag: str
    release_sha: str
    """The commit it will be, or was, released from; empty while not known."""
    since: Since | None = None

    def step(self, step_id: str) -> StepText:
        """The words of one step.

        Raises:
            KeyError: no such step.
        """
        for step in self.steps:
            if step.step_id == step_id:
                return step
        raise KeyError(step_id)


@dataclass(frozen=True, slots=True)
class BranchHead:
    """What the tree and the tags say of a branch's head.

    Attributes:
        sha: The head that this is of.
        version: The version that the tree says; empty: it says none. None: not known.
        tag: The newest release tag that is on the head or before it; empty: there is none. None: not known.
        is_at_head: That tag is on the head itself.
    """

    branch: str
    sha: str
    version: str | None = None
    tag: str | None = None
    is_at_head: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """All releases under way, what is to be done next first, and what they were judged on.

    Attributes:
        next_up: Id of the release to turn to next, and why that one; None when nothing waits for a person.
        days: Where several repositories stand side by side: the day of each. `repo`, `snapshot` and `viewer` are
            those of one of them then, and `views` are the releases of all.
        problem: Why this repository could not be looked at; empty when it was.
        heads: What is known of the heads of the board's branches.
        as_of: Where several stand side by side: when the kept picture was taken that this is; None for a look.
    """

    repo: RepoName
    views: tuple[ReleaseView, ...]
    snapshot: Snapshot
    viewer: str
    is_read_only: bool = False
    is_rehearsal: bool = False
    next_up: tuple[str, str] | None = None
    days: tuple[Day, ...] = ()
    problem: str = ""
    as_of: datetime | None = None
    heads: tuple[BranchHead, ...] = ()

    @property
    def own_views(self) -> tuple[ReleaseView, ...]:
        """The releases of the repository that the rest is of."""
        return (
            tuple(view for view in self.views if view.release.repo == self.repo) if self.days else self.views
        )

    def turned_to(self, key: str) -> Day:
        """The same day with the rest of the repository of a release; itself where there is one repository.

        Args:
            key: Id of a release, or the name of a repository.
        """
        view = self.view(key)
        name = str(view.release.repo) if view else key
        own = next((day for day in self.days if str(day.repo) == name), None)
        if own is None:
            return self
        return replace(
            self,
            repo=own.repo,
            snapshot=own.snapshot,
            viewer=own.viewer,
            problem=own.problem,
            as_of=own.as_of,
            heads=own.heads,
        )

    def view(self, release_id: str) -> ReleaseView | None:
        """The view of one release; None when it is not here."""
        return next((v for v in self.views if v.release.release_id == release_id), None)


@dataclass(frozen=True, slots=True)
class InputText:
    """An input that a process asks for, beside the version.

    Attributes:
        choices: What can be chosen; empty for free text.
        default: What it is when nothing is given; None: it must be given.
    """

    name: str
    help: str = ""
    choices: tuple[str, ...] = ()
    default: str | None = None


@dataclass(frozen=True, slots=True)
class ProcessText:
    """A process that can be started.

    Attributes:
        next_versions: Pairs of a word (`minor`, `patch on release-47.0.0`) and the version it leads to.
        inputs: Names of further inputs that must be given, beside the version.
        asked: Every further input, those with a default as well.
        under_way: Those of `next_versions` whose tag a release that was begun will have, of this process or another.
    """

    name: str
    title: str
    next_versions: tuple[tuple[str, str], ...]
    inputs: tuple[str, ...] = ()
    asked: tuple[InputText, ...] = ()
    under_way: tuple[str, ...] = ()

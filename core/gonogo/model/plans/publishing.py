"""Actions on what is published, and on who is told: releases, images, announcements, local commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gonogo.model.plans.action import Action


@dataclass(frozen=True, slots=True)
class EditRelease(Action):
    """Change the notes of a release on GitHub, or make it the latest. Nothing else of it moves.

    Refused when its notes are no longer `before`.
    """

    release_id: int
    tag: str
    before: str
    after: str
    makes_latest: bool = False

    verb: ClassVar[str] = "edit-release"

    @property
    def title(self) -> str:
        """What it does."""
        if self.makes_latest:
            return f"Make {self.tag} the latest release"
        return f"Change the notes of {self.tag}"

    @property
    def subject(self) -> str:
        """What it is bound to."""
        return f"{self.tag}:{self.release_id}:{'latest' if self.makes_latest else 'notes'}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        parts = ["make_latest=true"] if self.makes_latest else []
        parts += ["body=…"] if self.after != self.before else []
        return (f"PATCH releases/{self.release_id} {' '.join(parts)}",)


@dataclass(frozen=True, slots=True)
class CopyImage(Action):
    """Put a tag of an image on another digest, by copying the manifest as it is (every platform stays).

    Refused when the tag is no longer on `was`.
    """

    image: str
    tag: str
    digest: str
    was: str
    source: str
    """Tag that `digest` was read from."""

    verb: ClassVar[str] = "copy-image"

    @property
    def title(self) -> str:
        """What it does."""
        return f"Put {self.image}:{self.tag} on {self.source} ({self.digest[7:19]})"

    @property
    def subject(self) -> str:
        """What it is bound to."""
        return f"{self.image}:{self.tag}@{self.digest}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        return (f"GET {self.image} manifests/{self.digest[:19]}…", f"PUT {self.image} manifests/{self.tag}")


@dataclass(frozen=True, slots=True)
class Announce(Action):
    """Open a discussion or an issue, unless one with this title is there."""

    via: str
    category: str
    heading: str
    body: str

    verb: ClassVar[str] = "announce"

    @property
    def title(self) -> str:
        """What it does."""
        return f"Open {'a discussion' if self.via == 'discussion' else 'an issue'}: {self.heading}"

    @property
    def subject(self) -> str:
        """What it is bound to."""
        return f"{self.via}:{self.heading}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        what = f"createDiscussion in {self.category}" if self.via == "discussion" else "POST issues"
        return (f"{what} title={self.heading!r}", *self.body.splitlines())


@dataclass(frozen=True, slots=True)
class RunCommand(Action):
    """Run a trusted command at exactly `head`: in the checkout, or in a worktree of its own."""

    command: str
    head: str
    timeout_min: int
    is_trusted: bool
    """False: confirming the plan trusts this exact text from now on."""

    verb: ClassVar[str] = "run-command"

    @property
    def title(self) -> str:
        """What it does."""
        return f"Run: {self.command.splitlines()[0]}"

    @property
    def subject(self) -> str:
        """What it is bound to."""
        return f"{self.head}:{self.command}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        return (f"cd <checkout, or a worktree of its own, at {self.head[:12]}>", f"sh -c {self.command!r}")

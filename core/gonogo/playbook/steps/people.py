"""What people decide, do by hand, and say to each other."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from gonogo.playbook.steps.base import Names, Step


class PersonConfirm(Step):
    """A person decides; recorded with name, time and choice."""

    kind: ClassVar[str] = "confirm"
    what: ClassVar[str] = "confirm"
    choices: Names = Field((), description="What can be chosen; a plain yes when left out.")
    blocks: Names = Field((), description="Choices that stop the release (NO-GO).")
    advice: str = Field("", description="What to do once such a choice was made.")
    about: Literal["version", "head"] = Field(
        "version",
        description="What it is bound to. `head`: when main's HEAD moves, it must be confirmed again.",
    )
    at: str = Field("main", description="Branch whose HEAD is meant by `about: head`.")


class AnnounceDo(Step):
    """Tell people: open a discussion or an issue, with text that is shown first."""

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "announce"
    via: Literal["discussion", "issue"] = Field("discussion", description="What is opened.")
    category: str = Field("Announcements", description="Category of the discussion.")
    heading: str = Field("{tag}", description="Its title; one that is there already is not opened again.")
    message: str = Field(description="Its text, Markdown.", min_length=1)


class CommandDo(Step):
    """Run a command on this machine, once its exact text is trusted; done when it ended with 0 on this commit."""

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "command"
    command: str = Field(
        description="The command line, given to `sh -c` at exactly the commit.", min_length=1
    )
    at: str = Field("main", description="Branch whose HEAD it is run on.")
    timeout_min: int = Field(60, description="Minutes after which it is stopped.", ge=1, le=1_440)

"""Which plans have a key unlocked: those that sign a tag, and those that commit where commits are signed."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from gonogo.model.plans import MergePull, PushBackport, PushBump, PushTag
from gonogo.model.verdicts import Tier
from support.fake_session import make_plan
from support.sessions import session_of
from support.trains import HEAD, TrainWorld
from support.widget.nouns import playbook

if TYPE_CHECKING:
    from gonogo.model.plans import Action
    from gonogo.ports import Ports

BOOK = HEAD + "  release:\n    inputs: {version: {next: [patch]}}\n    steps: [{confirm: Sure}]\n"
SHA = "a" * 40
BUMP = PushBump("main", SHA, "release", "Release 0.6.0", ())
BACKPORT = PushBackport("release-1", SHA, "back", (SHA,))
TAG = PushTag("v0.6.0", "v0.6.0", SHA, "main")
MERGE = MergePull(61, SHA, "squash")


class Keys:
    """A git whose key is locked; remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[bool] = []

    async def locked_key(self, *, commits: bool = False) -> str:
        self.asked.append(commits)
        return "A1B2C3"

    def unlock_key(self, terminal: str) -> str:
        return f"not on {terminal}"


@pytest.mark.parametrize(
    ("actions", "asked"),
    [
        ((TAG,), [False]),
        ((BUMP, TAG), [False]),
        ((BUMP, MERGE), [True]),
        ((BACKPORT,), [True]),
        ((replace(TAG, is_signed=False),), []),
        ((MERGE,), []),
    ],
)
async def test_a_key_is_asked_for_where_something_is_signed(
    actions: tuple[Action, ...], asked: list[bool]
) -> None:
    session: Any = session_of(TrainWorld(playbook=playbook(BOOK)))
    keys = Keys()
    session._ports = cast("Ports", SimpleNamespace(git=keys))
    plan = replace(make_plan("r", "tag", "do", Tier.SHOW, ""), actions=actions)
    assert await session.locked_key(plan) == ("A1B2C3" if asked else "")
    assert keys.asked == asked
    assert session.unlock_key("/dev/pts/1") == "not on /dev/pts/1"

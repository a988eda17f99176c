"""Who acts must be known: what is done without a name can not be told from what somebody else did."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, cast

import pytest

from gonogo.errors import RefusedError
from gonogo.model.day import Day
from gonogo.model.github import RepoName
from gonogo.model.plans import Plan
from gonogo.model.snapshot import EMPTY
from gonogo.model.verdicts import Tier
from gonogo.session.acting import Acting
from gonogo.session.setting import Setting
from support.widget.nouns import playbook

REPO = RepoName("acme", "widget")


async def test_nothing_is_sent_while_github_does_not_say_who_looks() -> None:
    session = Acting(Setting(REPO, playbook()), cast("Any", None), cast("Any", None), cast("Any", None))
    session.day = Day(REPO, (), EMPTY, "", False, False, None)
    plan = Plan("r", "s", "do", "Do it", (), Tier.SHOW, rests_on=MappingProxyType({}))
    with pytest.raises(RefusedError, match="did not say who you are"):
        await session.perform(plan)

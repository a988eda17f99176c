"""A release that was begun by mistake is withdrawn by keys, in a rehearsal: what was sent stays, the board forgets it."""

import pytest

from gonogo.model.releases import EventKind
from support.rehearsals import rehearsing
from support.screens import running

pytestmark = pytest.mark.journey

NAME = "ordvec-release-0.6.0"


@pytest.mark.parametrize("size", [(160, 48), (80, 24)], ids=["160x48", "80x24"])
async def test_by_keys_and_begun_anew(size):
    async with rehearsing() as trip:
        await trip.until_done("compatibility")
        assert await trip.do("bump")
        async with running(trip.session, size=size) as screen:
            await screen.press("R")
            await screen.settle()
            assert "0.6.0" in screen.text
            await screen.press("1", "W")
            assert screen.has_dialog
            assert "Nothing that was sent is undone:" in screen.text
            assert "release/v0.6.0" in screen.text
            await screen.type("mistake")
            await screen.press("ctrl+y")
            await screen.settle()
            assert screen.board.panel("releases").chosen == ""
            assert "Withdrawn: ordvec 0.6.0" in screen.text
            await screen.press("R")
            await screen.settle()
            assert trip.session.day.views == (), "a rehearsal does not begin it again by itself"
            line = trip.session.journal(NAME)[-1]
            assert (line.kind, line.actor, line.text) == (EventKind.WITHDRAWN, "you", "mistake")
            assert trip.git("branch", "--list", "release/v0.6.0"), "nothing on GitHub is undone"

            again = await trip.session.start("release", {"version": "0.6.0"})
            await screen.press("R")
            await screen.settle()
            assert screen.board.panel("releases").chosen == again == f"{NAME}~2"
            assert not trip.standing("compatibility").is_done, "what was confirmed before counts no more"

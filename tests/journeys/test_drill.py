"""A person who knows only what the screen shows finds why a run failed, and approves a gate from its screen."""

import re

import pytest

from gonogo_tui.screens.gate import GateScreen
from gonogo_tui.screens.log import LogScreen
from gonogo_tui.screens.run import RunScreen
from support.rehearsals import rehearsing
from support.screens import running

pytestmark = pytest.mark.journey
BOTH = pytest.mark.parametrize("size", [(160, 48), (80, 24)], ids=["160x48", "80x24"])
OFFERED = re.compile(r"(?:^| )(\S+) (see job|see gate|log|approve|back|error)(?= )")


class Reader:
    """Presses only keys that the footer shows."""

    def __init__(self, screen):
        self.screen = screen

    async def settle(self):
        """Let what is read come in, until nothing moves; a dialog is waited for by its own worker, so workers are not."""
        seen: list[str] = []
        while len(seen) < 6 or len(set(seen[-6:])) > 1:
            await self.screen.pilot.pause(0.03)
            seen.append(self.screen.text)

    async def press(self, key):
        await self.screen.press({".": "full_stop", "esc": "escape"}.get(key, key))
        await self.settle()

    async def take(self, word):
        """Press the key that the footer shows for a word."""
        keys = {name: key for key, name in OFFERED.findall(self.screen.footer())}
        assert word in keys, f"{word} is not offered\n{self.screen.text}"
        await self.press(keys[word])


@BOTH
async def test_from_no_go_to_the_line_of_the_log(size):
    async with rehearsing() as trip:
        trip.world.switches.failing_jobs.add(("release.yml", "publish-pypi"))
        await trip.until(lambda view: any("failed" in s.finding.evidence for s in view.assessment.standings))
        async with running(trip.session, size=size) as screen:
            reader = Reader(screen)
            await reader.press("R")
            assert "NO-GO" in screen.text
            await reader.press(".")
            await reader.take("see job")
            assert isinstance(screen.app.screen, RunScreen)
            assert "publish the Python files failed at “publish”" in screen.text
            await reader.take("log")
            assert isinstance(screen.app.screen, LogScreen)
            assert "error: The rehearsal was asked to let this job fail." in screen.text
            await reader.take("back")
            await reader.take("back")
            assert screen.app.screen is screen.board


@BOTH
async def test_a_gate_is_read_and_approved_and_its_job_runs(size):
    async with rehearsing() as trip:
        await trip.until_ready("approve-publish-crate")
        async with running(trip.session, size=size) as screen:
            reader = Reader(screen)
            await reader.press("R")
            await reader.press(".")
            await reader.take("see gate")
            assert isinstance(screen.app.screen, GateScreen)
            text = screen.text
            await reader.press("pagedown")
            text += screen.text
            for wanted in ("publish the crate", "@you", "who may approve", "6 of 6 workflows green"):
                assert wanted in text, wanted
            await reader.take("approve")
            asked = re.search(r"To go on, type  (\S+)", screen.text)
            assert asked, screen.text
            await screen.type(asked[1])
            await reader.press("ctrl+y")
            assert isinstance(screen.app.screen, GateScreen)
            screen.app.screen.beat()
            await reader.settle()
            assert "APPROVED" in screen.text
            run = next(run for run in trip.server.repo.runs.values() if run.file == "release.yml")
            assert [approval.state for approval in run.approvals] == ["approved"]

"""A person who knows only what the screen shows takes each of five trains to DONE on one board."""

from __future__ import annotations

import re

import pytest

from support.demos import demo
from support.screens import running

pytestmark = pytest.mark.journey
NEXT = re.compile(r"Next   (?P<key>\S+)  (?P<word>[a-z]+(?: to)?)  (?P<title>\S.*)")
TYPE = re.compile(r"To go on, type  (\S+)")
BUTTON = re.compile(r"(?:Proceed|Yes|Record[ \w-]*?)  (ctrl\+y|y)\b")
CHOICE = re.compile(r"[○●] 1 \w")


class Person:
    """Reads the screen, presses what it shows, and knows nothing else."""

    def __init__(self, trip, screen):
        self.trip, self.screen, self.pressed = trip, screen, []

    async def press(self, *keys):
        for key in keys:
            self.pressed.append(key)
            await self.screen.press({".": "full_stop"}.get(key, key))
            await self.screen.settle()

    @property
    def top(self):
        return "\n".join(self.screen.text.splitlines()[:5])

    async def turn_to(self, version):
        """Choose a release in the list."""
        await self.press("1", "g")
        for _ in range(6):
            if f"wasmtime {version} " in self.top:
                return
            await self.press("j")
        raise AssertionError(f"no {version} is in the list\n{self.screen.text}")

    async def go_on(self):
        """One thing that the banner says is next; False when it says to wait."""
        found = NEXT.search(self.top)
        if found is None:
            return False
        self.pressed.append(found["key"])
        await self.screen.press({".": "full_stop"}.get(found["key"], found["key"]))
        if found["word"] == "go to":
            return True
        for _ in range(40):
            await self.screen.pilot.pause()
            if self.screen.has_dialog:
                break
        assert self.screen.has_dialog, f"{found['key']} opens a dialog\n{self.screen.text}"
        if CHOICE.search(self.screen.text):
            await self.screen.press("1")
        if wanted := TYPE.search(self.screen.text):
            await self.screen.type(wanted[1])
        button = BUTTON.search(self.screen.text)
        assert button, self.screen.text
        await self.press(button[1])
        return True

    async def wait(self):
        """Let the world go on, and look."""
        for _ in range(8):
            self.trip.opened.advance()
        await self.press("R")


@pytest.mark.parametrize(
    ("size", "versions"),
    [((160, 48), ("46.0.3", "36.0.14", "24.0.13")), ((80, 24), ("47.0.4", "48.0.0"))],
    ids=["160x48", "80x24"],
)
async def test_each_train_to_done_by_the_keys_that_the_screen_shows(size, versions):
    async with demo("wasmtime-day") as trip, running(trip.session, size=size) as screen:
        person = Person(trip, screen)
        await person.press("R")
        await person.press("1")
        assert "▸ next" in screen.text, "which release is next, and why"
        for version in versions:
            await person.turn_to(version)
            for _ in range(150):
                if " DONE " in person.top:
                    break
                if not await person.go_on():
                    await person.wait()
            assert " DONE " in person.top, f"{version} {person.pressed}\n{screen.text}"
            assert trip.git("rev-parse", f"refs/tags/v{version}")

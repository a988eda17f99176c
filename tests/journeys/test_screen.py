"""A person who knows only what the screen shows takes ordvec 0.6.0 from its first step to DONE."""

import re

import pytest

from gonogo.model.asks import BoardAsk
from gonogo.rehearsal import people
from support.rehearsals import rehearsing
from support.screens import running

pytestmark = pytest.mark.journey
NEXT = re.compile(r"Next   (?P<key>\S+)  (?P<word>[a-z]+(?: to)?)  (?P<title>\S.*)")
TYPE = re.compile(r"To go on, type  (\S+)")
BUTTON = re.compile(r"(?:Proceed|Yes|Record[ \w-]*?)  (ctrl\+y|y)\b")
CHOICE = re.compile(r"[○●] (\d) ([\w-]+)")
WANTED = {"minor-breaking", "go", "not-coordinated"}


class Person:
    """Reads the screen, presses what it shows, and knows nothing else."""

    def __init__(self, trip, screen):
        self.trip, self.screen, self.pressed = trip, screen, []

    async def press(self, key):
        self.pressed.append(key)
        await self.screen.press({".": "full_stop"}.get(key, key))
        await self.screen.settle()

    async def go_on(self):
        """One thing that the banner says is next; False when it says wait."""
        found = NEXT.search(self.screen.text)
        if found is None:
            return False
        await self.screen.press({".": "full_stop"}.get(found["key"], found["key"]))
        self.pressed.append(found["key"])
        if found["word"].startswith("go to"):
            return True
        for _ in range(20):
            await self.screen.pilot.pause()
            if self.screen.has_dialog and BUTTON.search(self.screen.text):  # drawn to its last line
                break
        assert self.screen.has_dialog, f"{found['key']} opens a dialog\n{self.screen.text}"
        await self.answer()
        return True

    async def answer(self):
        """What the dialog asks."""
        for number, choice in CHOICE.findall(self.screen.text):
            if choice in WANTED:
                await self.screen.press(number)
        if wanted := TYPE.search(self.screen.text):
            await self.screen.type(wanted[1])
        button = BUTTON.search(self.screen.text)
        assert button, self.screen.text
        await self.press(button[1])
        assert not self.screen.has_dialog, self.screen.text

    async def wait(self):
        """Let the world go on, and look."""
        more = [self.trip.opened.advance() for _ in range(8)]
        await self.press("R")
        return any(more)


@pytest.mark.parametrize("size", [(160, 48), (80, 24)], ids=["160x48", "80x24"])
async def test_by_the_keys_that_the_screen_shows(size):
    async with rehearsing() as trip, running(trip.session, size=size) as screen:
        person = Person(trip, screen)
        await person.press("R")
        for _ in range(200):
            if " DONE " in "\n".join(screen.text.splitlines()[:4]):
                break
            if not await person.go_on():
                await person.wait()
        assert " DONE " in "\n".join(screen.text.splitlines()[:4]), f"{person.pressed}\n{screen.text}"
        assert trip.git("cat-file", "-t", "v0.6.0") == "tag"
        assert not next(r for r in trip.server.repo.releases.values() if r.tag == "v0.6.0").is_draft


async def test_a_hostile_title_is_text_and_does_nothing():
    title = "[@click=app.quit]x[/] \x1b]52;c;aGk=\x07 [/nope]"
    async with rehearsing() as trip, running(trip.session, size=(160, 48)) as screen:
        repo = trip.server.repo
        head = trip.main()
        trip.git("branch", "feature/hostile", head)
        people.land_commit(trip.world, repo, "jon", "feature/hostile", {"docs/x.md": "x\n"}, title)
        people.open_pull(trip.world, repo, "jon", "feature/hostile", "main", title)
        await Person(trip, screen).press("R")
        lines = screen.text.splitlines()
        row = next(number for number, line in enumerate(lines) if "[@click=app.quit]x[/]" in line)
        assert not any(ch in screen.text for ch in "\x1b\x07")
        await screen.pilot.click(offset=(lines[row].index("x[/]"), row))
        await screen.press("4", "z", "enter")
        assert "[/nope]" in screen.text
        assert screen.app.is_running, "nothing was quit"


async def test_no_gate_invites_when_publishing_has_failed():
    async with rehearsing() as trip:
        trip.world.switches.failing_jobs.add(("release.yml", "publish-pypi"))
        await trip.until(lambda view: any("failed" in s.finding.evidence for s in view.assessment.standings))
        async with running(trip.session, size=(160, 48)) as screen:
            await Person(trip, screen).press("R")
            assert "NO-GO" in screen.text
            assert trip.session.day.snapshot.get(BoardAsk()).value.gates, "GitHub would let it through"
            assert "you may approve" not in screen.text
            assert "publish-pypi failed: no fur" in screen.text

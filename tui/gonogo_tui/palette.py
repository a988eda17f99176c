"""The command palette: the same commands, found by name, and all that can be gone to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gonogo_tui.commands.command import Command
    from gonogo_tui.commands.place import Place

_NOT_HERE = ("enter", "open", "panel", "across", "palette", "back")


_LEADS_TO = {
    "panel": "The panel on the board.",
    "release": "The release on the board.",
    "gate": "The gate whole: who may approve it, and what that starts.",
    "pull": "The pull request whole: its checks, its files.",
    "run": "The run whole: its jobs and their logs.",
}
"""Kind of goal → what is seen there."""
_BY_OTHER_WORDS = 0.1
"""Below all that is found by its title."""


class Runner(Protocol):
    """A screen that runs commands."""

    @property
    def commands(self) -> tuple[type[Command], ...]:
        """The commands of the screen."""

    @property
    def place(self) -> Place:
        """Where the person is."""

    def run_command(self, name: str) -> None:
        """Run a command, or say why it does not work here."""

    def goals(self) -> tuple[tuple[str, str], ...]:
        """Keys and names of what can be gone to."""

    def go_to(self, goal: str) -> None:
        """Go there."""


class Entry(NamedTuple):
    """What can be chosen; `words` find it too, though its title does not hold them."""

    title: str
    text: str
    run: Callable[[], None]
    words: str = ""


class BoardCommands(Provider):
    """Offers the board's commands."""

    def _entries(self) -> Iterator[Entry]:
        runner = cast("Runner", self.screen)
        place = runner.place
        commands = [command for command in runner.commands if command.name not in _NOT_HERE]
        for command in sorted(commands, key=lambda command: bool(command.refusal(place))):
            refusal = command.refusal(place)
            title = f"{command.word(place).capitalize()}  ({command.key_text()})"
            text = f"{command.help()} {_plain(refusal)}" if refusal else command.help()
            words = f"{command.name} {command.label} {command.help()}".casefold()
            yield Entry(title, text, partial(runner.run_command, command.name), words)
        for goal, name in runner.goals():
            leads_to = _LEADS_TO[goal.partition(" ")[0]]
            yield Entry(f"Go to {name}", leads_to, partial(runner.go_to, goal))

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        for title, text, run, _ in self._entries():
            yield DiscoveryHit(Content(title), run, text=title, help=text)

    async def search(self, query: str) -> Hits:
        """What fits the words."""
        matcher = self.matcher(query)
        needle = query.strip().casefold()
        for title, text, run, words in self._entries():
            score = matcher.match(title)
            if score <= 0 and needle and needle in words:
                score = _BY_OTHER_WORDS
            if score > 0:
                yield Hit(score, Content(title), run, text=title, help=text)


def _plain(text: str) -> str:
    """Textual reads a hit's help as markup: no bracket may reach it."""
    return text.replace("[", "(").replace("]", ")")

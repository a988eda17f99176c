"""The command palette: the same commands, found by name, and all that can be gone to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gonogo_tui.commands.command import Command
    from gonogo_tui.commands.place import Place

_NOT_HERE = ("enter", "open", "panel", "across", "palette", "back")


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


class BoardCommands(Provider):
    """Offers the board's commands."""

    def _entries(self) -> Iterator[tuple[str, str, Callable[[], None]]]:
        runner = cast("Runner", self.screen)
        place = runner.place
        commands = [command for command in runner.commands if command.name not in _NOT_HERE]
        for command in sorted(commands, key=lambda command: bool(command.refusal(place))):
            refusal = command.refusal(place)
            title = f"{command.word(place).capitalize()}  ({command.key_text()})"
            text = f"{command.help()} {_plain(refusal)}" if refusal else command.help()
            yield title, text, partial(runner.run_command, command.name)
        for goal, name in runner.goals():
            yield f"Go to {name}", "Jump.", partial(runner.go_to, goal)

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        for title, text, run in self._entries():
            yield DiscoveryHit(Content(title), run, text=title, help=text)

    async def search(self, query: str) -> Hits:
        """What fits the words."""
        matcher = self.matcher(query)
        for title, text, run in self._entries():
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, Content(title), run, text=title, help=text)


def _plain(text: str) -> str:
    """Textual reads a hit's help as markup: no bracket may reach it."""
    return text.replace("[", "(").replace("]", ")")

"""The base of every command: its docstring is its help; footer, palette, bindings and `?` derive from it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from gonogo_tui.commands.place import Place


class Command:
    """Something that a key does on the board."""

    name: ClassVar[str]
    """Stable name; the board runs its method `command_<name>`."""
    label: ClassVar[str]
    """One or two words, for the footer."""
    keys: ClassVar[tuple[str, ...]]
    """Its keys; the first is shown."""
    shown: ClassVar[str] = ""
    """How the key is written; the first key when empty."""
    group: ClassVar[str] = "Go"
    """Heading in the help."""

    @classmethod
    def help(cls) -> str:
        """One sentence."""
        return inspect.cleandoc(cls.__doc__ or "").splitlines()[0]

    @classmethod
    def key_text(cls) -> str:
        """The key as it is shown."""
        return cls.shown or cls.keys[0]

    @classmethod
    def word(cls, place: Place) -> str:  # noqa: ARG003 (some words depend on the place)
        """What it is called here."""
        return cls.label

    @classmethod
    def refusal(cls, place: Place) -> str:  # noqa: ARG003 (most commands always work)
        """Why it does not work here, as one sentence; empty when it does."""
        return ""

    @classmethod
    def is_offered(cls, place: Place) -> bool:
        """Whether the footer shows it here."""
        return not cls.refusal(place)

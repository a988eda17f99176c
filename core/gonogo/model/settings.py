"""The user's own settings: what the configuration file says, and where each comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

THEMES = ("auto", "dark", "light")
DESKTOPS = ("off", "osc9", "osc777")


@dataclass(frozen=True, slots=True)
class Settings:
    """How gonogo looks and behaves for this user.

    Attributes:
        theme: `dark`, `light`, or `auto`: what the terminal says of its ground, else dark.
        ascii: Only ASCII glyphs; None decides by the locale.
        keys: Command → the keys that do it, instead of its own.
        busy_s: Seconds between looks while something runs or is ready.
        idle_s: Seconds between looks while nothing does.
        bell: Ring when a gate begins to wait or a release turns NO-GO.
        repositories: Folders of checkouts, or `OWNER/NAME`: what stands on one board together.
        desktop: How the terminal is told then: `osc9`, `osc777`, or `off`.
        sources: Setting (`polling.busy_s`) → where it was set (`file:line`); not there: the default.
    """

    theme: str = "auto"
    ascii: bool | None = None
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    busy_s: float = 12.0
    idle_s: float = 60.0
    bell: bool = True
    desktop: str = "off"
    repositories: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


DEFAULTS = Settings()

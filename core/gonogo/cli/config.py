"""`gonogo config`: the settings as they are in effect, as TOML, each with where it was set."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gonogo.cli.output import say
from gonogo.compose.settings import settings_path

if TYPE_CHECKING:
    from gonogo.model.settings import Settings


def print_settings(settings: Settings) -> int:
    """One line for each setting; always 0."""
    say(f"# the user's own file: {settings_path()}")
    _line(settings, "theme", settings.theme)
    if settings.ascii is None:
        say("# ascii: by the locale")
    else:
        _line(settings, "ascii", settings.ascii)
    _line(settings, "repositories", list(settings.repositories))
    for table, values in (
        ("polling", {"busy_s": settings.busy_s, "idle_s": settings.idle_s}),
        ("notify", {"bell": settings.bell, "desktop": settings.desktop}),
        ("keys", {name: list(keys) for name, keys in settings.keys.items()}),
    ):
        say(f"\n[{table}]")
        for key, value in values.items():
            _line(settings, key, value, table)
    return 0


def _line(settings: Settings, key: str, value: object, table: str = "") -> None:
    source = settings.sources.get(f"{table}.{key}" if table else key, "default")
    say(f"{key} = {json.dumps(value, ensure_ascii=False)}  # {source}")

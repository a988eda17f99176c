"""Reads the configuration file: every mistake with its place, what is wrong, and what to write instead."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import platformdirs

from gonogo.errors import ConfigError, Mistake
from gonogo.model.settings import DEFAULTS, DESKTOPS, THEMES, Settings
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_PLACE = re.compile(r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_TABLES = {
    "": ("theme", "ascii", "repositories", "keys", "polling", "notify"),
    "polling": ("busy_s", "idle_s"),
    "notify": ("bell", "desktop"),
}
_REPOSITORY = re.compile(r"[~/].+|[A-Za-z0-9-]+/[A-Za-z0-9._-]+")
_LEAST_S, _MOST_S = 2, 3600


def settings_path() -> Path:
    """Where the configuration file is, if there is one."""
    return platformdirs.user_config_path("gonogo") / "config.toml"


def read_settings(path: Path | None, commands: Callable[[], Mapping[str, tuple[str, ...]]]) -> Settings:
    """The settings of a file.

    Args:
        path: A file that must be there; None for the user's own, which need not be.
        commands: Gives the names of commands whose keys can be set, each with its own keys;
            asked only where keys are set.

    Raises:
        ConfigError: the file can not be read or has mistakes.
    """
    place = path or settings_path()
    if path is None and not place.is_file():
        return DEFAULTS
    try:
        text = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise ConfigError((Mistake(str(place), 0, 0, f"could not be read: {why}."),)) from error
    return parse_settings(text, str(place), commands)


def parse_settings(text: str, file: str, commands: Callable[[], Mapping[str, tuple[str, ...]]]) -> Settings:
    """The settings in a text; see `read_settings`."""
    import tomllib  # noqa: PLC0415 (the first paint waits for this module, and most have no file)

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((_syntax(str(error), text, file),)) from None
    reader = _Reader(data, text, file)
    settings = reader.read(commands)
    if reader.mistakes:
        raise ConfigError(tuple(sorted(reader.mistakes, key=lambda one: (one.line, one.column))))
    return replace(settings, sources=MappingProxyType(reader.sources))


def _syntax(words: str, text: str, file: str) -> Mistake:
    found = _PLACE.match(words)
    lines = text.split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    if found and found["line"]:
        line, column = int(found["line"]), int(found["column"])
    return Mistake(file, line, column, f"this is no TOML: {found['what'] if found else words}.")


class _Reader:
    """One reading of one file."""

    def __init__(self, data: dict[str, Any], text: str, file: str) -> None:
        self._data = data
        self._lines = text.split("\n")
        self._file = file
        self.mistakes: list[Mistake] = []
        self.sources: dict[str, str] = {}

    def read(self, commands: Callable[[], Mapping[str, tuple[str, ...]]]) -> Settings:
        self._know("", self._data, _TABLES[""])
        for table in ("polling", "notify"):
            self._know(table, self._table(table), _TABLES[table])
        settings = Settings(
            theme=self._word("", "theme", THEMES, DEFAULTS.theme),
            ascii=self._truth("", "ascii", default=None),
            keys=self._keys(commands),
            busy_s=self._seconds("busy_s", DEFAULTS.busy_s),
            idle_s=self._seconds("idle_s", DEFAULTS.idle_s),
            bell=bool(self._truth("notify", "bell", default=DEFAULTS.bell)),
            desktop=self._word("notify", "desktop", DESKTOPS, DEFAULTS.desktop),
            repositories=self._repositories(),
        )
        if settings.idle_s < settings.busy_s:
            key = "idle_s" if "polling.idle_s" in self.sources else "busy_s"
            self._wrong("polling", key, "`idle_s` is shorter than `busy_s`.", "Make it at least as long.")
        return settings

    def _table(self, name: str) -> dict[str, Any]:
        value = self._data.get(name, {})
        if isinstance(value, dict):
            return value
        self._wrong("", name, f"`{name}` is no table.", f"Write [{name}] and its settings under it.")
        return {}

    def _know(self, table: str, data: Mapping[str, Any], known: tuple[str, ...]) -> None:
        from difflib import get_close_matches  # noqa: PLC0415 (as above)

        for key in data:
            if key not in known:
                close = get_close_matches(key, known, n=1, cutoff=0.5)
                where = f"[{table}]" if table else "the file"
                instead = f"Did you mean `{close[0]}`?" if close else f"{where} has: {', '.join(known)}."
                self._wrong(table, key, f"there is no setting `{key}`.", instead)

    def _value(self, table: str, key: str) -> Any:
        data = self._data if not table else self._table(table)
        if key in data:
            line, _ = self._place(table, key)
            self.sources[f"{table}.{key}" if table else key] = f"{self._file}:{line}"
        return data.get(key)

    def _word(self, table: str, key: str, words: tuple[str, ...], default: str) -> str:
        value = self._value(table, key)
        if value is None:
            return default
        if isinstance(value, str) and value in words:
            return value
        self._wrong(
            table, key, f"{value!r} is no {key}.", f"Write one of: {', '.join(words)}.", at_value=True
        )
        return default

    def _truth(self, table: str, key: str, *, default: bool | None) -> bool | None:
        value = self._value(table, key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self._wrong(table, key, f"`{key}` is neither true nor false.", "Write true or false.", at_value=True)
        return default

    def _seconds(self, key: str, default: float) -> float:
        value = self._value("polling", key)
        if value is None:
            return default
        if isinstance(value, (int, float)) and not isinstance(value, bool) and _LEAST_S <= value <= _MOST_S:
            return float(value)
        instead = f"Write seconds, {_LEAST_S} to {_MOST_S}."
        self._wrong("polling", key, f"{value!r} is no time between looks.", instead, at_value=True)
        return default

    def _keys(self, commands: Callable[[], Mapping[str, tuple[str, ...]]]) -> Mapping[str, tuple[str, ...]]:
        table = self._table("keys")
        if not table:
            return MappingProxyType({})
        known = commands()
        self._know("keys", table, tuple(known))
        found: dict[str, tuple[str, ...]] = {}
        for name, value in table.items():
            if name not in known:
                continue
            keys = (value,) if isinstance(value, str) else value
            if isinstance(keys, (list, tuple)) and keys and all(isinstance(k, str) and k for k in keys):
                found[name] = tuple(keys)
                self._value("keys", name)
            else:
                what = f"`{name}` is no key, nor a list of keys."
                self._wrong("keys", name, what, 'Write it like "ctrl+r" or ["R", "f5"].', at_value=True)
        self._clashes(known, found)
        return MappingProxyType(found)

    def _repositories(self) -> tuple[str, ...]:
        value = self._value("", "repositories")
        if value is None:
            return ()
        instead = 'Write it like ["~/src/one", "OWNER/NAME"].'
        if not isinstance(value, list) or not value:
            self._wrong("", "repositories", "`repositories` is no list.", instead, at_value=True)
            return ()
        for number, name in enumerate(value):
            if not isinstance(name, str) or not _REPOSITORY.fullmatch(name):
                what = f"{name!r} is neither a folder nor OWNER/NAME."
                self._wrong("", "repositories", what, instead, at_value=True)
            elif name in value[:number]:
                self._wrong("", "repositories", f"{name!r} is named twice.", "Name it once.", at_value=True)
        return tuple(name for name in value if isinstance(name, str))

    def _clashes(self, known: Mapping[str, tuple[str, ...]], found: Mapping[str, tuple[str, ...]]) -> None:
        owner: dict[str, str] = {}
        for name, own in known.items():
            for key in found.get(name, own):
                other = owner.setdefault(key, name)
                if other != name:
                    at = name if name in found else other
                    what = f'"{key}" is the key of both `{other}` and `{name}`.'
                    self._wrong("keys", at, what, "Give each a key of its own.", at_value=True)

    def _wrong(self, table: str, key: str, what: str, instead: str, *, at_value: bool = False) -> None:
        line, column = self._place(table, key, at_value=at_value)
        mistake = Mistake(self._file, line, column, clean_line(what), clean_line(instead))
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)

    def _place(self, table: str, key: str, *, at_value: bool = False) -> tuple[int, int]:
        """Where a setting stands; of one that is written in an unusual way, the table or the first line."""
        here, name = "", re.escape(key)
        wanted = re.compile(rf"\s*(?P<q>[\"']?){name}(?P=q)\s*=\s*(?=(?P<value>.))")
        header = re.compile(rf"\s*\[+\s*{name}[\s\].]")
        inline = re.compile(rf"\s*{re.escape(table)}\s*=.*?(?P<key>\b{name}\s*=\s*(?=(?P<value>.)))")
        for number, line in enumerate(self._lines, 1):
            if found := re.match(r"\s*\[\s*([\w-]+)\s*\]", line):
                here = found[1]
            if here == table and (match := wanted.match(line)):
                return number, 1 + (match.start("value") if at_value else len(line) - len(line.lstrip()))
            if table and not here and (match := inline.match(line)):
                return number, 1 + match.start("value" if at_value else "key")
            if not table and header.match(line):
                return number, 1
        return 1, 1

"""A day as text and back: the picture of the last look that the screen begins with.

What the screen shows of a day goes in, and nothing else. Values are tagged lists in JSON
(`["Branch", …fields]`), so nothing is run by reading one. A picture of another shape of the
nouns, or of another version, is no picture; text is cleaned again on its way in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gonogo.model import asks, github
from gonogo.model.day import BranchHead, Day, ReleaseView, Since, StepText
from gonogo.model.releases import Event, EventKind, OutcomeState, Release
from gonogo.model.snapshot import Problem, Seen, Snapshot
from gonogo.model.text import clean_text
from gonogo.model.verdicts import Assessment, Fact, Finding, Offer, Standing, Tier, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

VERSION = 1

_SHOWN = (asks.BoardAsk, asks.RunsAsk, asks.RunDetailAsk)
"""What the screen reads in a snapshot; the rest is for judging."""

_NOUNS: tuple[type, ...] = (
    *(
        Day,
        BranchHead,
        ReleaseView,
        Since,
        StepText,
        Release,
        Event,
        Assessment,
        Standing,
        Finding,
        Fact,
        Offer,
    ),
    *(Snapshot, Seen, Problem, *_SHOWN),
    *(github.RepoName, github.RateBudget, github.CheckCounts, github.Branch, github.Review),
    *(github.PullRequest, github.Run, github.JobStep, github.Job, github.Gate, github.GateReview),
    *(github.RunDetail, github.Asset, github.GitHubRelease, github.TagLine, github.Board),
)
_WORDS: tuple[type[Any], ...] = (Verdict, Tier, EventKind, OutcomeState)
_BY_NAME = {noun.__name__: noun for noun in _NOUNS}
_FIELDS: dict[type, tuple[str, ...]] = {noun: tuple(noun.__dataclass_fields__) for noun in _NOUNS}  # type: ignore[attr-defined]
_SHAPE = [VERSION, *([noun.__name__, *_FIELDS[noun]] for noun in _NOUNS)]


@dataclass(frozen=True, slots=True)
class Picture:
    """A day as it was kept.

    Attributes:
        day: What was seen and judged.
        taken_at: When, by the clock of the world.
    """

    day: Day
    taken_at: datetime


def to_text(picture: Picture) -> str:
    """The picture as one line of JSON."""
    day = picture.day
    shown: dict[asks.Ask[Any], Seen[Any]] = {
        ask: seen for ask, seen in day.snapshot.answers.items() if isinstance(ask, _SHOWN)
    }
    views = tuple(replace(view, assessment=replace(view.assessment, asks=frozenset())) for view in day.views)
    small = replace(day, views=views, snapshot=replace(day.snapshot, answers=shown))
    value = [_SHAPE, _plain(picture.taken_at), _plain(small)]
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Picture | None:
    """The picture in a text; None when there is none that this gonogo can read."""
    try:
        shape, taken_at, day = json.loads(text)
        if shape != _SHAPE:
            return None
        when, found = _value(taken_at), _value(day)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None
    if not isinstance(when, datetime) or not isinstance(found, Day):
        return None
    return Picture(found, when)


def _plain(value: Any) -> Any:
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind in _FIELDS:
        return [kind.__name__, *(_plain(getattr(value, name)) for name in _FIELDS[kind])]
    if kind is tuple:
        return ["(", *map(_plain, value)]
    if kind is datetime:
        return ["@", value.isoformat()]
    if kind in _WORDS:
        return ["=", kind.__name__, value.value]
    if kind is frozenset:
        return ["{", *map(_plain, value)]
    return [":", *((_plain(key), _plain(one)) for key, one in value.items())]


def _value(plain: Any) -> Any:
    if type(plain) is str:
        return plain if plain.isascii() and plain.isprintable() else clean_text(plain)
    if type(plain) is not list:
        return plain
    tag = plain[0]
    noun = _BY_NAME.get(tag)
    if noun is not None:
        return noun(*map(_value, plain[1:]))
    return _READERS[tag](plain)


def _mapping(plain: list[Any]) -> Mapping[Any, Any]:
    return MappingProxyType({_value(key): _value(one) for key, one in plain[1:]})


_ENUMS = {word.__name__: word for word in _WORDS}
_READERS: dict[str, Callable[[list[Any]], Any]] = {
    "(": lambda plain: tuple(map(_value, plain[1:])),
    "@": lambda plain: datetime.fromisoformat(plain[1]),
    "=": lambda plain: _ENUMS[plain[1]](plain[2]),
    "{": lambda plain: frozenset(map(_value, plain[1:])),
    ":": _mapping,
}

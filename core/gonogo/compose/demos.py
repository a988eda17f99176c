"""The demos: a miniature of each repository, at the day on which its releases begin."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, cast

from gonogo.compose.faults import FAULTS, Fault
from gonogo.compose.rehearsal import DEMO_DAY, RehearsalWish
from gonogo.errors import UsageError
from gonogo.playbook.find import load_builtin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.state import World

    Story = Callable[[World, Repo], None]

_OF_WASMTIME = datetime(2026, 9, 4, 9, 0, tzinfo=UTC)
_OF_WASMTIME_12 = datetime(2023, 7, 4, 9, 0, tzinfo=UTC)
_OF_THE_TRAINS = datetime(2026, 8, 20, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Demo:
    """A repository's demo.

    Attributes:
        playbook: Name of the built-in playbook.
        text: One line about it.
        start: When it opens.
        processes: Process → inputs of the release that is begun, its version among them; the first is the one
            that is begun when none is named.
        history: Name of the miniature's history; the playbook's name when left out.
        stories: Process → where the story of others is told (`module:function` in `gonogo.rehearsal.stories`).
        lead: How long before the start the stories begin.
        trains: Process and inputs of releases that are begun together, on one board.
        choices: Process → step → what a play chooses there.
    """

    playbook: str
    text: str
    start: datetime
    processes: Mapping[str, Mapping[str, str]]
    history: str = ""
    stories: Mapping[str, str] = field(default_factory=dict)
    lead: timedelta = timedelta()
    trains: tuple[tuple[str, Mapping[str, str]], ...] = ()
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


_ADVISORY = "GHSA-4x7q-9m2c-w8rj"
"""An invented one."""

DEMOS: Mapping[str, Demo] = {
    "ordvec": Demo(
        "ordvec",
        "two crates and two Python packages behind four gates",
        DEMO_DAY,
        {"release": {"version": "0.6.0"}, "recovery": {"version": "0.6.0"}},
        stories={"recovery": "ordvec:stop_at_pypi"},
        lead=timedelta(hours=5),
        choices={"recovery": {"workflow": "rerun"}},
    ),
    "wasmtime": Demo(
        "wasmtime",
        "a workspace with its release branches, the day before the next one is cut",
        _OF_WASMTIME,
        {
            "major": {"version": "49.0.0"},
            "patch": {"version": "48.0.1"},
            "security": {"version": "48.0.1", "advisory": _ADVISORY},
        },
        stories={"security": "wasmtime:keep_private"},
    ),
    "wasmtime-12": Demo(
        "wasmtime-12",
        "the same as it was in 2023: notes on main first, two pull requests on the 20th",
        _OF_WASMTIME_12,
        {
            "major": {"version": "12.0.0"},
            "patch": {"version": "11.0.1"},
            "security": {"version": "11.0.1", "advisory": _ADVISORY},
        },
        stories={"patch": "wasmtime:bring_notes_to_main", "security": "wasmtime:keep_private_12"},
    ),
    "wasmtime-day": Demo(
        "wasmtime",
        "five trains on one day, each at another moment",
        _OF_THE_TRAINS,
        {},
        history="wasmtime-day",
        stories={"": "wasmtime_day:tell"},
        lead=timedelta(hours=8, minutes=48),
        trains=(
            ("major", {"version": "48.0.0"}),
            ("patch", {"version": "47.0.4"}),
            ("patch", {"version": "46.0.3"}),
            ("patch", {"version": "36.0.14"}),
            ("patch", {"version": "24.0.13"}),
        ),
    ),
    "runwasi": Demo(
        "runwasi",
        "crates that are released one by one, each with its own version",
        DEMO_DAY,
        {
            "crate": {"version": "1.1.0", "crate": "containerd-shim-wasm"},
            "wasi-demo-app": {"version": "0.5.0"},
        },
    ),
    "rustshare": Demo(
        "rustshare",
        "release candidates, stable versions, hotfixes and a way back",
        DEMO_DAY,
        {
            "rc": {"version": "0.4.0-rc.1"},
            "stable": {"version": "0.4.0"},
            "hotfix": {"version": "0.3.2"},
            "rollback": {"version": "0.3.1", "reason": "Shares with a date in the past stay open."},
        },
        stories={"hotfix": "rustshare:bring_main_into_the_hotfix"},
    ),
}
"""Name → demo."""


def demo_named(name: str) -> Demo:
    """A demo by its name.

    Raises:
        UsageError: there is none.
    """
    if name not in DEMOS:
        raise UsageError(f"there is no demo {name!r}", advice=f"There are: {', '.join(DEMOS)}.")
    return DEMOS[name]


def fault_named(name: str, demo: str) -> Fault:
    """A fault of a demo by its name.

    Raises:
        UsageError: the demo has none of that name.
    """
    own = [key for key, fault in FAULTS.items() if fault.demo == demo]
    if name not in own:
        raise UsageError(
            f"the demo {demo} has no fault {name!r}", advice=f"It has: {', '.join(own) or 'none'}."
        )
    return FAULTS[name]


def choices_of(name: str, process: str, fault: str) -> Mapping[str, str]:
    """Step → what a play chooses there, in a demo and with a fault."""
    demo = demo_named(name)
    trouble = fault_named(fault, name) if fault else None
    of_process = process or (trouble.process if trouble else next(iter(demo.processes), ""))
    return {**demo.choices.get(of_process, {}), **(trouble.choices if trouble else {})}


def demo_wish(
    name: str, process: str = "", fault: str = "", *, speed: float | None, keep: Path | None = None
) -> RehearsalWish:
    """What a demo asks of a rehearsal.

    Args:
        name: Of the demo.
        process: Which of its processes; its first, or all its trains, when left out.
        fault: What goes wrong; nothing when left out.
        speed: Seconds of the day for one real second; None for a clock that is stepped.
        keep: A folder to keep everything in.

    Raises:
        UsageError: there is no such demo, process or fault.
    """
    demo = demo_named(name)
    trouble = fault_named(fault, name) if fault else None
    if trouble is not None and process and process != trouble.process:
        raise UsageError(
            f"{fault} belongs to the process {trouble.process}", advice=f"Leave out --process {process}."
        )
    process = process or (trouble.process if trouble else "")
    if demo.trains:
        if process:
            raise UsageError(f"the demo {name} begins several releases", advice="Leave out --process.")
        (first, inputs), *others = demo.trains
    else:
        first = process or next(iter(demo.processes))
        if first not in demo.processes:
            raise UsageError(
                f"the demo {name} has no process {first!r}", advice=f"It has: {', '.join(demo.processes)}."
            )
        inputs, others = demo.processes[first], []
    inputs = {**inputs, **(trouble.inputs if trouble else {})}
    told = [demo.stories.get("" if demo.trains else first, ""), trouble.story if trouble else ""]
    return RehearsalWish(
        load_builtin(demo.playbook),
        None,
        first,
        inputs["version"],
        speed,
        keep,
        demo.history or demo.playbook,
        inputs,
        tuple(others),
        demo.start,
        story_of([where for where in told if where]),
        demo.lead,
    )


def story_of(places: list[str]) -> Story | None:
    """The stories of these names, one after the other."""
    if not places:
        return None

    def tell(world: World, repo: Repo) -> None:
        for place in places:
            module, _, name = place.partition(":")
            found = getattr(import_module(f"gonogo.rehearsal.stories.{module}"), name)
            cast("Story", found)(world, repo)

    return tell

"""The demos: a miniature of each repository, at the day on which its releases begin, and what can go wrong there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, cast

from gonogo.compose.rehearsal import DEMO_DAY, RehearsalWish
from gonogo.errors import UsageError
from gonogo.model.verdicts import Verdict
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


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong in a demo, and what the release must come to.

    Attributes:
        text: One line about it.
        expects: The verdict at the end of a play.
        story: Where it is told, as in `Demo.stories`; empty where the inputs or choices alone make it.
        inputs: Inputs of the release that are other than the demo's.
        choices: Step → what the play chooses there.
    """

    demo: str
    process: str
    text: str
    expects: Verdict
    story: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)


_ORDVEC: Mapping[str, Fault] = {
    "cancelled-ci": Fault(
        "ordvec",
        "release",
        "one of six workflows is cancelled on main's HEAD",
        Verdict.NO_GO,
        "ordvec:fuzzing_was_cancelled",
    ),
    "smuggled-fix": Fault(
        "ordvec",
        "release",
        "a fix is pushed into the bump's pull request",
        Verdict.NO_GO,
        "ordvec:somebody_fixes_something_in_the_bump",
    ),
    "branch-policy": Fault(
        "ordvec",
        "release",
        "the environments let branches through, and no tag",
        Verdict.NO_GO,
        "ordvec:environments_know_branches_only",
    ),
    "no-run": Fault(
        "ordvec",
        "release",
        "the tag starts no run",
        Verdict.NO_GO,
        "ordvec:the_tag_starts_nothing",
    ),
    "pypi-down": Fault(
        "ordvec",
        "release",
        "PyPI refuses once crates.io has the crate",
        Verdict.NO_GO,
        "ordvec:pypi_is_down",
    ),
    "other-bytes": Fault(
        "ordvec",
        "release",
        "crates.io serves other bytes than were attested",
        Verdict.NO_GO,
        "ordvec:crates_io_has_other_bytes",
    ),
    "burnt-version": Fault(
        "ordvec",
        "recovery",
        "crates.io serves other bytes than were attested",
        Verdict.NO_GO,
        "ordvec:crates_io_has_other_bytes",
        choices={"cause": "bytes differ"},
    ),
}

_WASMTIME: Mapping[str, Fault] = {
    "cancelled-by-a-push": Fault(
        "wasmtime",
        "patch",
        "somebody pushes to the branch while CI of the release commit runs",
        Verdict.NO_GO,
        "wasmtime_faults:push_after_merge",
    ),
    "marker-twice": Fault(
        "wasmtime",
        "patch",
        "a later commit carries the marker again, and is the one that is tagged",
        Verdict.DONE,
        "wasmtime_faults:repeat_marker",
    ),
    "marker-without-tag": Fault(
        "wasmtime",
        "patch",
        "CI of the release commit passes, and tags nothing",
        Verdict.NO_GO,
        "wasmtime_faults:tag_nothing",
    ),
    "marker-lost": Fault(
        "wasmtime",
        "patch",
        "a colleague merges the release without the marker in the message",
        Verdict.NO_GO,
        "wasmtime_faults:lose_marker",
    ),
    "partial-publish": Fault(
        "wasmtime",
        "patch",
        "crates.io takes three crates, and then no more",
        Verdict.NO_GO,
        "wasmtime_faults:stop_publishing",
    ),
    "latest-drifts": Fault(
        "wasmtime",
        "patch",
        "a patch of an old line becomes GitHub's latest release; it is put back",
        Verdict.DONE,
        inputs={"version": "36.0.15"},
    ),
    "main-moves-on": Fault(
        "wasmtime",
        "major",
        "commits land on main between the cut and the merge of the bump",
        Verdict.DONE,
        "wasmtime_faults:move_main",
    ),
    "kicked-out-of-the-queue": Fault(
        "wasmtime",
        "major",
        "the bump of main fails in the merge queue",
        Verdict.NO_GO,
        "wasmtime_faults:kick_out",
    ),
    "schedule-forgotten": Fault(
        "wasmtime",
        "major",
        "GitHub does not start the scheduled run",
        Verdict.DONE,
        "wasmtime_faults:forget_schedule",
    ),
    "security-issue-open": Fault(
        "wasmtime",
        "major",
        "a security issue is open when the release is to be merged",
        Verdict.NO_GO,
        "wasmtime_faults:find_advisory",
    ),
    "advisory-first": Fault(
        "wasmtime",
        "security",
        "the advisory is published to merge the fixes, as the document has it",
        Verdict.DONE,
        "wasmtime_faults:publish_first",
        choices={"disclosure": "publish the advisory"},
    ),
    "fix-in-the-bump": Fault(
        "wasmtime",
        "security",
        "the private fix comes along in the public pull request of the bump",
        Verdict.NO_GO,
        "wasmtime_faults:smuggle_fix",
    ),
    "fix-breaks-the-branch": Fault(
        "wasmtime",
        "security",
        "CI of the release branch fails with the fix",
        Verdict.NO_GO,
        "wasmtime_faults:break_branch",
    ),
}

_RUSTSHARE: Mapping[str, Fault] = {
    "rc-refused": Fault(
        "rustshare",
        "rc",
        "release.yml knows stable tags only",
        Verdict.NO_GO,
        "rustshare:candidates_are_refused",
    ),
    "candidate-failed": Fault(
        "rustshare",
        "rc",
        "the candidate does not hold on staging",
        Verdict.NO_GO,
        choices={"staging": "failed"},
    ),
    "no-ci": Fault(
        "rustshare",
        "stable",
        "CI does not start for the release commit",
        Verdict.NO_GO,
        "rustshare:ci_ignores_the_release_commit",
    ),
    "no-guide": Fault(
        "rustshare",
        "stable",
        "docs/upgrading.md is silent on the version",
        Verdict.NO_GO,
        "rustshare:upgrading_is_silent",
    ),
    "empty-tag": Fault(
        "rustshare",
        "stable",
        "the release is made for the tag `v`",
        Verdict.NO_GO,
        "rustshare:the_tag_comes_out_empty",
    ),
    "no-image": Fault(
        "rustshare", "stable", "the image is not pushed", Verdict.NO_GO, "rustshare:the_image_is_not_pushed"
    ),
    "plus-one": Fault(
        "rustshare",
        "hotfix",
        "the version is written as 0.3.1+1",
        Verdict.NO_GO,
        inputs={"version": "0.3.1+1"},
    ),
}

FAULTS: Mapping[str, Fault] = {**_ORDVEC, **_RUSTSHARE, **_WASMTIME}
"""Name → fault."""


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
        _story_of([where for where in told if where]),
        demo.lead,
    )


def _story_of(places: list[str]) -> Story | None:
    """The stories of these names, one after the other."""
    if not places:
        return None

    def tell(world: World, repo: Repo) -> None:
        for place in places:
            module, _, name = place.partition(":")
            found = getattr(import_module(f"gonogo.rehearsal.stories.{module}"), name)
            cast("Story", found)(world, repo)

    return tell

"""Starting a release: by keys alone, with what each process asks beside the version."""

from __future__ import annotations

import pytest

from gonogo.model.day import InputText, ProcessText
from support import days
from support.fake_session import FakeSession
from support.screens import running

CRATES = ("containerd-shim-wasm", "containerd-shimkit", "oci-tar-builder")
PROCESSES = (
    ProcessText(
        "crate",
        "One crate, with a version of its own",
        (),
        ("crate",),
        (
            InputText("crate", "Helpers come before the libraries", CRATES),
            InputText("initial-release", "Whether it was never published", ("false", "true"), "false"),
        ),
    ),
    ProcessText(
        "patch",
        "A patch of a release branch",
        tuple((f"patch on release-{major}.0.0", f"{major}.0.1") for major in range(40, 49)),
        (),
        (InputText("backports", "Commits of main, or #123, to pick onto the branch", (), ""),),
    ),
    ProcessText("rollback", "Back to what was", (), ("reason",), (InputText("reason", "What is wrong"),)),
)
BOTH = pytest.mark.parametrize("size", [(80, 24), (160, 48)])


class Asking(FakeSession):
    """A session whose processes ask for more than a version."""

    def processes(self) -> tuple[ProcessText, ...]:
        return PROCESSES


def session() -> Asking:
    return Asking(days.rich())


@BOTH
async def test_choices_defaults_and_help_by_keys_alone(size):
    desk = session()
    async with running(desk, size) as s:
        await s.press("n")
        assert "One crate, with a version of its own" in s.text
        assert "Start  y" in s.text
        await s.press("y")
        assert not desk.started, "nothing is started half"
        assert "What it will be called · must be given" in s.text
        await s.type("1.1.0")
        await s.press("enter")
        assert "Helpers come before the libraries" in s.text
        await s.press("down", "down", "tab", "down")
        assert "Start crate 1.1.0  ctrl+y" in s.text
        await s.press("ctrl+y")
    assert desk.started == [
        ("crate", {"version": "1.1.0", "crate": "containerd-shimkit", "initial-release": "true"})
    ]


@BOTH
async def test_each_branch_offers_its_version_and_what_may_stay_empty_stays_empty(size):
    desk = session()
    async with running(desk, size) as s:
        await s.press("n", "j", "j", "j")
        assert "patch on release-42.0.0" in s.text
        assert "Start patch 42.0.1  y" in s.text
        await s.press("y")
    assert desk.started == [("patch", {"version": "42.0.1", "backports": ""})]


async def test_what_is_no_choice_is_not_taken():
    desk = session()
    async with running(desk) as s:
        await s.press("n", "tab")
        await s.type("1.1.0")
        await s.press("tab")
        await s.type("mine")
        await s.press("ctrl+y")
        assert "crate: Helpers come before the libraries" in s.text
        await s.press("escape")
    assert not desk.started


MANY = tuple(
    ProcessText(
        f"{name} patch",
        "A patch of a release branch",
        tuple((f"patch on release-{major}.0.0", f"{major}.0.1") for major in range(40, 48)),
        (),
        (InputText("backports", "Commits to pick", (), ""),) if name == "beta" else (),
        under_way=("41.0.1",) if name == "alpha" else (),
    )
    for name in ("alpha", "beta", "gamma")
)


class Crowded(FakeSession):
    """A session of several repositories, with more choices than a small screen has lines."""

    def processes(self) -> tuple[ProcessText, ...]:
        return MANY


@pytest.mark.parametrize(("size", "rows"), [((80, 24), 8), ((160, 48), 24)])
async def test_the_list_takes_the_height_that_is_there_and_the_box_stays_as_it_is(size, rows):
    async with running(Crowded(days.rich()), size) as s:
        await s.press("n")
        assert s.text.count("patch on release-") >= rows
        regions = set()
        for _ in range(24):
            regions.add(s.app.screen.query_one("#dialog").region)
            assert "esc" in s.text
            await s.press("down")
        assert len(regions) == 1


async def test_what_is_under_way_stands_last_says_so_and_is_not_started_again():
    desk = Crowded(days.rich())
    async with running(desk) as s:
        await s.press("n", "end")
        shown = [one for one in s.text.splitlines() if "patch on release-" in one]
        assert [one for one in shown if "under way" in one] == shown[-1:]
        assert "41.0.1" in shown[-1]
        await s.press("y")
        assert "41.0.1 is under way already." in s.text
        await s.press("tab", "backspace")
        await s.type("2")
        await s.press("ctrl+y")
    assert desk.started == [("alpha patch", {"version": "41.0.2"})]

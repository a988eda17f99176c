"""gonogo withdraw, as a user types it: the board forgets the release, journal and report tell of it."""

import json

import pytest

from support.command_line import command_line
from support.rehearsals import rehearsing


@pytest.fixture
async def place(tmp_path):
    async with rehearsing() as trip:
        yield command_line(trip, tmp_path)


async def test_a_release_is_withdrawn_told_of_and_begun_anew(place):
    run = place.run
    nothing = run("withdraw", "--reason", "x")
    assert (nothing.returncode, "no release is under way" in nothing.stderr) == (2, True)
    assert run("start", "release", "0.6.0").returncode == 0
    assert run("confirm", "compatibility", "--choice", "minor-breaking").returncode == 0
    assert run("do", "bump", "--yes").returncode == 0
    assert run("withdraw").returncode == 2, "a reason is asked for"
    for words, code, sentence in (
        (("--reason", " "), 1, "a withdrawal needs a reason"),
        (("0.7.0", "--reason", "x"), 2, "no release 0.7.0 is under way"),
    ):
        refused = run("withdraw", *words)
        assert (refused.returncode, sentence in refused.stderr) == (code, True), refused.stderr
    assert len(json.loads(run("status", "--json").stdout)["releases"]) == 1, "nothing was withdrawn"

    done = run("withdraw", "0.6.0", "--reason", "begun by mistake")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("ordvec-release-0.6.0 is withdrawn. Nothing that was sent is undone: ")
    assert "release/v0.6.0" in place.trip.git("branch", "--list", "release/*"), "what was sent stays"
    assert json.loads(run("status", "--json").stdout)["releases"] == []
    told = [line for line in run("journal").stdout.splitlines() if "begun by mistake" in line]
    assert len(told) == 1
    assert "@you  ordvec-release-0.6.0  withdrawn" in told[0]
    report = run("report", "ordvec-release-0.6.0").stdout
    assert report.splitlines()[0].endswith("0.6.0: withdrawn")
    assert "**Withdrawn** by `@you`, 20" in report
    assert ": begun by mistake" in report

    again = run("start", "release", "0.6.0")
    assert again.stdout == "ordvec-release-0.6.0~2 is under way.\n"
    board = json.loads(run("status", "--json").stdout)["releases"]
    assert [(one["id"], one["next"]) for one in board] == [("ordvec-release-0.6.0~2", "compatibility")]
    of_both = [
        json.loads(run("report", name, "--json").stdout)["release"]
        for name in ("0.6.0", "ordvec-release-0.6.0", "v0.6.0")
    ]
    assert of_both == ["ordvec-release-0.6.0~2", "ordvec-release-0.6.0", "ordvec-release-0.6.0~2"]

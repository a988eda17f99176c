"""`gonogo status --all`: all repositories of the configuration, also those that can not be looked at."""

import json
import subprocess
import sys
from dataclasses import replace

from gonogo.cli import board
from gonogo.cli.main import main
from gonogo.model.day import Day
from gonogo.session.together import Together
from support import days
from support.fake_session import FakeSession
from support.several import RUNWASI, day_of, session_of


def configured(folder, text):
    place = folder / "config.toml"
    place.write_text(text, encoding="utf-8")
    return str(place)


def test_each_trouble_is_told_by_its_repository(tmp_path, capsys):
    place = configured(tmp_path, f'repositories = ["{tmp_path}/one", "{tmp_path}/two"]\n')
    assert main(["status", "--all", "--json", "--config", place]) == 5
    said = json.loads(capsys.readouterr().out)
    assert [one["board_problem"].split(".")[0] for one in said["repositories"]] == [
        f"{tmp_path}/{name} is in no git checkout" for name in ("one", "two")
    ]
    assert said["exit"] == 5


def test_without_repositories_it_says_what_to_write(tmp_path, capsys):
    assert main(["status", "--all", "--config", configured(tmp_path, "")]) == 2
    assert "repositories = [" in capsys.readouterr().err


def test_all_and_one_are_not_both_meant(capsys):
    assert main(["--all", "a/b"]) == 2
    assert "Leave one of them out." in capsys.readouterr().err


def test_outside_of_a_checkout_the_repositories_are_opened_together(tmp_path):
    place = configured(tmp_path, f'repositories = ["{tmp_path}/one", "{tmp_path}/two"]\n')
    words = [sys.executable, "-m", "gonogo_tui", "--config", place]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 5
    assert done.stdout.count("It could not be looked at: ") == 2
    assert done.stderr == ""


async def seen_together() -> Day:
    own = days.gate_ready()
    here = replace(days.day(own), next_up=(own.release.release_id, "a gate waits"))
    return await Together(
        (FakeSession(here), session_of(RUNWASI, day_of(RUNWASI, days.cancelled())))
    ).look_whole()


async def test_all_boards_in_one_object(capsys):
    assert board.print_days_json(await seen_together()) == 4
    said = json.loads(capsys.readouterr().out)
    assert [one["repository"] for one in said["repositories"]] == [str(days.REPO), str(RUNWASI)]
    assert [one["exit"] for one in said["repositories"]] == [0, 4]
    assert said["next"]["why"].startswith("ordvec: ") or said["next"]["why"].startswith("runwasi: ")


async def test_all_boards_as_text(capsys):
    assert board.print_days(await seen_together()) == 4
    said = capsys.readouterr().out
    assert "GO       ordvec 0.6.0" in said
    assert "NO-GO    runwasi 0.6.0" in said
    assert "Next of all: " in said

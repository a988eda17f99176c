"""The command as a user runs it: in a checkout, over real HTTP to the embedded GitHub. Nothing shows the token."""

import json
import os
import subprocess
import sys

import pytest

from support.command_line import command_line
from support.rehearsals import rehearsing


@pytest.fixture
async def place(tmp_path):
    async with rehearsing() as trip:
        yield command_line(trip, tmp_path)


async def test_a_release_from_the_command_line_and_the_token_nowhere(place):
    run = place.run
    assert run("status").returncode == 0
    assert "is under way" in run("start", "release", "0.6.0").stdout
    assert run("start", "release", "0.6.0").returncode == 2
    status = run("status", "--json")
    assert status.returncode == 0
    board = json.loads(status.stdout)
    assert (board["schema"], board["releases"][0]["verdict"], board["releases"][0]["next"]) == (
        1,
        "GO",
        "compatibility",
    )
    assert run("confirm", "compatibility", "--choice", "sideways").returncode == 1
    assert run("confirm", "compatibility", "--choice", "minor-breaking").returncode == 0
    plan = run("plan", "bump")
    assert '+version = "0.6.0"' in plan.stdout
    assert "THREAT_MODEL.md" in plan.stdout
    refused = run("do", "bump")
    assert (refused.returncode, "--yes" in refused.stderr) == (1, True)
    assert place.trip.git("branch", "--list", "release/*") == "", "nothing was done"
    assert run("do", "bump", "--yes").returncode == 0
    assert "release/v0.6.0" in place.trip.git("branch", "--list", "release/*")
    journal = run("journal")
    assert [line for line in journal.stdout.splitlines() if "push-bump" in line and "done" in line]
    assert json.loads(run("journal", "--json").stdout.splitlines()[0])["event"]["kind"] == "started"
    for words in (
        ["plan", "tag"],
        ["do", "nonsense"],
        ["waive", "environments", "--reason", "x"],
        ["auth", "status"],
        ["auth", "login"],
        ["--help"],
    ):
        run(*words, stdin=place.token + "\n")
    run("status", GITHUB_API_URL="http://127.0.0.1:9/")
    run("status", GH_TOKEN=place.token + "x")
    secrets = [place.token]
    for text in place.said:
        assert not any(secret in text for secret in secrets)
    for top in ("state", "config", "cache"):
        for path in (place.folder / top).rglob("*"):
            assert not (path.is_file() and any(secret.encode() in path.read_bytes() for secret in secrets)), (
                path
            )


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["status", "--nonsense"], 2, "--nonsense"),
        (["demo", "nothing-like-it"], 2, "there is no demo 'nothing-like-it'"),
        (["lint", "not-there.yml"], 2, "not-there.yml can not be read"),
        (["rehearse", "not-there", "--playbook", "ordvec", "--version", "1.0.0"], 1, "not-there"),
        (["rehearse", ".", "--playbook", "ordvec"], 2, "needs a version"),
        (["rehearse", ".", "--playbook", "nothing"], 2, "there is no playbook 'nothing'"),
        (["auth", "status"], 1, "no GitHub token was found"),
        (["auth", "login"], 2, "that is no token"),
        (["status"], 1, "in no git checkout"),
        (["one/two/three"], 2, "OWNER/NAME"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path, words, code, sentence):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GH_", "GITHUB_"))}
    env |= {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "gonogo_tui", *words],
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert "Traceback" not in done.stderr
    assert sentence in done.stderr
    assert done.returncode == code


def test_lint_and_schema(tmp_path):
    good = subprocess.run(
        [sys.executable, "-m", "gonogo_tui", "schema"], capture_output=True, text=True, check=True
    )
    assert json.loads(good.stdout)["title"]
    wrong = tmp_path / "p.yml"
    wrong.write_text("gonogo: 1\nrepository: a/b\nverzion: {}\n")
    done = subprocess.run(
        [sys.executable, "-m", "gonogo_tui", "lint", str(wrong)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert f"{wrong}:3:1:" in done.stderr


def test_the_demo_without_a_terminal_prints_the_board():
    done = subprocess.run(
        [sys.executable, "-m", "gonogo_tui", "demo"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stderr) == (4, ""), "the day opens with trains that are NO-GO"
    assert all(version in done.stdout for version in ("48.0.0", "47.0.4", "46.0.3", "36.0.14", "24.0.13"))
    assert "[@click=app.quit]x[/]" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_demos_are_listed():
    done = subprocess.run(
        [sys.executable, "-m", "gonogo_tui", "demo", "--list"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("ordvec")


async def test_a_clone_is_not_changed_by_a_rehearsal(place):
    clone = place.trip.root / "clone"

    def state():
        files = {p: p.read_bytes() for p in clone.rglob("*") if p.is_file() and not p.is_symlink()}
        return {p: (b, p.stat().st_mtime_ns) for p, b in files.items()}

    before = state()
    done = place.run(
        "rehearse", str(clone), "--playbook", "ordvec", "--process", "release", "--version", "0.6.0", "--json"
    )
    assert done.returncode == 0, done.stderr
    assert state() == before

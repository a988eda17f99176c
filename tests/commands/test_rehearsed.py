"""What is run in a rehearsal in place of a command."""

from __future__ import annotations

import subprocess

import pytest

from gonogo.commands.rehearsed import stand_in

SHOWN = {
    "./ci/run-tests.sh": (("running 12 tests", "it's $HOME 100% \\n"), 0),
    "./smoke --version {version}": ((), 3),
}


@pytest.mark.parametrize(
    ("command", "said", "code"),
    [
        ("./ci/run-tests.sh", "running 12 tests\nit's $HOME 100% \\n\n", 0),
        ("./ci/run-tests.sh\n", "running 12 tests\nit's $HOME 100% \\n\n", 0),
        ("./smoke --version 1.2.3", "", 3),
    ],
)
def test_a_shown_command_says_its_lines_and_is_not_run(command: str, said: str, code: int) -> None:
    instead = stand_in(SHOWN)(command)
    done = subprocess.run(["sh", "-c", instead], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == (said, code)


@pytest.mark.parametrize(
    "command", ["./ci/run-tests.sh --all", "x ./ci/run-tests.sh", "./smoke --version ", ""]
)
def test_any_other_command_is_itself(command: str) -> None:
    assert stand_in(SHOWN)(command) == command

"""The house keeps its rules: what may be imported when, how long a file may be, what may stand in the tree."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(ROOT / "core").rglob("*.py"), *(ROOT / "tui").rglob("*.py")])
HEAVY = ["textual", "rich", "githubkit", "starlette", "uvicorn", "graphql", "keyring", "cryptography"]


def loaded_after(statement):
    """Which heavy packages a statement loads, in a Python of its own."""
    code = f"{statement}\nimport sys\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("import gonogo_tui.__main__", set()),
        ("import gonogo.session", set()),
        ("import gonogo.compose.here", set()),
        ("import gonogo.compose.rehearsal", set()),
        ("import gonogo_tui.app", {"textual", "rich"}),
    ],
)
def test_what_is_not_needed_is_not_imported(statement, allowed):
    assert loaded_after(statement) <= allowed


def test_core_and_tui_are_no_packages_themselves():
    assert not (ROOT / "core" / "__init__.py").exists()
    assert not (ROOT / "tui" / "__init__.py").exists()


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_has_one_purpose_and_is_short(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 400
    assert lines, "an empty file says nothing"
    assert lines[0].startswith('"""'), "the first line says what the module is for"


def test_no_lock_file_names_a_registry():
    tracked = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, check=False, cwd=ROOT
    ).stdout
    names = {Path(line).name for line in tracked.splitlines()}
    assert not names & {"uv.lock", "poetry.lock", "Pipfile.lock"}

"""A checkout with five places that hold its version, and the ways in which a bump of it is run and cut off."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from support.git_worlds import make_world

if TYPE_CHECKING:
    from support.git_worlds import World

FILES = {
    "pyproject.toml": '[project]\nname = "demo"\nversion = "1.2.3"\ndependencies = ["other==1.2.3"]\n',
    "package.json": '{\n  "name": "demo",\n  "version": "1.2.3",\n  "dependencies": {"other": "1.2.3"}\n}\n',
    "Cargo.toml": '[package]\nname = "demo"\nversion = "1.2.3"\n\n[dependencies]\nother = "1.2.3"\n',
    "src/demo/__init__.py": '__version__ = "1.2.3"\n',
    "VERSION": "1.2.3\n",
    "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n- New.\n\n## [1.2.3] - 2026-01-02\n\n- Old.\n",
    "notes.txt": "It needs other 1.2.3.\n",
}
CHANGED = ("CHANGELOG.md", "Cargo.toml", "VERSION", "package.json", "pyproject.toml", "src/demo/__init__.py")

_KILLED = """
import os, signal, sys
from gonogo.cli.bump import bump
from gonogo.cli.parser import parse
left = int(sys.argv[2])
def at(point):
    global left
    if point == sys.argv[1]:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.exit(bump(parse(["bump", *sys.argv[3:]]), at))
"""


def make_bump_world(folder: Path) -> World:
    """An origin, and a clone with the five places, a changelog and four decoys, at 1.2.3."""
    world = make_world(folder)
    world.git("rm", "-r", "--quiet", ".")
    world.commit(dict(FILES), "Begin")
    world.env |= {"XDG_CONFIG_HOME": str(world.home / "config"), "PATH": os.environ["PATH"]}
    return world


def run_bump(world: World, *words: str, limit_bytes: int = 0) -> subprocess.CompletedProcess[str]:
    """`gonogo bump` in the clone, in a process of its own."""
    command = [sys.executable, "-m", "gonogo_tui", "bump", *words]
    limit = [sys.executable, "-c", _LIMITED, str(limit_bytes), *command] if limit_bytes else command
    return subprocess.run(limit, cwd=world.clone, env=world.env, capture_output=True, text=True, check=False)


_LIMITED = """
import os, resource, sys
size = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
os.execv(sys.argv[2], sys.argv[2:])
"""


def kill_bump(world: World, point: str, nth: int, *words: str) -> int:
    """The same, killed with SIGKILL when it comes to a point for the nth time; its exit code."""
    command = [sys.executable, "-c", _KILLED, point, str(nth), *words]
    return subprocess.run(
        command, cwd=world.clone, env=world.env, capture_output=True, check=False
    ).returncode


def tree_of(world: World) -> dict[str, tuple[bytes, int]]:
    """Every file of the clone outside of git's folder: its bytes and mode; and the index."""
    files = {
        str(path.relative_to(world.clone)): (path.read_bytes(), path.stat().st_mode)
        for path in sorted(world.clone.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(world.clone).parts
    }
    return {**files, ".git/index": (world.git("ls-files", "--stage").encode(), 0)}


def traces_of(world: World) -> list[str]:
    """What a bump left behind: its own files in git's folder, new files beside the old ones."""
    own = [path.name for path in (world.clone / ".git").glob("gonogo*")]
    return own + [path.name for path in world.clone.rglob("*.gonogo-*")]

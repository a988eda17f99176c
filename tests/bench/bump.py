"""`make bench`: `gonogo bump` beside other tools, and many manifests beside reading and writing their files.

    python tests/bench/bump.py [CLONE]

With a clone of Wasmtime (bare or not), its manifests at HEAD are taken; without one, a workspace of
the same shape is made. Only ratios within one run mean something: the tools take turns.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.five_files import TOOLS, Tool, git_env, make_repository, what_is_wrong

ROUNDS = 5


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="gonogo-bench-") as name:
        folder = Path(name)
        five_files(folder)


def five_files(folder: Path) -> None:
    """The job with every tool that could be installed, in turns."""
    home = folder / "home"
    home.mkdir()
    env = git_env(home)
    own = str(Path(sys.executable).parent / "gonogo")
    gonogo = Tool("gonogo", "gonogo", (own, "bump", "minor", "--tag"), {})
    tools = [gonogo, *installed(folder / "venv")]
    for tool in tools:
        make_repository(folder / "made" / tool.package, tool.files, env)
    times: dict[str, list[float]] = {tool.name: [] for tool in tools}
    problems: dict[str, str] = {}
    for turn in range(ROUNDS + 1):
        for tool in tools:
            if tool.name in problems:
                continue
            place = folder / "work" / f"{tool.package}-{turn}"
            shutil.copytree(folder / "made" / tool.package, place)
            subprocess.run(["git", "update-index", "-q", "--refresh"], cwd=place, env=env, check=False)
            begun = time.perf_counter()
            done = subprocess.run(
                tool.command, cwd=place, env=env, capture_output=True, text=True, check=False
            )
            took = time.perf_counter() - begun
            wrong = what_is_wrong(place, env)
            if done.returncode or wrong:
                said = (done.stderr or done.stdout).strip().splitlines()
                problems[tool.name] = wrong or (said[-1] if said else f"exit {done.returncode}")
            elif turn:  # the first is the warm-up
                times[tool.name].append(took)
            shutil.rmtree(place)
    mine = statistics.median(times["gonogo"])
    print(f"Five files, changelog, commit, tag (median of {ROUNDS}):")
    for tool in tools:
        if tool.name in problems:
            print(f"  {tool.name:<26} did not do the job: {problems[tool.name]}")
            continue
        median = statistics.median(times[tool.name])
        print(f"  {tool.name:<26} {median * 1000:6.0f} ms   {median / mine:5.2f} times gonogo's")


def installed(folder: Path) -> list[Tool]:
    """The tools, in a throw-away environment; those that can not be installed are named."""
    venv.create(folder, with_pip=True)
    found: list[Tool] = []
    for tool in TOOLS:
        done = subprocess.run(
            [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", tool.package],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(f"Skipped: {tool.name} can not be installed here.")
            continue
        command = (str(folder / "bin" / tool.command[0]), *tool.command[1:])
        found.append(Tool(tool.name, tool.package, command, tool.files))
    return found


if __name__ == "__main__":
    main()

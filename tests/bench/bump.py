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

from bench.five_files import COMMITS, TOOLS, Tool, git_env, make_repository, what_is_wrong
from bench.many_manifests import export, generate

ROUNDS = 5


def main() -> None:
    clone = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(prefix="gonogo-bench-") as name:
        folder = Path(name)
        five_files(folder / "five")
        many_manifests(folder / "many", clone)


def many_manifests(folder: Path, clone: Path | None) -> None:
    """Reading, planning and writing many manifests, beside reading and writing them."""
    made = folder / "made"
    made.mkdir(parents=True)
    if clone is None:
        generate(made)
    else:
        export(clone, made)
    script = str(Path(__file__).with_name("many_manifests.py"))
    rounds: list[list[float]] = []
    for turn in range(ROUNDS + 1):
        place = folder / str(turn)
        shutil.copytree(made, place)
        command = [sys.executable, script, str(place), *(["wasmtime"] if clone else [])]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        rounds += [[float(word) for word in done.stdout.split()]] if turn else []
    planned, plain = (statistics.median(times) for times in list(zip(*rounds, strict=True))[:2])
    count = sum(1 for path in made.rglob("*") if path.is_file())
    what = "Wasmtime's" if clone else "a made workspace's"
    print(
        f"Manifests and lock files, {count} of {what}, {rounds[0][2]:.0f} of them changed (cold, median of {ROUNDS}):"
    )
    print(f"  read, plan and write       {planned * 1000:6.1f} ms")
    print(
        f"  read and write             {plain * 1000:6.1f} ms   the plan's is {planned / plain:.2f} times this"
    )


def five_files(folder: Path) -> None:
    """The job with every tool that could be installed, in turns."""
    home = folder / "home"
    home.mkdir(parents=True)
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
    print(f"Five files, changelog, {COMMITS} commits of history, commit, tag (median of {ROUNDS}):")
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

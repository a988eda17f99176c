"""A small embedded repository with release branches, whose automation cuts, proposes, tags and publishes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from gonogo.playbook.find import load_builtin
from gonogo.playbook.shape import RehearsalPart
from gonogo.rehearsal.clock import SteppedClock
from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.host import serve
from gonogo.rehearsal.seed import seed_branches, seed_environments
from gonogo.rehearsal.simulation.events import remember_workflows
from gonogo.rehearsal.world.state import World
from support.embedded import START, VIEWER, Small, client, make_bare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

MARKER = "[automatically-tag-and-release-this-commit]"
BOT = "release-bot"

RELEASE_PROCESS = """
name: Release process
on:
  schedule: [{cron: "0 0 5 * *"}, {cron: "0 0 20 * *"}]
  workflow_dispatch:
    inputs:
      action: {description: what, required: false, type: choice, default: cut, options: [cut, release-latest, release-patch]}
jobs:
  release: {runs-on: x, steps: [{run: echo}]}
"""
MAIN = """
name: CI
on:
  pull_request: {branches: [main, "release-*"]}
  merge_group:
  push: {branches: ["release-*"]}
concurrency: {group: "ci-${{ github.ref }}", cancel-in-progress: true}
jobs:
  test: {runs-on: x, strategy: {matrix: {os: [a, b]}}, steps: [{run: echo}]}
  ci-status: {runs-on: x, needs: test, steps: [{run: echo}]}
  push-tag: {runs-on: x, needs: ci-status, if: "github.event_name == 'push'", steps: [{run: echo}]}
"""
PUBLISH = """
name: Publish
on: {push: {tags: ["v*"]}}
jobs:
  publish: {runs-on: x, steps: [{run: echo}]}
  artifacts: {runs-on: x, needs: publish, steps: [{run: echo}]}
"""
EFFECTS: dict[str, Any] = {
    "release-process.yml": {
        "release": [
            {
                "when": [{"action": "cut"}, {"schedule": "0 0 5 * *"}],
                "by": BOT,
                "branch": "release-{version}",
                "pull": {
                    "base": "main",
                    "branch": "ci/bump-to-{next-major}",
                    "title": "Bump to {next-major}",
                    "bump": "major",
                    "changelog": "write",
                },
            },
            {
                "when": [{"action": "release-latest"}, {"schedule": "0 0 20 * *"}],
                "by": BOT,
                "pull": {
                    "base": "release-{previous-major}",
                    "branch": "ci/release-{previous-major}",
                    "title": "Release {previous-major}",
                    "marker": MARKER,
                    "changelog": "date",
                },
            },
            {
                "when": {"action": "release-patch"},
                "by": BOT,
                "pull": {
                    "branch": "ci/bump-to-{next-patch}",
                    "title": "Release {next-patch}",
                    "marker": MARKER,
                    "bump": "patch",
                },
            },
        ]
    },
    "main.yml": {"push-tag": {"by": BOT, "tag": {"name": "v{version}", "if-marker": MARKER[1:-1]}}},
    "publish.yml": {
        "publish": {"crates": "workspace"},
        "artifacts": {"release": {"assets": ["demo-{tag}.tar.gz"]}},
    },
}
FILES = {
    "Cargo.toml": '[workspace]\nmembers = ["low", "high"]\n[workspace.package]\nversion = "48.0.0"\n',
    "low/Cargo.toml": '[package]\nname = "demo-low"\nversion = "0.135.0"\n',
    "high/Cargo.toml": (
        '[package]\nname = "demo-high"\nversion.workspace = true\n\n[dependencies]\n'
        'demo-low = { path = "../low", version = "=0.135.0" }\n'
    ),
    "own/Cargo.toml": '[package]\nname = "demo-own"\nversion = "0.0.0"\npublish = false\n',
    "Cargo.lock": (
        '[[package]]\nname = "demo-high"\nversion = "48.0.0"\ndependencies = [\n "demo-low",\n]\n\n'
        '[[package]]\nname = "demo-low"\nversion = "0.135.0"\n'
    ),
    "RELEASES.md": (
        f"## 48.0.0\n\nUnreleased.\n\n### Added\n\n* Something.\n\n{'-' * 80}\n\n<!-- ARCHIVE_START -->\n"
    ),
    ".github/workflows/release-process.yml": RELEASE_PROCESS,
    ".github/workflows/main.yml": MAIN,
    ".github/workflows/publish.yml": PUBLISH,
}


class Trains(Small):
    """As `Small`, with automation like that of a project that releases from branches."""

    def __init__(self, folder: Path, *, effects: dict[str, Any] | None = None, **rehearsal: Any) -> None:
        part = RehearsalPart.model_validate({"workflows": effects or EFFECTS, **rehearsal})
        playbook = load_builtin("wasmtime").model_copy(update={"rehearsal": part})
        self.clock = SteppedClock(START)
        self.world = World(self.clock, playbook)
        self.git = make_bare(folder / "demo.git", FILES)
        self.repo = self.world.add_repo("octo", "demo", self.git.path, "main")
        self.repo.roles[VIEWER] = "admin"
        self.world.add_user(VIEWER)
        seed_environments(self.world, self.repo, playbook, VIEWER)
        seed_branches(self.repo, playbook)
        remember_workflows(self.world, self.repo, self.head)

    @contextmanager
    def http(self, login: str = VIEWER, **token: Any) -> Iterator[httpx.Client]:
        """A client of this world, served."""
        value = self.world.add_token(login, **token)
        with serve(self.world, self.git.path.parent / "root") as served, client(served, value) as http:
            yield http

    def cut(self) -> None:
        """Have a release branch of main's HEAD, and main at the next major."""
        assert self.git.move_ref("refs/heads/release-48.0.0", self.head, ZERO)
        self.push({"Cargo.toml": FILES["Cargo.toml"].replace("48.0.0", "49.0.0")})

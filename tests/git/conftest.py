"""Fixtures for the tests of git: one world each, and keys made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gonogo.git.clone import GitCommand
from support.git_worlds import GpgHome, StillClock, World, make_world, open_gpg_home


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def git(world: World, clock: StillClock) -> Callable[..., GitCommand]:
    """Builds the command when the world is ready: its environment may change before."""

    def build(root: Path | None = None) -> GitCommand:
        return GitCommand(root or world.clone, env=world.env, clock=clock)

    return build


@pytest.fixture(scope="session")
def gpg() -> Iterator[GpgHome]:
    yield from open_gpg_home()


@pytest.fixture(scope="session")
def other_gpg() -> Iterator[GpgHome]:
    yield from open_gpg_home()


@pytest.fixture(scope="session")
def locked_gpg() -> Iterator[GpgHome]:
    yield from open_gpg_home("a passphrase that nobody types")

"""Releases of the embedded GitHub: drafted, given assets, published; which one is the latest."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from gonogo.rehearsal.world.nouns import Asset, Release

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.state import World

_NUMBERS = re.compile(r"\d+(?:\.\d+)*$|\d+(?:\.\d+)+")


def find_release(repo: Repo, tag: str) -> Release | None:
    """The newest release of a tag, drafts included."""
    found = [release for release in repo.releases.values() if release.tag == tag]
    return found[-1] if found else None


def new_release(world: World, repo: Repo, tag: str, login: str, *, is_prerelease: bool = False) -> Release:
    """A new draft for a tag."""
    made = Release(
        world.next_id("release"),
        tag,
        tag,
        "",
        repo.default_branch,
        login,
        world.now(),
        is_prerelease=is_prerelease,
    )
    repo.releases[made.release_id] = made
    return made


def draft_release(world: World, repo: Repo, tag: str, login: str, *, is_prerelease: bool = False) -> Release:
    """The release of a tag; a draft is made when there is none."""
    return find_release(repo, tag) or new_release(world, repo, tag, login, is_prerelease=is_prerelease)


def add_asset(world: World, release: Release, name: str, data: bytes, login: str) -> Asset:
    """Attach a file to a release."""
    digest = hashlib.sha256(data).hexdigest()
    asset = Asset(world.next_id("asset"), name, data, digest, login, world.now())
    release.assets.append(asset)
    return asset


def publish_release(world: World, repo: Repo, release: Release, makes_latest: str = "true") -> None:
    """Take a release out of draft.

    Args:
        world: The world.
        repo: The repository.
        release: A draft.
        makes_latest: GitHub's `make_latest`: `true` (as the API does by itself), `false` or `legacy`.
    """
    before = latest_release(repo)
    release.is_draft = False
    release.published_at = release.published_at or world.now()
    release.is_immutable = repo.has_immutable_releases
    if makes_latest == "false" and before is not None:
        repo.latest_id = before.release_id
    else:
        make_latest(repo, release, makes_latest)


def make_latest(repo: Repo, release: Release, wish: str) -> None:
    """Let a release be called the latest (`true`), or not (`false`), or let the versions tell (`legacy`)."""
    can_be = not release.is_draft and not release.is_prerelease
    if wish == "true" and can_be:
        repo.latest_id = release.release_id
    elif wish == "legacy" or repo.latest_id == release.release_id:
        repo.latest_id = None


def latest_release(repo: Repo) -> Release | None:
    """The release that is called the latest: the one that was made so, else the highest version."""
    found = [r for r in repo.releases.values() if not r.is_draft and not r.is_prerelease]
    for release in found:
        if release.release_id == repo.latest_id:
            return release
    return max(found, key=_height, default=None)


def _height(release: Release) -> tuple[tuple[int, ...], str, int]:
    """Where a release stands among others: by the numbers of its tag, then by when it was made."""
    numbers = _NUMBERS.search(release.tag)
    parts = tuple(int(part) for part in numbers[0].split(".")) if numbers else ()
    return parts, release.created_at.isoformat(), release.release_id

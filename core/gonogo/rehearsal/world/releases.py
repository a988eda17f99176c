"""Releases of the embedded GitHub: drafted, given assets, published; which one is the latest."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from gonogo.rehearsal.world.nouns import Asset, Release

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.state import World


def find_release(repo: Repo, tag: str) -> Release | None:
    """The newest release of a tag, drafts included."""
    found = [release for release in repo.releases.values() if release.tag == tag]
    return found[-1] if found else None


def draft_release(world: World, repo: Repo, tag: str, login: str, *, is_prerelease: bool = False) -> Release:
    """The release of a tag; a draft is made when there is none."""
    found = find_release(repo, tag)
    if found is None:
        found = Release(
            world.next_id("release"),
            tag,
            tag,
            "",
            repo.default_branch,
            login,
            world.now(),
            is_prerelease=is_prerelease,
        )
        repo.releases[found.release_id] = found
    return found


def add_asset(world: World, release: Release, name: str, data: bytes, login: str) -> Asset:
    """Attach a file to a release."""
    digest = hashlib.sha256(data).hexdigest()
    asset = Asset(world.next_id("asset"), name, data, digest, login, world.now())
    release.assets.append(asset)
    return asset


def publish_release(world: World, repo: Repo, release: Release) -> None:
    """Take a release out of draft."""
    release.is_draft = False
    release.published_at = release.published_at or world.now()
    release.is_immutable = repo.has_immutable_releases


def latest_release(repo: Repo) -> Release | None:
    """The release that is called the latest: published, no pre-release, newest by its tag's commit."""
    found = [r for r in repo.releases.values() if not r.is_draft and not r.is_prerelease]
    chosen = [r for r in found if r.make_latest == "true"] or found

    def age(release: Release) -> tuple[float, int]:
        sha = repo.git.resolve(f"refs/tags/{release.tag}")
        return (repo.git.commit(sha).committer.at.timestamp() if sha else 0.0, release.release_id)

    return max(chosen, key=age, default=None)

"""What jobs publish: packages to registries, container images, releases on GitHub."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from gonogo.bump.order import publish_order
from gonogo.bump.workspace import read_crates
from gonogo.rehearsal.artifacts import build_artifact
from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.simulation.changes import push_ref
from gonogo.rehearsal.simulation.run_values import tree_texts
from gonogo.rehearsal.world.releases import add_asset, find_release, new_release, publish_release

if TYPE_CHECKING:
    from gonogo.playbook.rehearsal import ImageEffect
    from gonogo.playbook.shape import JobEffects
    from gonogo.rehearsal.simulation.run_values import RunValues
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.run_nouns import Run
    from gonogo.rehearsal.world.state import World

_UNTIL_OWNERS = timedelta(minutes=15)


def publish_packages(world: World, repo: Repo, run: Run, effects: JobEffects, values: RunValues) -> str:
    """Publish to crates.io and PyPI; why not, or nothing."""
    if effects.crates_io:
        crate = values.fill(effects.crates_io)
        if failure := publish_crate(world, run.head_sha, crate, values.version):
            return failure
    if effects.crates and (failure := _publish_workspace(world, repo, run)):
        return failure
    for pattern in effects.files if effects.pypi else ():
        if failure := _publish_file(world, run, effects.pypi, values.version, values.fill(pattern)):
            return failure
    return ""


def publish_crate(world: World, sha: str, crate: str, version: str) -> str:
    """Publish a version of a crate, built from a commit; the same bytes again are passed over."""
    data = _built(world, f"{crate}-{version}.crate", sha)
    served = world.shelf.crate_sha256(crate, version)
    if served is None:
        _put_crate(world, crate, version, data)
    elif served != hashlib.sha256(data).hexdigest():
        return f"crates.io already serves {crate} {version} with other bytes."
    return ""


def _put_crate(world: World, crate: str, version: str, data: bytes) -> None:
    """Publish; a crate's first version has one owner, who adds the others after a while."""
    is_first = not world.shelf.has_crate(crate)
    world.shelf.publish_crate(crate, version, data, world.now())
    if is_first and world.playbook is not None:
        for owner in world.playbook.rehearsal.owners:
            act = partial(world.shelf.add_owner, crate, owner)
            world.schedule(world.now() + _UNTIL_OWNERS, act, is_background=False)


def workspace_crates(world: World, repo: Repo, sha: str) -> tuple[tuple[str, str], ...]:
    """Name and version of every crate that a commit publishes, dependencies first.

    Raises:
        BumpError: a manifest does not read, or the crates depend on each other in a circle.
    """
    if world.playbook is None:
        return ()
    texts = tree_texts(repo, world.playbook, sha)
    return _ordered(tuple(sorted((p, t) for p, t in texts.items() if p.rsplit("/", 1)[-1] == "Cargo.toml")))


@lru_cache(maxsize=64)
def _ordered(manifests: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    texts = dict(manifests)
    versions = {crate.name: crate.version for crate in read_crates(texts)}
    return tuple((name, versions[name]) for name in publish_order(texts))


def _publish_workspace(world: World, repo: Repo, run: Run) -> str:
    stops_after = world.switches.crates_stop_after
    for count, (crate, version) in enumerate(workspace_crates(world, repo, run.head_sha)):
        if stops_after is not None and count >= stops_after:
            return f"crates.io did not take {crate} {version}: the upload was cut off."
        if (
            world.shelf.crate_sha256(crate, version) is None
        ):  # what is there is passed over, as cargo's scripts do
            _put_crate(world, crate, version, _built(world, f"{crate}-{version}.crate", run.head_sha))
    return ""


def _publish_file(world: World, run: Run, project: str, version: str, name: str) -> str:
    data = _built(world, name, run.head_sha)
    served = world.shelf.pypi_files(project, version).get(name)
    if served is None:
        world.shelf.publish_wheel(project, version, name, data, world.now())
    elif served != data:
        return f"PyPI already serves {name} with other bytes."
    return ""


def _built(world: World, name: str, sha: str) -> bytes:
    data = build_artifact(name, sha)
    return data + b"\n" if name in world.switches.other_bytes else data


def publish_images(world: World, run: Run, effects: JobEffects, values: RunValues) -> str:
    """Push container images; why not, or nothing."""
    for wish in effects.images:
        push_image(world, wish, values, run.head_sha)
    return ""


def push_image(world: World, wish: ImageEffect, values: RunValues, sha: str) -> None:
    """Push one image under its tags. Build metadata is no part of a tag: `1.2.3+1` goes to `1.2.3`."""
    clean = values.without_metadata()
    tags = [*wish.tags, *(wish.stable_tags if clean.is_stable else ())]
    platforms = wish.platforms[:1] if world.switches.flat_images else wish.platforms
    for pattern in tags:
        tag = clean.fill(pattern)
        told = f"{values.version} of {sha}" + (f" for {tag}" if world.switches.split_images else "")
        digest = world.images.build(wish.image, told, platforms)
        world.images.tag(wish.image, tag, digest)


def publish_release_of(
    world: World, repo: Repo, run: Run, effects: JobEffects, values: RunValues, login: str
) -> str:
    """Create a release and publish it at once; why not, or nothing."""
    wish = effects.release
    if wish is None:
        return ""
    tag = values.fill(wish.tag)
    if run.file in world.switches.empty_outputs:  # the tag's name came from an output that is empty
        tag = values.fill(wish.tag.replace("{version}", "").replace("{tag}", "v"))
    there = find_release(repo, tag)
    if there is not None and not there.is_draft:
        return f"A release of {tag} is there already."
    if repo.git.ref(f"refs/tags/{tag}") is None and (
        failure := push_ref(world, repo, login, f"refs/tags/{tag}", run.head_sha, ZERO)
    ):
        return failure
    marked = re.search(wish.prerelease, tag) is not None if wish.prerelease else not values.is_stable
    release = there or new_release(world, repo, tag, login)
    release.name, release.body, release.is_prerelease = values.fill(wish.name), values.fill(wish.body), marked
    for pattern in wish.assets:
        name = values.fill(pattern)
        if all(asset.name != name for asset in release.assets):
            add_asset(world, release, name, _built(world, name, run.head_sha), login)
    publish_release(world, repo, release, makes_latest=_LATEST[wish.makes_latest])
    return ""


_LATEST = {"always": "true", "never": "false", "highest": "legacy"}

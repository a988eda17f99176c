"""Lines of versions: which stable versions are released, and which line a moving tag of an image follows. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gonogo.bump.versions import compare, is_prerelease, is_version, numbers
from gonogo.errors import BumpError
from gonogo.playbook.commit import released_versions
from gonogo.playbook.templates import release_values, render, version_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gonogo.model.local import RefLine
    from gonogo.model.releases import Release
    from gonogo.playbook.shape import Playbook

_NUMERIC = re.compile(r"v?(?P<major>[0-9]+)(?:\.(?P<minor>[0-9]+))?")


def highest_of_line(playbook: Playbook, release: Release, tags: Iterable[RefLine], alias: str) -> str:
    """The highest stable version that a moving tag follows: `0.4`, `0`, or any for `latest`; empty for none.

    The release's own version counts, tagged or not, when it is a stable one.
    """
    scheme, own = playbook.version.scheme, release.version
    in_line = (
        version
        for version, _ in released_versions(playbook, release, tags)
        if not is_prerelease(version) and is_in_line(alias, version)
    )
    highest = next(in_line, "")
    if not is_version(own, scheme) or is_prerelease(own) or not is_in_line(alias, own):
        return highest
    return own if not highest or compare(own, highest, scheme) >= 0 else highest


def is_in_line(alias: str, version: str) -> bool:
    """Whether a moving tag may ever be on a version: `0.4` on 0.4.x only, `latest` on all."""
    line = _NUMERIC.fullmatch(alias)
    if line is None:
        return True
    try:
        major, minor, _ = numbers(version)
    except BumpError:
        return True
    return line["major"] == major and line["minor"] in (None, minor)


def image_tag(template: str, playbook: Playbook, release: Release, version: str) -> str:
    """The tag that an image of another version has, by the same template."""
    return render(template, {**release_values(playbook, release), **version_values(version)})

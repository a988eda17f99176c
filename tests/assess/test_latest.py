"""GitHub's "latest": on the highest stable version, wherever releases are published last."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.model.github import GitHubRelease
from gonogo.model.plans import EditRelease
from support.trains import TrainWorld, sha, tag_of, train
from support.widget.nouns import github_release
from support.widget.world import said

CHECK = """
- check: github-release
  latest: highest
"""


def public(tag: str, *, is_latest: bool, **changes: Any) -> GitHubRelease:
    number = sum(map(ord, tag))
    return github_release(
        tag=tag, release_id=number, is_latest=is_latest, body=f"Notes of {tag}", assets=(), **changes
    )


def world(latest: str, version: str = "1.2.0", tags: tuple[str, ...] = ("v1.2.0", "v1.1.0")) -> TrainWorld:
    made = train(CHECK, version=version)
    made.tags = {tag: tag_of(tag, sha("ccc")) for tag in (*tags, "dev", "v9-nightly")}
    made.github_releases = {tag: public(tag, is_latest=tag == latest) for tag in tags}
    return made


def test_the_highest_has_the_flag() -> None:
    assert said(world("v1.2.0"), "github-release") == ("DONE", "public, 0 assets, latest")


def test_an_old_line_that_took_the_flag_gives_it_back() -> None:
    made = world("v1.2.0", tags=("v1.2.0", "v2.0.0", "v2.1.0-rc.1"))
    assert said(made, "github-release") == (
        "NO-GO",
        "v1.2.0 is GitHub's latest release, and v2.0.0 is higher",
    )
    plan = made.plan("github-release", "latest")
    number = made.github_releases["v2.0.0"].release_id
    assert plan.actions == (
        EditRelease(number, "v2.0.0", "Notes of v2.0.0", "Notes of v2.0.0", makes_latest=True),
    )


def test_an_old_line_without_the_flag_is_as_it_must_be() -> None:
    made = world("v2.0.0", tags=("v1.2.0", "v2.0.0"))
    assert said(made, "github-release") == ("DONE", "public, 0 assets")


def test_a_higher_one_that_is_not_public_yet_claims_nothing() -> None:
    made = world("v1.2.0", tags=("v1.2.0", "v2.0.0"))
    made.github_releases["v2.0.0"] = public("v2.0.0", is_latest=False, is_draft=True)
    assert said(made, "github-release") == ("DONE", "public, 0 assets, latest")
    del made.github_releases["v2.0.0"]
    made.github_releases["v1.2.0"] = public("v1.2.0", is_latest=False)
    assert said(made, "github-release") == ("DONE", "public, 0 assets")


def test_the_highest_without_the_flag_is_offered_it() -> None:
    made = world("v1.1.0")
    assert said(made, "github-release") == ("NO-GO", "v1.2.0 is public, but not GitHub's latest release")
    (action,) = made.plan("github-release", "latest").actions
    assert isinstance(action, EditRelease)
    assert (action.tag, action.makes_latest, action.after) == ("v1.2.0", True, action.before)


@pytest.mark.parametrize(
    ("is_latest", "expected"),
    [
        (True, ("NO-GO", "v1.2.0-rc.1 is a pre-release, and GitHub's latest release")),
        (False, ("DONE", "public, 0 assets")),
    ],
)
def test_a_candidate_must_not_have_it(is_latest: bool, expected: tuple[str, str]) -> None:
    made = world("v1.2.0-rc.1" if is_latest else "", "1.2.0-rc.1", ("v1.2.0-rc.1",))
    assert said(made, "github-release") == expected


@pytest.mark.parametrize(
    ("wanted", "is_pre", "expected"),
    [
        ("true", False, ("NO-GO", "v1.2.0 is marked as a normal release, not as a pre-release")),
        ("true", True, ("DONE", "public, 0 assets, latest")),
        ("false", True, ("NO-GO", "v1.2.0 is marked as a pre-release, not as a normal release")),
    ],
)
def test_it_is_marked_as_it_must_be(wanted: str, is_pre: bool, expected: tuple[str, str]) -> None:
    made = world("v1.2.0")
    made.playbook = train(CHECK + f"  prerelease: {wanted}\n").playbook
    made.github_releases["v1.2.0"] = public("v1.2.0", is_latest=True, is_prerelease=is_pre)
    assert said(made, "github-release") == expected

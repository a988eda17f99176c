"""Several releases at once: in which order, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gonogo.assess.next_up import in_order, next_of_all, next_up
from gonogo.model.day import Day, ReleaseView
from gonogo.model.github import RepoName
from gonogo.model.snapshot import Snapshot
from gonogo.model.verdicts import Assessment, Finding, Offer, Standing, Tier, Verdict
from support.trains import book, release_of

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HIGHEST = book("- check: github-release\n  latest: highest\n")
ANY = book("- check: github-release\n  latest: false\n")


def view(version: str, verdict: str, offer: str = "", refused: str = "") -> ReleaseView:
    offers = (Offer("do", offer, Tier.SHOW, refused=refused),) if offer else ()
    standing = Standing("github-release", Finding(Verdict(verdict), "evidence"), offers=offers)
    step = None if verdict == "DONE" else "github-release"
    assessment = Assessment(Verdict(verdict), f"the reason of {version}", step, (standing,), frozenset())
    return ReleaseView(release_of("train", version, "1.0.0"), (), assessment, (), f"v{version}", "")


FIVE = (
    view("48.0.0", "GO", "Merge #5"),
    view("36.0.14", "GO", "Merge #3"),
    view("47.0.4", "HOLD"),
    view("24.0.13", "GO", "Merge #1"),
    view("46.0.3", "NO-GO", "Run main.yml again"),
)


def versions(views: tuple[ReleaseView, ...]) -> list[str]:
    return [one.release.version for one in views]


def test_what_needs_you_first_and_old_lines_before_new_ones() -> None:
    assert versions(in_order(HIGHEST, FIVE)) == ["46.0.3", "24.0.13", "36.0.14", "48.0.0", "47.0.4"]


def test_where_latest_does_not_matter_they_stay_as_they_were_begun() -> None:
    assert versions(in_order(ANY, FIVE)) == ["46.0.3", "48.0.0", "36.0.14", "24.0.13", "47.0.4"]


@pytest.mark.parametrize(
    ("views", "expected"),
    [
        (
            FIVE,
            (
                "46.0.3",
                "46.0.3 is NO-GO: evidence. Run main.yml again puts it right",
            ),
        ),
        (
            FIVE[:4],
            (
                "24.0.13",
                "24.0.13 is ready: Merge #1. Old lines go first, so that 48.0.0 is published last and stays the latest",
            ),
        ),
        (
            (FIVE[0], FIVE[2]),
            (
                "48.0.0",
                "48.0.0 is ready: Merge #5. 47.0.4 is not out yet: what is published last may take `latest`",
            ),
        ),
        ((FIVE[0],), ("48.0.0", "48.0.0 is ready: Merge #5")),
        (
            (view("46.0.3", "NO-GO"), view("24.0.13", "GO", "Merge #1"), view("36.0.14", "DONE")),
            (
                "24.0.13",
                (
                    "24.0.13 is ready: Merge #1. Old lines go first, so that 46.0.3 is published last and stays"
                    " the latest. 46.0.3 is NO-GO, and holds nobody else up"
                ),
            ),
        ),
        (
            (view("46.0.3", "NO-GO", "Run it again", refused="not finished"),),
            ("46.0.3", "46.0.3 is NO-GO: evidence"),
        ),
    ],
)
def test_which_is_next_and_why(views: tuple[ReleaseView, ...], expected: tuple[str, str]) -> None:
    found = next_up(HIGHEST, in_order(HIGHEST, views))
    assert found == (f"widget-train-{expected[0]}", expected[1])


@pytest.mark.parametrize("verdict", ["HOLD", "UNKNOWN", "DONE"])
def test_nothing_waits_for_a_person(verdict: str) -> None:
    assert next_up(HIGHEST, (view("48.0.0", verdict),)) is None
    assert next_up(HIGHEST, ()) is None


def test_of_several_repositories_what_no_key_can_put_right_is_named_and_left() -> None:
    stuck, ready = (
        replace(one, release=replace(one.release, repo=RepoName("acme", name)))
        for name, one in (("stuck", view("1.0.0", "NO-GO")), ("ready", view("2.0.0", "GO", "Merge #5")))
    )
    days = [
        Day(one.release.repo, (one,), Snapshot(NOW, {}), "you", next_up=next_up(ANY, (one,)))
        for one in (stuck, ready)
    ]
    assert next_of_all(days, (stuck, ready)) == (
        ready.release.release_id,
        "ready: 2.0.0 is ready: Merge #5. stuck 1.0.0 is NO-GO too, and no key puts that right",
    )

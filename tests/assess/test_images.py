"""Images: one digest, every platform, moving tags on the highest version, and back again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gonogo.errors import RefusedError
from gonogo.model.asks import ImageAsk, RunDetailAsk
from gonogo.model.github import RunDetail
from gonogo.model.local import Image
from gonogo.model.plans import CopyImage
from gonogo.model.snapshot import Problem
from support.places import Place, digest, sha
from support.widget.nouns import job, run

NAME = "ghcr.io/acme/widget"
INDEX = "application/vnd.oci.image.index.v1+json"
BOTH = ("linux/amd64", "linux/arm64")


def image(tag: str, of: str, platforms: tuple[str, ...] = BOTH) -> Image:
    return Image(NAME, tag, digest(of), INDEX if platforms else "", platforms)


def place(keys: str, tags: dict[str, str], version: str = "0.4.1", previous: str = "0.4.0") -> Place:
    """A registry: tag → the version whose image it is on; every such version has a git tag."""
    made = Place(f"- {{check: images, image: {NAME}, {keys}}}\n", version=version, previous=previous)
    made.commit("a", on="main")
    made.images = {tag: image(tag, of) for tag, of in tags.items()}
    made.tags = {f"v{of}": sha("a") for of in (*tags.values(), version)}
    return made


STABLE = "tags: ['{version}'], aliases: ['{major}.{minor}', '{major}', latest]"
OURS = {"0.4.0": "0.4.0", "0.4.1": "0.4.1", "0.4": "0.4.1", "0": "0.4.1", "latest": "0.4.1"}
HIGHER = {**OURS, "0.5.0": "0.5.0", "0.5": "0.5.0", "0": "0.5.0", "latest": "0.5.0"}
RC = "tags: ['{version}'], unmoved: [latest, '{major}.{minor}']"
D41 = digest("0.4.1")[7:19]


@pytest.mark.parametrize(
    ("tags", "verdict", "evidence"),
    [
        (OURS, "DONE", f"0.4.1, 0.4, 0, latest on {D41}, 2 platforms"),
        (HIGHER, "DONE", f"0.4.1, 0.4 on {D41}, 2 platforms"),
        (
            {**HIGHER, "latest": "0.4.1"},
            "NO-GO",
            "latest: moved back to 0.4.1, expected 0.5.0, which is higher",
        ),
        ({**HIGHER, "0": "0.4.1"}, "NO-GO", "0: moved back to 0.4.1, expected 0.5.0, which is higher"),
        ({**OURS, "latest": "0.4.0"}, "NO-GO", f"latest: {digest('0.4.0')[7:19]}, expected {D41} (0.4.1)"),
        ({k: v for k, v in OURS.items() if k != "0.4"}, "NO-GO", f"0.4: not there, expected {D41} (0.4.1)"),
        ({**HIGHER, "latest": "0.4.0"}, "NO-GO", "latest: "),
        ({}, "NO-GO", "no 0.4.1 of widget"),
    ],
)
def test_moving_tags_follow_the_highest_version(tags: dict[str, str], verdict: str, evidence: str) -> None:
    said = place(STABLE, tags).said()
    assert said[0] == verdict
    assert said[1].startswith(evidence)


def test_two_digits_are_higher_than_one() -> None:
    tags = {**OURS, "0.10.0": "0.10.0", "0.9.0": "0.9.0", "0.10": "0.10.0", "0": "0.10.0", "latest": "0.10.0"}
    assert place(STABLE, tags).said()[0] == "DONE"
    assert place(STABLE, {**tags, "latest": "0.9.0"}).said()[0] == "NO-GO"


@pytest.mark.parametrize(
    ("tags", "verdict", "evidence"),
    [
        ({"latest": "0.4.1", "0.5.0-rc.1": "0.5.0-rc.1"}, "DONE", "0.5.0-rc.1 on "),
        ({"0.5.0-rc.1": "0.5.0-rc.1"}, "DONE", "0.5.0-rc.1 on "),
        (
            {"latest": "0.5.0-rc.1", "0.5.0-rc.1": "0.5.0-rc.1"},
            "NO-GO",
            "latest: moved to 0.5.0-rc.1, expected not moved",
        ),
        (
            {"latest": "0.5.0-rc.1", "0.5.0-rc.1": "0.5.0-rc.1", "0.5.0": "0.5.0-rc.1", "0.5": "0.5.0-rc.1"},
            "DONE",
            "0.5.0-rc.1 on ",
        ),
    ],
)
def test_a_candidate_moves_nothing_unless_it_became_the_release(
    tags: dict[str, str], verdict: str, evidence: str
) -> None:
    made = place(RC, tags, version="0.5.0-rc.1")
    if "0.5.0" in tags:
        made.tags["v0.5.0"] = sha("a")
    said = made.said()
    assert said[0] == verdict
    assert said[1].startswith(evidence)


def test_tags_of_one_version_share_one_digest() -> None:
    made = place("tags: ['{version}', 'v{version}']", {"0.4.1": "0.4.1", "v0.4.1": "other"})
    assert made.said() == ("NO-GO", f"v0.4.1: {digest('other')[7:19]}, expected as 0.4.1")


def test_a_flattened_index_is_no_go() -> None:
    made = place(STABLE, OURS)
    for tag in ("0.4.1", "0.4", "0", "latest"):
        made.images[tag] = image(tag, "0.4.1", ())
    assert made.said()[1].startswith(
        "platforms of 0.4.1: one image, not an index: flattened, expected linux/amd64"
    )
    for tag in ("0.4.1", "0.4", "0", "latest"):
        made.images[tag] = image(tag, "0.4.1", ("linux/amd64", "unknown/unknown"))
    assert made.said() == ("NO-GO", "platforms of 0.4.1: linux/amd64, expected linux/amd64, linux/arm64")


def test_a_version_with_build_metadata_is_refused() -> None:
    made = place("tags: ['{version}']", {}, version="0.4.1+1")
    assert made.said() == ("NO-GO", "0.4.1+1 can not be a tag of an image")


def test_a_registry_that_does_not_answer_is_unknown() -> None:
    made = place(STABLE, OURS)
    made.problems[ImageAsk] = Problem("the registry did not answer")
    assert made.said() == ("UNKNOWN", "the registry did not answer")


@pytest.mark.parametrize(
    ("state", "verdict", "evidence"),
    [
        ("in_progress", "HOLD", "no 0.4.1 of widget yet"),
        ("failure", "NO-GO", "no 0.4.1 of widget, and the run is over"),
    ],
)
def test_an_image_is_awaited_while_its_run_goes_on(state: str, verdict: str, evidence: str) -> None:
    steps = f"- {{wait: workflow, run: r.yml}}\n- {{check: images, image: {NAME}, tags: ['{{version}}']}}\n"
    made = Place(steps, version="0.4.1", previous="0.4.0")
    made.commit("a", on="main")
    made.tags["v0.4.1"] = sha("a")
    one = job("image", state)
    done = one.completed_at is not None
    made_run = run(
        "r.yml",
        sha("a"),
        status="completed" if done else "in_progress",
        conclusion=state if done else "",
        head_branch="v0.4.1",
    )
    made.answers[RunDetailAsk("r.yml", sha("a"), "push", "v0.4.1")] = RunDetail(made_run, (one,), ())
    if done:
        made.now += timedelta(minutes=30)
    assert made.said("images") == (verdict, evidence)


RETAG = "[latest, '{major}.{minor}', '{major}']"


def rollback(tags: dict[str, str], previous: str = "0.4.0", version: str = "0.4.1") -> Place:
    made = Place(f"- {{do: retag, image: {NAME}, tags: {RETAG}}}\n", version=version, previous=previous)
    made.commit("a", on="main")
    made.images = {tag: image(tag, of) for tag, of in tags.items()}
    return made


def test_tags_go_back_by_copying_what_is_there() -> None:
    made = rollback(OURS)
    assert made.said() == ("GO", f"latest, 0.4, 0 to go to 0.4.0, {digest('0.4.0')[7:19]}")
    plan = made.plan()
    assert plan.actions == tuple(
        CopyImage(NAME, tag, digest("0.4.0"), digest("0.4.1"), "0.4.0") for tag in ("latest", "0.4", "0")
    )
    assert any("Nothing is deleted" in warning for warning in plan.warnings)
    made.images["latest"] = image("latest", "0.4.0")
    assert [action.subject.split("@")[0] for action in made.plan().actions] == [f"{NAME}:0.4", f"{NAME}:0"]
    made.images |= {tag: image(tag, "0.4.0") for tag in ("0.4", "0")}
    assert made.said()[0] == "DONE"
    with pytest.raises(RefusedError):
        made.plan()


def test_a_line_without_another_version_stays() -> None:
    made = rollback(
        {"0.3.9": "0.3.9", "0.4.0": "0.4.0", "0.4": "0.4.0", "0": "0.4.0", "latest": "0.4.0"},
        "0.3.9",
        "0.4.0",
    )
    plan = made.plan()
    assert [action.subject.split("@")[0] for action in plan.actions] == [f"{NAME}:latest", f"{NAME}:0"]
    assert "0.4 stays: 0.3.9 is of another line." in plan.warnings


def test_there_is_nothing_to_go_back_to() -> None:
    assert rollback({"latest": "0.4.1"}).said() == ("NO-GO", "widget has no 0.4.0 to go back to")
    same = {**OURS, "0.4.0": "0.4.1"}
    assert rollback(same).said() == ("NO-GO", "0.4.0 and 0.4.1 are the same image")


def test_moving_tags_that_an_old_line_took_are_put_back_by_copying() -> None:
    tags = {**HIGHER, "latest": "0.4.1", "0": "0.4.1"}
    made = place(STABLE, tags)
    (offer, waive) = made.standing().offers
    assert (offer.verb, offer.title) == ("do", "Put 0, latest of widget on 0.5.0")
    assert waive.verb == "waive"
    plan = made.plan()
    assert plan.actions == (
        CopyImage(NAME, "0", digest("0.5.0"), digest("0.4.1"), "0.5.0"),
        CopyImage(NAME, "latest", digest("0.5.0"), digest("0.4.1"), "0.5.0"),
    ), "0.4 is where it must be"
    assert dict(plan.rests_on)["latest"] == digest("0.4.1")


def test_a_lost_platform_is_not_put_right_by_copying() -> None:
    made = place(STABLE, OURS)
    for tag in ("0.4.1", "0.4", "0", "latest"):
        made.images[tag] = image(tag, "0.4.1", ())
    standing = made.standing()
    assert [offer.verb for offer in standing.offers] == ["waive"]
    assert standing.finding.advice.startswith("It was pushed for fewer platforms")

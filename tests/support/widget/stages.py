"""A release day of the small repository, stage by stage."""

from __future__ import annotations

from dataclasses import replace

from gonogo.model.github import (
    GateReview,
)
from support.widget.nouns import (
    ALL_PASSED,
    BUMPED,
    CRATE,
    GOOD_TAG,
    MERGED,
    NEW,
    PULL,
    PULL_HEAD,
    SIGNED,
    WHEELS,
    github_release,
    release_run,
    run,
)
from support.widget.world import World


def begun() -> World:
    """0.6.0 is begun; nothing is done yet."""
    return World()


def reviewed() -> World:
    """The impact is confirmed: the bump is next."""
    world = begun()
    world.confirm("impact", NEW, "minor-breaking")
    return world


def proposed() -> World:
    """The pull request is open and green: the merge is next."""
    world = reviewed()
    world.pull = PULL
    world.heads["release/v0.6.0"] = PULL_HEAD
    return world


def merged() -> World:
    """main has the version and is green: the go is next."""
    world = proposed()
    world.pull = MERGED
    world.heads["main"] = BUMPED
    world.runs = [run("ci.yml"), run("fuzz.yml")]
    return world


def agreed() -> World:
    """The go is given for main's HEAD: the tag is next."""
    world = merged()
    world.confirm("go", BUMPED, "go")
    return world


def tagged() -> World:
    """The tag is on origin and release.yml builds."""
    world = agreed()
    world.pushed_tag()
    world.tag, world.signature = GOOD_TAG, SIGNED
    world.github_release = github_release(is_draft=True)
    world.detail = release_run(guard="success", build="in_progress")
    return world


def at_the_gate() -> World:
    """publish-crate waits at its gate."""
    world = tagged()
    world.detail = release_run(guard="success", build="success", publish_crate="waiting")
    return world


def at_the_second_gate() -> World:
    """The crate is published; publish-pypi waits."""
    world = tagged()
    world.crate = CRATE
    world.detail = release_run(
        guard="success", build="success", publish_crate="success", publish_pypi="waiting"
    )
    return world


def published_all() -> World:
    """Everything is out; one word is left."""
    world = tagged()
    world.crate, world.wheels = CRATE, WHEELS
    world.detail = replace(
        release_run(**ALL_PASSED),
        reviews=(GateReview("crates-io", "approved", "jo", ""), GateReview("pypi", "approved", "mira", "")),
    )
    world.github_release = github_release()
    return world


def finished() -> World:
    """The release is done."""
    world = published_all()
    world.confirm("told", NEW)
    return world


STAGES = (
    begun,
    reviewed,
    proposed,
    merged,
    agreed,
    tagged,
    at_the_gate,
    at_the_second_gate,
    published_all,
    finished,
)
"""A release day in order, each stage as a function that makes its world."""

"""ordvec's recovery: a release that stopped between the registries is finished, or given up, and never made wider."""

from __future__ import annotations

import pytest

from gonogo.compose.demos import choices_of
from gonogo.errors import RefusedError
from gonogo.model.verdicts import Verdict
from support.demos import demo, play_demo

pytestmark = pytest.mark.journey
TAG = "v0.6.0"
GATES = (
    "approve-publish-crate",
    "approve-publish-pypi",
    "approve-publish-manifest-crate",
    "approve-publish-manifest-pypi",
)


def the_run(trip):
    (found,) = [run for run in trip.server.repo.runs.values() if run.head_branch == TAG]
    return found


def the_release(trip):
    (found,) = [one for one in trip.server.repo.releases.values() if one.tag == TAG]
    return found


def on_pypi(trip):
    return trip.world.shelf.pypi_files("ordvec", "0.6.0")


def assert_nothing_can_be_approved(trip):
    for gate in GATES:
        assert all(offer.refused for offer in trip.standing(gate).offers if offer.verb == "approve")
        with pytest.raises(RefusedError):
            trip.plan(gate, "approve")


async def test_a_draft_and_half_of_the_registries_are_brought_to_their_end():
    async with demo("ordvec", "recovery") as trip:
        shelf, tag = trip.world.shelf, trip.git("rev-parse", f"refs/tags/{TAG}")
        served = shelf.crate_sha256("ordvec", "0.6.0")
        await trip.look()
        assert served, "crates.io has it"
        assert not on_pypi(trip), "PyPI has not"
        assert the_release(trip).is_draft
        assert_nothing_can_be_approved(trip)
        assert await play_demo(trip, choices_of("ordvec", "recovery", "")) == 0
        assert trip.lines[-1].text == "DONE"
        assert the_run(trip).attempt == 2, "the same run, its failed jobs again"
        assert shelf.crate_sha256("ordvec", "0.6.0") == served
        assert len(on_pypi(trip)) == 5
        assert shelf.crate_sha256("ordvec-manifest", "0.6.0")
        release = the_release(trip)
        assert not release.is_draft
        digests = {asset.name: asset.sha256 for asset in release.assets}
        assert digests["ordvec-0.6.0.crate"] == served
        assert trip.git("rev-parse", f"refs/tags/{TAG}") == tag


async def test_main_that_went_on_is_not_asked_again():
    async with demo("ordvec", fault="head-moved") as trip:
        assert trip.git("rev-parse", f"{TAG}^{{commit}}") != trip.main()
        assert await play_demo(trip, choices_of("ordvec", "", "head-moved")) == 0
        run = the_run(trip)
        assert run.attempt == 2
        (check,) = [job for job in run.jobs if job.spec.key == "require-ci-green"]
        assert check.conclusion == "success", "kept from when main was at this commit"
        assert run.head_sha == trip.git("rev-parse", f"{TAG}^{{commit}}")


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("burnt-version", "ordvec-0.6.0.crate"),
        ("workflow-wrong", "Why the run stopped is known: workflow"),
    ],
)
async def test_a_version_that_can_not_be_finished_is_given_up_and_nothing_more_is_published(fault, sentence):
    async with demo("ordvec", fault=fault) as trip:
        assert await play_demo(trip, choices_of("ordvec", "", fault)) == 4
        assert trip.verdict is Verdict.NO_GO
        assert sentence in trip.lines[-1].data["reason"]
        told = [line.data["advice"] for line in trip.lines if line.kind == "advice"]
        assert "yank" in told[0].lower()
        assert_nothing_can_be_approved(trip)
        assert not on_pypi(trip)
        assert trip.world.shelf.crate_sha256("ordvec-manifest", "0.6.0") is None
        assert the_release(trip).is_draft

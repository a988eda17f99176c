"""RustShare through the embedded GitHub: signed tags, images that keep their platforms, a hotfix, a way back."""

from __future__ import annotations

import subprocess

import pytest

from gonogo.compose.demos import choices_of
from gonogo.model.verdicts import Verdict
from support.demos import demo, play_demo

pytestmark = pytest.mark.journey
IMAGE = "kubedoio/rustshare-backend"
BOTH = "2 platforms"


def assert_signed(trip, tag, message):
    """An annotated tag that git itself verifies, with the words of the document."""
    body = trip.git("cat-file", "-p", f"refs/tags/{tag}")
    assert trip.git("cat-file", "-t", f"refs/tags/{tag}") == "tag"
    assert f"\n\n{message}\n" in body
    words = ["git", "--git-dir", str(trip.opened.bare), "verify-tag", tag]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def release_of(trip, tag):
    (found,) = [one for one in trip.server.repo.releases.values() if one.tag == tag]
    return found


def images(trip):
    return trip.world.images.tags(IMAGE)


async def test_a_candidate_is_tagged_and_moves_nothing():
    async with demo("rustshare", "rc") as trip:
        before = images(trip)
        assert await play_demo(trip) == 0
        assert_signed(trip, "v0.4.0-rc.1", "Release candidate 0.4.0-rc.1")
        after = images(trip)
        assert set(after) - set(before) == {"0.4.0-rc.1"}
        assert {tag: after[tag] for tag in before} == before, "latest, 0.3 and 0 stay where they are"
        assert release_of(trip, "v0.4.0-rc.1").is_prerelease


async def test_a_stable_release_has_one_digest_for_its_four_tags():
    async with demo("rustshare", "stable") as trip:
        log = trip.git("show", "main:CHANGELOG.md")
        assert await play_demo(trip) == 0
        assert_signed(trip, "v0.4.0", "Release v0.4.0")
        assert trip.git("log", "-1", "--format=%s", "v0.4.0^{commit}") == "docs: prepare release v0.4.0"
        tags = images(trip)
        assert len({tags[tag] for tag in ("0.4.0", "0.4", "0", "latest")}) == 1
        assert tags["0.3"] == tags["0.3.1"] != tags["latest"]
        assert trip.standing("images").finding.evidence.endswith(BOTH)
        release = release_of(trip, "v0.4.0")
        assert (release.is_draft, release.is_prerelease) == (False, False)
        assert (
            sorted(asset.name.split("-")[0] for asset in release.assets) == ["rustshare"] * 2 + ["sbom"] * 3
        )
        heading = "## [Unreleased]\n"
        compare = "https://github.com/kubedoio/rustshare/compare"
        expected = log.replace(heading, f"{heading}\n## [0.4.0] - 2026-09-24\n").replace(
            f"[Unreleased]: {compare}/v0.3.1...HEAD",
            f"[Unreleased]: {compare}/v0.4.0...HEAD\n[0.4.0]: {compare}/v0.3.1...v0.4.0",
        )
        assert trip.git("show", "main:CHANGELOG.md") == expected


async def test_a_hotfix_of_an_old_line_gives_back_what_it_took_and_comes_home_to_main():
    async with demo("rustshare", fault="old-line") as trip:
        assert await play_demo(trip) == 4
        assert "moved back to 0.3.2, expected 0.4.0, which is higher" in trip.reason
        advice = trip.standing("images").finding.advice
        assert "Put 0, latest of rustshare-backend on 0.4.0" in advice
        assert images(trip)["latest"] == images(trip)["0.3.2"]
        assert await play_demo(trip, choices_of("rustshare", "", "old-line")) == 0
        tags = images(trip)
        assert tags["latest"] == tags["0"] == tags["0.4"] == tags["0.4.0"]
        assert tags["0.3"] == tags["0.3.2"]
        assert_signed(trip, "v0.3.2", "Hotfix v0.3.2")
        assert trip.git("merge-base", "--is-ancestor", "v0.3.2^{commit}", "main") == ""
        fork = trip.git("merge-base", "v0.3.1^{commit}", "v0.3.2^{commit}")
        assert fork == trip.git("rev-parse", "v0.3.1^{commit}"), "from the last stable tag of its line"
        assert trip.server.repo.releases, "and the flag is on the highest"
        latest = trip.server.repo.latest_id
        assert latest in (None, release_of(trip, "v0.4.0").release_id)


async def test_a_way_back_deletes_nothing():
    async with demo("rustshare", "rollback") as trip:
        before, tag = images(trip), trip.git("rev-parse", "refs/tags/v0.3.1")
        notes, kept = release_of(trip, "v0.3.1").body, set(trip.server.repo.releases)
        assert before["latest"] == before["0.3.1"]
        assert await play_demo(trip) == 0
        after = images(trip)
        assert set(after) == set(before)
        assert after["0.3.1"] == before["0.3.1"], "who needs it still has it"
        assert after["latest"] == after["0.3"] == after["0"] == after["0.3.0"]
        manifest = trip.world.images.find(IMAGE, "latest")
        assert manifest is not None
        assert "image.index" in manifest.media_type, "copied as it is: both platforms"
        assert trip.git("rev-parse", "refs/tags/v0.3.1") == tag
        assert set(trip.server.repo.releases) == kept
        body = release_of(trip, "v0.3.1").body
        assert body.startswith("## ⚠️ Deprecated\n\nShares with a date in the past stay open.\n")
        assert body.endswith(notes)
        assert "> **Withdrawn.** Shares with a date in the past stay open." in trip.git(
            "show", "main:CHANGELOG.md"
        )


@pytest.mark.parametrize(
    ("fault", "sentence", "advice"),
    [
        ("rc-refused", "the run would fail at once", "Land another pattern"),
        ("no-ci", "ci.yml never ran for", "have it run for exactly this one"),
        ("no-guide", "finds nothing on 0.4.0 there", "Land a row for 0.4.0"),
        (
            "empty-tag",
            "the run made its release for v, not for v0.4.0",
            "Write the release of v0.4.0 yourself",
        ),
        ("plus-one", "`+1` is build metadata", "choose another version"),
        (
            "flat-image",
            "one image, not an index: flattened",
            "Have the workflow build and push all of them again",
        ),
        ("candidate-failed", "The candidate holds on staging: failed", "Land the fix on main"),
        ("no-sign-off", "#1 has 1 failed check on", "Look at the failed checks"),
    ],
)
async def test_what_goes_wrong_has_its_sentence_and_says_what_to_do(fault, sentence, advice):
    async with demo("rustshare", fault=fault) as trip:
        assert await play_demo(trip, choices_of("rustshare", "", fault)) == 4
        assert sentence in trip.lines[-1].data["reason"]
        told = [line.data["advice"] for line in trip.lines if line.kind == "advice"]
        assert len(told) == 1
        assert advice in told[0]
        if fault in ("rc-refused", "no-ci", "no-guide", "plus-one"):
            assert trip.git("tag", "--list", "v0.4*", "v0.3.1+*", "v0.3.2") == "", "nothing is tagged before"


async def test_a_candidate_that_nobody_scans_goes_on_and_it_is_said():
    async with demo("rustshare", fault="no-scan") as trip:
        assert await play_demo(trip) == 0
        finding = trip.standing("smoke-and-scan").finding
        assert finding.verdict is not Verdict.DONE
        assert "release.yml does neither" in finding.evidence


async def test_what_gonogo_commits_is_signed_off_as_the_repository_asks():
    async with demo("rustshare", "stable") as trip:
        assert await play_demo(trip) == 0
        assert trip.git("log", "-1", "--format=%(trailers:key=Signed-off-by,valueonly)", "v0.4.0") == (
            "You <you@example.org>"
        )

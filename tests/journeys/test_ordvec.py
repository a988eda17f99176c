"""ordvec's release through the embedded GitHub: the good day, and everything that can go wrong on it."""

import subprocess
from datetime import timedelta

import httpx
import pytest

from gonogo.errors import MovedError, RefusedError
from gonogo.model.asks import BoardAsk
from gonogo.model.plans import PushTag
from gonogo.model.releases import EventKind, OutcomeState, open_intents
from gonogo.model.verdicts import Verdict
from gonogo.rehearsal import people
from support.rehearsals import rehearsing

pytestmark = pytest.mark.journey
CI = ("ci.yml", "python.yml", "fuzz.yml", "codeql.yml", "actionlint.yml", "zizmor.yml")


def push_to_main(trip):
    """A commit of somebody else lands on main."""
    files = {"docs/late.md": "a late fix\n"}
    return people.land_commit(trip.world, trip.server.repo, "second-maintainer", "main", files, "A late fix")


def latest_run(trip, file, sha):
    run = people.newest_run(trip.world, trip.server.repo, file, sha)
    assert run is not None
    return run


def settle(trip, limit=500):
    """Let everything that is under way come to its end."""
    for _ in range(limit):
        if not trip.opened.advance():
            return


async def test_a_good_day_from_the_first_step_to_done():
    async with rehearsing() as trip:
        assert await trip.play() == 0
        assert trip.lines[-1].text == "DONE"
        tag = trip.git("rev-parse", "refs/tags/v0.6.0")
        assert trip.git("cat-file", "-t", tag) == "tag"
        assert trip.git("rev-parse", "v0.6.0^{commit}") == trip.main()
        verified = subprocess.run(
            ["git", "--git-dir", str(trip.opened.bare), "verify-tag", "v0.6.0"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert verified.returncode == 0, verified.stderr
        assert 'Good "git" signature' in verified.stderr
        assert trip.git("show", "main:Cargo.toml").count('version = "0.6.0"') == 1
        acts = [e for e in trip.view.events if e.kind is EventKind.OUTCOME]
        assert [e.action for e in acts] == ["push-bump", "open-pull", "merge-pull", "push-tag"] + [
            "review-gate"
        ] * (len(acts) - 4)
        assert len(acts) >= 7
        assert all(e.actor == "you" and e.state is OutcomeState.DONE and e.at for e in acts)
        assert open_intents(trip.view.events) == ()
        release = next(iter(r for r in trip.server.repo.releases.values() if r.tag == "v0.6.0"))
        assert not release.is_draft
        assert trip.standing("attestations").finding.verdict is Verdict.UNKNOWN


async def test_the_bump_shows_what_it_does_not_touch():
    async with rehearsing() as trip:
        await trip.until_ready("bump")
        plan = trip.plan("bump")
        edits = {edit.path for edit in plan.actions[0].edits}
        assert {"Cargo.toml", "Cargo.lock", "fuzz/Cargo.lock", "CHANGELOG.md", "README.md"} <= edits
        assert any(hit.path == "THREAT_MODEL.md" for hit in plan.leftovers)
        before = trip.git("show", "main:Cargo.lock")
        await trip.until_done("merge")
        after = trip.git("show", "main:Cargo.lock")
        assert before.count('version = "0.5.0"') - after.count('version = "0.5.0"') == 5
        assert after.count('version = "0.5.0"') >= 1, "the decoy keeps its version"


async def test_a_plan_that_was_looked_at_before_its_time_does_not_run():
    async with rehearsing() as trip:
        await trip.session.look()
        early = trip.session.plan(trip.view.release.release_id, "bump", "do", is_preview=True)
        assert early.refused.startswith("after: ")
        with pytest.raises(RefusedError, match="not now, after: "):
            await trip.session.perform(early)
        assert trip.git("branch", "--list", "release/v0.6.0") == ""


async def test_head_moved_between_plan_and_tag():
    async with rehearsing() as trip:
        await trip.until_ready("tag")
        plan = trip.plan("tag")
        moved = push_to_main(trip)
        with pytest.raises(MovedError, match=moved[:7]):
            await trip.session.perform(plan)
        assert trip.git("tag", "--list", "v0.6.0") == ""
        assert (
            subprocess.run(
                ["git", "-C", str(trip.root / "clone"), "tag", "--list", "v0.6.0"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            == ""
        )
        view = await trip.look()
        assert trip.verdict is not Verdict.DONE
        assert not trip.standing("workflows-green").is_done, "green on another commit is not green"
        assert not trip.standing("go").is_done, "the go was for another commit"
        refused = [e for e in view.events if e.action == "push-tag" and e.state is OutcomeState.FAILED]
        assert len(refused) == 1
        assert await trip.play() == 0, "from the new HEAD the release goes on"
        assert trip.git("rev-parse", "v0.6.0^{commit}") == moved


async def test_ci_green_on_the_parent_only():
    async with rehearsing() as trip:
        parent = trip.main()
        await trip.until_ready("merge")
        trip.world.switches.silent_workflows |= set(CI)
        await trip.until_done("merge")
        settle(trip)
        await trip.look()
        assert all(latest_run(trip, file, parent).conclusion == "success" for file in CI)
        standing = trip.standing("workflows-green")
        assert standing.finding.verdict is Verdict.HOLD, "they may still start"
        trip.server.clock.advance_to(trip.server.clock.now() + timedelta(minutes=10))
        await trip.look()
        standing = trip.standing("workflows-green")
        assert standing.finding.verdict is Verdict.NO_GO
        assert trip.main()[:7] in standing.finding.evidence
        assert trip.verdict is Verdict.NO_GO


async def test_one_of_the_six_workflows_never_ran():
    async with rehearsing() as trip:
        trip.world.switches.silent_workflows.add("fuzz.yml")
        await trip.until_done("merge")
        settle(trip)
        trip.server.clock.advance_to(trip.server.clock.now() + timedelta(minutes=10))
        await trip.look()
        assert trip.verdict is Verdict.NO_GO
        assert f"fuzz.yml never ran for {trip.main()[:7]}" in trip.reason


async def test_heads_run_was_cancelled_and_is_run_again():
    async with rehearsing() as trip:
        await trip.until_done("merge")
        head = trip.main()
        people.cancel(trip.world, trip.server.repo, latest_run(trip, "ci.yml", head))
        settle(trip)
        await trip.look()
        assert trip.verdict is Verdict.NO_GO
        assert "ci.yml" in trip.reason
        assert "cancelled" in trip.reason
        assert trip.standing("workflows-green").offers[0].verb == "rerun"
        assert await trip.do("workflows-green", "rerun")
        await trip.look()
        assert trip.standing("workflows-green").finding.verdict is Verdict.HOLD
        settle(trip)
        await trip.look()
        assert trip.standing("workflows-green").is_done


async def test_an_environment_with_a_branch_policy_only():
    async with rehearsing() as trip:
        pypi = trip.server.repo.environments["pypi"]
        pypi.tag_patterns, pypi.branch_patterns = (), ("main",)
        await trip.look()
        assert trip.verdict is Verdict.NO_GO
        assert "pypi" in trip.reason
        assert "deadlock" in trip.reason.lower()


async def test_the_only_reviewer_is_the_one_who_pushes_the_tag():
    async with rehearsing() as trip:
        for environment in trip.server.repo.environments.values():
            environment.reviewers, environment.prevents_self_review = ("you",), True
        await trip.look()
        assert trip.verdict is Verdict.NO_GO
        assert "nobody could approve" in trip.reason


async def test_self_review_is_prevented_and_a_second_maintainer_is_awaited():
    async with rehearsing() as trip:
        for environment in trip.server.repo.environments.values():
            environment.prevents_self_review = True
        await trip.until_done("tag")
        settle(trip)
        await trip.look()
        gate = trip.standing("approve-publish-crate")
        assert gate.finding.verdict is Verdict.HOLD
        assert "second-maintainer" in gate.finding.evidence
        assert all(offer.verb != "approve" or offer.refused for offer in gate.offers)
        approve_as(trip, "second-maintainer", "crates-io")
        settle(trip)
        await trip.look()
        assert trip.standing("approve-publish-crate").is_done


def approve_as(trip, login, environment, state="approved"):
    """Somebody else decides, over the API as they would."""
    run = latest_run(trip, "release.yml", trip.git("rev-parse", "v0.6.0^{commit}"))
    identity = trip.server.repo.environments[environment].environment_id
    url = f"{trip.server.url}repos/{trip.session.repo}/actions/runs/{run.run_id}/pending_deployments"
    body = {"environment_ids": [identity], "state": state, "comment": "seen"}
    reply = httpx.post(url, json=body, headers={"Authorization": f"Bearer {trip.server.token(login)}"})
    assert reply.status_code == 200, reply.text


async def test_a_second_maintainer_approves_first():
    async with rehearsing() as trip:
        await trip.until_ready("approve-publish-crate")
        plan = trip.plan("approve-publish-crate", "approve")
        approve_as(trip, "second-maintainer", "crates-io")
        with pytest.raises(MovedError, match="crates-io"):
            await trip.session.perform(plan)
        assert not [e for e in (await trip.look()).events if e.action == "review-gate"], "nothing was sent"
        assert await trip.play() == 0
        assert "second-maintainer" in trip.standing("approve-publish-crate").finding.evidence


async def test_a_wait_timer_is_running():
    async with rehearsing() as trip:
        view = await trip.until(
            lambda v: "timer" in v.assessment.standing("approve-publish-pypi").finding.evidence
        )
        gate = view.assessment.standing("approve-publish-pypi")
        assert gate.finding.verdict is Verdict.HOLD
        assert "10 min" in gate.finding.evidence


async def test_a_gate_is_rejected():
    async with rehearsing() as trip:
        await trip.until_ready("approve-publish-crate")
        await trip.do("approve-publish-crate", "reject")
        settle(trip)
        await trip.look()
        assert trip.verdict is Verdict.NO_GO
        gate = trip.standing("approve-publish-crate").finding
        assert (gate.verdict, gate.evidence) == (Verdict.NO_GO, "rejected by @you")
        assert trip.view.assessment.reason.endswith("publish-crate was rejected by @you")
        for other in ("pypi", "manifest-crate", "manifest-pypi"):
            after = trip.standing(f"approve-publish-{other}").finding
            assert after.verdict is Verdict.HOLD
            assert after.evidence.startswith("not reached: crates-io was rejected")
        assert not any(o.verb == "approve" for s in trip.view.assessment.standings for o in s.offers)


async def test_publishing_failed_after_the_first_registry():
    async with rehearsing() as trip:
        trip.world.switches.failing_jobs.add(("release.yml", "publish-pypi"))
        await trip.until(lambda v: any("fail" in s.finding.evidence for s in v.assessment.standings))
        settle(trip)
        await trip.look()
        assert trip.world.shelf.crate_sha256("ordvec", "0.6.0")
        assert trip.verdict is Verdict.NO_GO
        assert not any(
            o.verb == "approve" and not o.refused for s in trip.view.assessment.standings for o in s.offers
        )
        release = next(r for r in trip.server.repo.releases.values() if r.tag == "v0.6.0")
        assert release.is_draft
        text = " ".join(f"{s.finding.evidence} {s.finding.advice}" for s in trip.view.assessment.standings)
        assert "draft" in text
        assert "reject" in trip.standing("workflow").offers[0].refused, "it says how the run comes to its end"
        assert await trip.do("approve-publish-manifest-pypi", "reject")
        settle(trip)
        await trip.look()
        trip.world.switches.failing_jobs.clear()
        assert await trip.do("workflow", "rerun"), "recovery: the failed jobs are run again"
        assert await trip.play() == 0
        assert not next(r for r in trip.server.repo.releases.values() if r.tag == "v0.6.0").is_draft


async def test_a_prerelease_tag_whose_run_is_green_with_everything_skipped():
    async with rehearsing("0.6.0-rc.1") as trip:
        await trip.until_done("tag")
        settle(trip)
        await trip.look()
        run = latest_run(trip, "release.yml", trip.git("rev-parse", "v0.6.0-rc.1^{commit}"))
        assert run.conclusion == "success"
        assert trip.verdict is Verdict.NO_GO
        assert "skipped" in trip.standing("workflow").finding.evidence
        assert "released" not in trip.reason.replace("not released", "")


async def test_a_version_that_is_on_pypi_already_with_other_bytes():
    async with rehearsing() as trip:
        now = trip.server.clock.now()
        with trip.world.lock:
            trip.world.shelf.publish_wheel("ordvec", "0.6.0", "ordvec-0.6.0.tar.gz", b"other bytes", now)
        await trip.look()
        assert trip.verdict is Verdict.NO_GO
        assert "PyPI" in trip.reason
        assert "0.6.0" in trip.reason


async def test_other_bytes_on_a_registry_after_publishing():
    async with rehearsing() as trip:
        await trip.until_ready("approve-publish-crate")
        trip.world.switches.other_bytes.add("ordvec-0.6.0.crate")
        await trip.until(lambda v: v.assessment.standing("crates-io-ordvec").finding.verdict is Verdict.NO_GO)
        assert trip.verdict is Verdict.NO_GO


@pytest.mark.parametrize(
    "words", [("tag", "v0.6.0"), ("tag", "-a", "-m", "v0.6.0", "v0.6.0")], ids=["lightweight", "unsigned"]
)
async def test_a_tag_that_is_there_but_lightweight_or_unsigned(words):
    async with rehearsing() as trip:
        await trip.until_ready("tag")
        subprocess.run(
            [
                "git",
                "--git-dir",
                str(trip.opened.bare),
                "-c",
                "user.name=x",
                "-c",
                "user.email=x@example.org",
                *words,
                trip.main(),
            ],
            check=True,
        )
        await trip.look()
        assert trip.verdict is Verdict.NO_GO
        assert words[1] != "v0.6.0" or "lightweight" in trip.reason
        assert words[1] == "v0.6.0" or "signed" in trip.reason
        assert all(o.verb != "do" for o in trip.standing("tag").offers), "a tag is never moved"
        with pytest.raises(RefusedError):
            trip.plan("tag")


async def test_a_hostile_pull_request_is_only_text():
    async with rehearsing() as trip:
        await trip.look()
        seen = trip.session.day.snapshot.get(BoardAsk())
        titles = [pull.title for pull in seen.value.pulls]
        assert any("[@click=app.quit]x[/]" in title for title in titles)
        assert not any("\x1b" in title or "\x07" in title for title in titles)


async def test_what_may_not_be_read_is_unknown_and_never_green():
    async with rehearsing() as trip:
        await trip.until_ready("bump")
        trip.server.faults.add("GET", "*/environments/*", "status", status=403, times=1000)
        await trip.look()
        assert trip.standing("environments").finding.verdict is Verdict.UNKNOWN
        assert trip.verdict is Verdict.UNKNOWN
        assert "403" in trip.reason or "may not" in trip.reason


async def test_a_merge_whose_answer_was_lost_is_not_sent_again():
    async with rehearsing() as trip:
        await trip.until_ready("merge")
        trip.server.faults.add("PUT", "*/merge", "drop-after")
        (outcome,) = await trip.session.perform(trip.plan("merge"))
        assert outcome.state is OutcomeState.UNKNOWN
        merges = [
            path
            for method, path in trip.server.faults.requests
            if method == "PUT" and path.endswith("/merge")
        ]
        assert len(merges) == 1
        await trip.look()
        assert trip.standing("merge").is_done, "the look decides"


async def test_a_fix_smuggled_into_the_bump():
    async with rehearsing() as trip:
        await trip.until_done("bump")
        repo = trip.server.repo
        before = trip.git("show", "release/v0.6.0:src/lib.rs")
        files = {"src/lib.rs": before + "\n// a fix\n"}
        people.land_commit(trip.world, repo, "second-maintainer", "release/v0.6.0", files, "A fix on the way")
        settle(trip)
        await trip.look()
        assert trip.verdict is Verdict.NO_GO
        assert "src/lib.rs" in trip.reason
        assert not any(o.verb == "do" and not o.refused for o in trip.standing("merge").offers)


def test_the_tag_is_the_last_word_on_what_it_does():
    plan = PushTag("v1", "v1", "a" * 40, "main")
    assert any("must be " + "a" * 40 in line for line in plan.commands)

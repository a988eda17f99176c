"""One pull request, whole: against the embedded GitHub."""

from __future__ import annotations

import asyncio

import pytest

from gonogo.errors import LookError
from gonogo.github.client import GitHubClient
from gonogo.model.secret import Token
from gonogo.rehearsal import people
from gonogo.rehearsal.world import pulls
from support.embedded import ORDVEC, SECOND, VIEWER, serving


def told(rehearsal, number: int, **token):
    async def ask():
        secret = Token(rehearsal.world.add_token(VIEWER, **token))
        one = GitHubClient(ORDVEC, secret, api_url=rehearsal.url, clock=rehearsal.clock)
        try:
            return await one.pull_story(number)
        finally:
            await one.close()

    return asyncio.run(ask())


@pytest.fixture
def rehearsal(tmp_path):
    with serving(tmp_path) as made:
        yield made


@pytest.fixture
def number(rehearsal):
    world, repo = rehearsal.world, rehearsal.repo
    main = repo.git.branch("main")
    repo.git.move_ref("refs/heads/topic", main, "0" * 40)
    people.land_commit(world, repo, SECOND, "topic", {"README.md": "changed\n", "new.md": "a\nb\n"}, "Topic")
    pull = people.open_pull(world, repo, SECOND, "topic", "main", "Topic", "Why\n\n- because \x1b[2J\n")
    with world.lock:
        pulls.add_review(world, pull, VIEWER, "CHANGES_REQUESTED", "Not yet.", "")
    world.clock.advance(30)
    return pull.number


def test_it_is_told_whole(rehearsal, number):
    story = told(rehearsal, number)
    assert story.body == "Why\n\n- because \n"
    assert {f.path: (f.status, f.additions) for f in story.files}["new.md"] == ("added", 2)
    assert "+changed" in next(f.patch for f in story.files if f.path == "README.md")
    assert (story.file_count, len(story.files)) == (2, 2)
    assert [(r.author, r.state, r.body) for r in story.reviews] == [(VIEWER, "CHANGES_REQUESTED", "Not yet.")]
    assert story.check_count == len(story.checks) > 0
    assert story.pull.review_decision == "CHANGES_REQUESTED"
    assert story.gaps == ()


def test_what_a_token_may_not_see_is_named_not_green(rehearsal, number):
    story = told(rehearsal, number, kind="fine-grained")
    assert story.checks == ()
    assert any("FORBIDDEN" in gap for gap in story.gaps)


def test_files_that_fail_leave_the_rest(rehearsal, number):
    rehearsal.faults.add("GET", "*/files", "status", status=404, times=9)
    story = told(rehearsal, number)
    assert story.files == ()
    assert story.body.startswith("Why")
    assert any("files of" in gap for gap in story.gaps)


def test_none_of_that_number(rehearsal):
    with pytest.raises(LookError):
        told(rehearsal, 9999)

"""First run: without a token, a playbook or a remote, a screen that says what to do next."""

import pytest

from gonogo.errors import GonogoError, JournalError, Mistake, PlaybookError, RepositoryError, UsageError
from gonogo.model.github import RepoName
from gonogo.secrets.system import no_token
from support import days
from support.fake_session import FakeSession
from support.screens import running

CASES = {
    "token": (no_token("github.com"), ("no GitHub token was found for github.com", "gh auth login", "gonogo auth login", "GH_TOKEN")),
    "playbook": (RepositoryError("there is no playbook for acme/widget", advice="Write .github/gonogo.yml in the repository."), ("no playbook for acme/widget", ".github/gonogo.yml", "gonogo schema")),
    "remote": (RepositoryError("the checkout has no remote origin", advice="Add it: git remote add origin URL"), ("has no remote origin", "git remote add origin", "gonogo OWNER/NAME")),
    "mistakes": (PlaybookError((Mistake("gonogo.yml", 3, 5, "`stepz` is no key.", "Did you mean `steps`?"),)), ("gonogo.yml:3:5: `stepz` is no key. Did you mean `steps`?", "gonogo lint")),
    "journal": (JournalError("the journal could not be read or written: disk full", advice="Make room."), ("disk full", "Make room.")),
}  # fmt: skip


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("size", [(80, 24), (160, 48), (200, 60)])
@pytest.mark.parametrize("name", CASES)
async def test_it_says_what_is_missing_and_what_to_do(name, size):
    error, said = CASES[name]
    async with running(FakeSession(error), size) as s:
        for text in (*said, "looks again", "leaves", "gonogo demo"):
            assert text in words(s.text)
        assert "Releases" not in s.text
        assert "…" not in s.text.replace("GH_TOKEN=…", "")


async def test_as_soon_as_it_is_there_the_board_comes():
    session = FakeSession(no_token("github.com"))
    async with running(session) as s:
        session.next_is(days.day(days.tag_ready()))
        await s.press("R")
        await s.pilot.pause()
        assert "Releases" in s.text
        assert "gh auth login" not in s.text


async def test_what_can_not_be_done_yet_says_so():
    async with running(FakeSession(no_token("github.com"))) as s:
        await s.press("n")
        assert not s.has_dialog
        assert "Wait for the first look" in s.toasts()
        await s.press("question_mark")
        assert s.has_dialog


async def test_an_error_later_leaves_the_board():
    session = FakeSession(days.day(days.tag_ready()))
    async with running(session) as s:
        session.next_is(JournalError("the journal could not be read"))
        await s.look()
        assert "Releases" in s.text
        assert "the journal could not be read" in s.text


@pytest.mark.parametrize(
    "error", [UsageError("no [/nope] \x1b]0;x\x07repository"), GonogoError("a\u202eb", advice="c\nd")]
)
async def test_hostile_words_stay_words(error):
    session = FakeSession(error)
    session.repo = RepoName("", "")
    async with running(session) as s:
        assert "\x1b" not in s.text
        assert "\u202e" not in s.text


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_footer_offers_only_what_works_there(size):
    async with running(FakeSession(no_token("github.com")), size) as s:
        await s.pilot.pause()
        assert "R look" in s.footer()
        for word in ("filter", "zoom", "open", "new release"):
            assert word not in s.footer(), word
        for key in ("slash", "z", "3", "tab"):
            await s.press(key)
            assert "there is no panel" in s.toasts(), key
            s.app.clear_notifications()
        assert not s.board.has_class("-filtering")
        assert not s.board.is_zoomed


async def test_an_empty_list_offers_no_filter_and_a_filter_that_finds_nothing_can_be_left():
    async with running(FakeSession(days.day(days.tag_ready())), (160, 48)) as s:
        await s.press("6")
        assert "No gate waits" in s.text
        assert "/ filter" not in s.footer()
        await s.press("4")
        assert "/ filter" in s.footer()
        await s.press("slash")
        await s.type("zzz")
        await s.press("enter")
        assert "Nothing holds" in s.text
        assert "/ filter" in s.footer()
        assert "esc show all" in s.footer()

"""One question for all who ask at the same time, and none that is older than its question."""

import asyncio

from gonogo.errors import LookError
from gonogo.git.process import GitProcess, Reply
from gonogo.git.refs import RemoteRefs

ONE, TWO = "1" * 40, "2" * 40


class SlowGit(GitProcess):
    """Answers when told to, with what the remote has at that moment."""

    def __init__(self):
        super().__init__(".", {})
        self.main, self.asked = ONE, 0
        self.may_answer = asyncio.Event()
        self.problem = None

    async def look(self, *words, **_):
        self.asked += 1
        has = self.main
        await self.may_answer.wait()
        if self.problem:
            raise self.problem
        return Reply(
            0, f"{has}\trefs/heads/main\n{TWO}\trefs/tags/v1\n{ONE}\trefs/tags/v1^{{}}\n".encode(), b""
        )


async def test_who_asks_together_asks_once():
    git = SlowGit()
    git.may_answer.set()
    refs = RemoteRefs(git, "origin")
    found, heads, tags = await asyncio.gather(refs.read(), refs.list("heads", "*"), refs.list("tags", "v*"))
    assert git.asked == 1
    assert found["refs/heads/main"] == ONE
    assert [(ref.name, ref.oid) for ref in heads] == [("main", ONE)]
    assert [(ref.name, ref.oid, ref.commit) for ref in tags] == [("v1", TWO, ONE)]


async def test_who_asks_after_it_was_sent_waits_for_the_next():
    git = SlowGit()
    refs = RemoteRefs(git, "origin")
    first = asyncio.create_task(refs.read())
    while not git.asked:
        await asyncio.sleep(0)
    git.main = TWO
    second = asyncio.create_task(refs.read())
    git.may_answer.set()
    assert (await first)["refs/heads/main"] == ONE
    assert (await second)["refs/heads/main"] == TWO
    assert git.asked == 2


async def test_one_who_gives_up_does_not_take_the_answer_from_the_others():
    git = SlowGit()
    refs = RemoteRefs(git, "origin")
    impatient, patient = asyncio.create_task(refs.read()), asyncio.create_task(refs.read())
    while not git.asked:
        await asyncio.sleep(0)
    impatient.cancel()
    git.may_answer.set()
    assert (await patient)["refs/heads/main"] == ONE


async def test_what_went_wrong_is_told_to_all_and_asked_again():
    git = SlowGit()
    git.problem = LookError("no way to origin")
    git.may_answer.set()
    refs = RemoteRefs(git, "origin")
    both = await asyncio.gather(refs.read(), refs.read(), return_exceptions=True)
    assert [str(error) for error in both] == ["no way to origin"] * 2
    git.problem = None
    assert await refs.read()

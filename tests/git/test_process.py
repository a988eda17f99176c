"""Running git: limits, words, and what must never be shown."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gonogo.errors import LookError, RefusedError
from gonogo.git.process import GitProcess, Reply, refusing
from gonogo.git.pushing import _refusal
from gonogo.git.words import all_words, git_words, mask_secrets
from support.git_worlds import has_ended


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://mira:s3cret@example.org/x", "https://example.org/x"),
        ("'https://x-access-token:ghs_abc@example.org/x'", "'https://example.org/x'"),
        ("ghp_0123456789abcdef and github_pat_11AB_cd", "… and …"),
        ("Authorization: Basic c2VjcmV0 ", "Authorization: …"),
        ("git@example.org:o/r.git", "git@example.org:o/r.git"),
    ],
)
def test_secrets_are_masked(text: Any, expected: Any) -> None:
    assert mask_secrets(text) == expected


def test_the_line_that_says_what_went_wrong_is_chosen() -> None:
    assert (
        git_words(b"hint: x\nfatal: Could not read from remote.\n\nPlease make sure\nand exists.\n")
        == "Could not read from remote."
    )
    assert git_words(b"warning: x\nsomething\n") == "something"
    assert git_words(b"") == "it gave no reason"
    assert git_words(b"fatal: \x1b]0;x\x07a\xff\n") == "a\ufffd"
    assert (
        all_words(b"remote: error: no\nremote: \nhint: x\nTo https://a:b@c\nerror: failed\n") == "no · failed"
    )


@pytest.mark.parametrize(
    ("out", "err", "is_certain"),
    [
        ("!\trefs/x:refs/x\t[rejected] (already exists)\n", "", True),
        ("!\trefs/x:refs/x\t[remote rejected] (pre-receive hook declined)\n", "remote: no\n", True),
        (
            "!\trefs/x:refs/x\t[remote failure] (remote failed to report status)\n",
            "error: failed to push some refs",
            False,
        ),
        ("", "fatal: unable to access 'http://x/': Failed to connect", True),
        ("", "fatal: Authentication failed for 'http://x/'", True),
        (
            "",
            "error: RPC failed; HTTP 502 curl 22\nfatal: the remote end hung up unexpectedly\nEverything up-to-date\n",
            False,
        ),
        (
            "",
            "error: RPC failed; HTTP 403 curl 22\nsend-pack: x\nerror: failed to push some refs to 'x'\n",
            True,
        ),
        (
            "",
            "fatal: the remote end hung up unexpectedly\nfatal: Could not read from remote repository.\n",
            False,
        ),
        ("", "send-pack: unexpected disconnect while reading sideband packet\n", False),
        ("", "no\nerror: failed to push some refs to 'x'\n", True),
        ("", "something new\n", False),
        ("", "", False),
    ],
)
def test_a_refusal_is_only_certain_when_git_says_so(out: Any, err: Any, is_certain: Any) -> None:
    assert bool(_refusal(Reply(1, out.encode(), err.encode()))) is is_certain


async def test_a_command_past_its_limit_is_ended_with_its_children(world: Any, tmp_path: Any) -> None:
    world.git("config", "alias.hang", f"!echo $$ > {tmp_path}/pid; trap '' TERM; while :; do :; done")
    git = GitProcess(str(world.clone), world.env)
    work = asyncio.ensure_future(git.look("hang", limit_s=0.5))
    with pytest.raises(LookError, match=r"git hang gave no answer in 0\.5 s"):
        await work
    assert has_ended((tmp_path / "pid").read_text().strip())


async def test_a_look_never_takes_a_lock_and_never_asks(world: Any) -> None:
    world.git("config", "alias.show-env", "!env")
    git = GitProcess(str(world.clone), {**world.env, "GIT_TRACE_CURL": "1", "GPG_TTY": "/dev/pts/1"})
    said = (await git.look("show-env")).text.splitlines()
    assert "GIT_OPTIONAL_LOCKS=0" in said
    assert "GIT_TERMINAL_PROMPT=0" in said
    assert "LC_ALL=C" in said
    assert not [line for line in said if line.startswith(("GIT_TRACE", "GPG_TTY"))]


async def test_a_missing_git_is_a_sentence(world: Any, tmp_path: Any) -> None:
    git = GitProcess(str(world.clone), {"PATH": str(tmp_path)})
    with pytest.raises(LookError, match="could not be started"):
        await git.look("status")


@pytest.mark.parametrize(
    "error", [LookError("it is gone"), TimeoutError(), OSError(28, "No space left on device")]
)
def test_what_goes_wrong_before_an_act_refuses_it(error: Any) -> None:
    with pytest.raises(RefusedError, match=r"it is gone|took too long|No space left"), refusing():
        raise error

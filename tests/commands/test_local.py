"""Commands on this machine: trusted text, a clean commit, an end for all they start, and a log."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from gonogo.commands.local import LocalCommands
from gonogo.errors import ActError, LookError, RefusedError
from gonogo.git.clone import GitCommand
from gonogo.model.github import RepoName
from support.git_worlds import StillClock, World, has_ended, make_world

REPO = RepoName("acme", "widget")
Build = Callable[..., LocalCommands]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return make_world(tmp_path)


@pytest.fixture
def build(world: World, tmp_path: Path) -> Build:
    clock = StillClock()

    def made(repo: RepoName = REPO, env: dict[str, str] | None = None, trusts: str = "") -> LocalCommands:
        git = GitCommand(world.clone, env=world.env, clock=clock)
        commands = LocalCommands(git, repo, tmp_path / "state", clock=clock, env=env or world.env)
        if trusts:
            commands.trust(trusts)
        return commands

    return made


async def run(
    commands: LocalCommands,
    world: World,
    command: str,
    *,
    timeout_s: float = 30,
    told: list[str] | None = None,
) -> tuple[int, tuple[str, ...], str]:
    """Exit code, tail, and what the log says."""
    lines = [] if told is None else told
    end = await commands.run(command, world.git("rev-parse", "HEAD"), timeout_s, lines.append)
    assert end.seconds >= 0
    return end.exit_code, end.tail, Path(end.log).read_text()


def test_trust_is_of_the_exact_text_and_the_repository(build: Build, tmp_path: Path) -> None:
    commands = build()
    assert not commands.is_trusted("make test")
    commands.trust("make test")
    assert commands.is_trusted("make test")
    assert build().is_trusted("make test")  # another start of gonogo
    for other in ("make test ", "make  test", "make test\n", "make tes", "MAKE test"):
        assert not commands.is_trusted(other)
    assert not build(RepoName("acme", "other")).is_trusted("make test")
    assert not build(RepoName("acme", "widget", "ghe.example.org")).is_trusted("make test")
    assert build(RepoName("Acme", "Widget")).is_trusted("make test")  # GitHub's names know no case
    kept = tmp_path / "state" / "trusted-commands"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    commands.trust("make test")
    assert len(kept.read_text().splitlines()) == 1


def test_trust_is_taken_back_by_deleting_its_line(build: Build, tmp_path: Path) -> None:
    commands = build(trusts="make a")
    commands.trust("make b\nmake c")
    kept = tmp_path / "state" / "trusted-commands"
    lines = kept.read_text().splitlines(keepends=True)
    assert len(lines) == 2
    assert lines[1].endswith(" acme/widget make b\n")
    kept.write_text(lines[1])
    assert not commands.is_trusted("make a")
    assert commands.is_trusted("make b\nmake c")


async def test_a_list_that_others_may_write_to_is_not_believed(
    build: Build, world: World, tmp_path: Path
) -> None:
    commands = build(trusts="true")
    (tmp_path / "state" / "trusted-commands").chmod(0o666)
    with pytest.raises(LookError, match="others may write"):
        commands.is_trusted("true")
    with pytest.raises(RefusedError, match="others may write"):
        await run(commands, world, "true")


async def test_a_trusted_command_runs_in_the_checkout_with_live_lines_and_a_log(
    build: Build, world: World
) -> None:
    command = "pwd; printf 'a\\033[31mred\\033[0m\\tb\\n'; echo oops >&2; printf '10%%\\r100%%'; exit 7"
    told: list[str] = []
    code, tail, log = await run(build(trusts=command), world, command, told=told)
    assert code == 7
    assert told == [str(world.clone), "ared    b", "oops", "100%"]
    assert tail == tuple(told)
    assert "\033[31mred" in log  # the log keeps what was said


async def test_lines_come_while_it_runs(build: Build, world: World, tmp_path: Path) -> None:
    command = f"echo first; while [ ! -e {tmp_path}/go ]; do :; done; echo second"
    seen: list[str] = []

    def tell(line: str) -> None:
        seen.append(line)
        (tmp_path / "go").touch()  # it ends only if the first line came before the end

    end = await build(trusts=command).run(command, world.git("rev-parse", "HEAD"), 30, tell)
    assert (end.exit_code, seen) == (0, ["first", "second"])


async def test_only_the_last_lines_are_the_tail_and_a_line_has_an_end(build: Build, world: World) -> None:
    command = (
        "i=0; while [ $i -lt 50 ]; do echo line $i; i=$((i+1)); done; head -c 30000 /dev/zero | tr '\\0' x"
    )
    told: list[str] = []
    _, tail, log = await run(build(trusts=command), world, command, told=told)
    assert len(tail) == 20
    assert told[:2] == ["line 0", "line 1"]
    assert max(map(len, told)) <= 500
    assert log.endswith("x" * 30000)


async def test_what_is_not_trusted_does_not_run(build: Build, world: World, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="not trusted on this machine: touch") as caught:
        await run(build(trusts="touch y"), world, f"touch {tmp_path}/x")
    assert "trust it from its step" in caught.value.advice
    assert not (tmp_path / "x").exists()


async def test_a_dirty_checkout_is_left_alone_and_it_runs_at_the_clean_commit(
    build: Build, world: World
) -> None:
    command = "pwd; git rev-parse HEAD; git status --short; ls 'new file'"
    (world.clone / "new file").write_text("mine")
    (world.clone / "Cargo.toml").write_text("mine too")
    code, tail, _ = await run(build(trusts=command), world, command)
    where, head, last = tail
    assert code != 0
    assert "new file" in last  # it is not there
    assert where != str(world.clone)
    assert head == world.git("rev-parse", "HEAD")
    assert not Path(where).exists()  # nothing is left of it
    assert (world.clone / "Cargo.toml").read_text() == "mine too"


async def test_in_a_checkout_that_is_elsewhere_it_runs_at_its_own_commit(build: Build, world: World) -> None:
    then = world.git("rev-parse", "HEAD")
    world.commit({"later": "x"})
    commands = build(trusts="git rev-parse HEAD")
    told: list[str] = []
    end = await commands.run("git rev-parse HEAD", then, 30, told.append)
    assert (end.exit_code, told) == (0, [then])
    assert world.git("rev-parse", "HEAD") != then


async def test_a_commit_that_is_nowhere_is_refused(build: Build, world: World, tmp_path: Path) -> None:
    command = f"touch {tmp_path}/x"
    with pytest.raises(RefusedError):
        await build(trusts=command).run(command, "b" * 40, 30, lambda _: None)
    assert not (tmp_path / "x").exists()
    assert not (tmp_path / "state" / "logs").exists()


async def test_ignored_files_do_not_make_it_dirty(build: Build, world: World) -> None:
    world.commit({".gitignore": "target\n"})
    (world.clone / "target").write_text("built")
    assert (await run(build(trusts="true"), world, "true"))[0] == 0


async def test_a_commit_that_changes_under_it_says_nothing(build: Build, world: World) -> None:
    command = (
        "git -c user.name=x -c user.email=x@example.org commit --quiet --allow-empty --no-verify -m more"
    )
    with pytest.raises(ActError, match="the checkout moved to .* while it ran"):
        await run(build(trusts=command), world, command)


async def test_no_token_is_in_its_environment(build: Build, world: World) -> None:
    secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
    env = {
        **world.env,
        **dict.fromkeys(
            ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "CARGO_REGISTRY_TOKEN"), "s3cret"
        ),
        "MY_OWN_NAME": secret,
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "http.https://example.org/.extraHeader",
        "GIT_CONFIG_VALUE_0": "Authorization: Basic c2VjcmV0",
        "GIT_CONFIG_KEY_1": "alias.hello",
        "GIT_CONFIG_VALUE_1": "!echo hello",
        "GIT_DIR": "/nowhere",
        "KEPT": "yes",
    }
    command = "env; git hello"
    commands = build(env=env, trusts=command)
    assert secret not in repr(commands.__dict__)
    code, _, log = await run(commands, world, command)
    assert code == 0
    for word in (secret, "s3cret", "c2VjcmV0", "TOKEN", "GIT_DIR"):
        assert word not in log
    assert "KEPT=yes" in log
    assert log.endswith("hello\n")


async def test_past_its_time_it_is_stopped_with_all_it_started(
    build: Build, world: World, tmp_path: Path
) -> None:
    command = (
        f"trap '' TERM; echo begun; (trap '' TERM; echo $BASHPID; sh -c 'echo $$ > {tmp_path}/child;"
        f" trap \"\" TERM; while :; do sleep 1; done') & setsid sh -c 'echo $$ > {tmp_path}/far; exec sleep 1000'"
        " & while :; do sleep 1; done"
    )
    with pytest.raises(ActError, match=r"had not ended after 1\.5 s, and was stopped with all") as caught:
        await run(build(trusts=command), world, command, timeout_s=1.5)
    log = caught.value.advice.removeprefix("Its output is in ").removesuffix(".")
    assert Path(log).read_text().startswith("begun")
    for name in ("child", "far"):
        assert has_ended((tmp_path / name).read_text().strip())


async def test_cancelled_it_is_stopped_with_all_it_started(
    build: Build, world: World, tmp_path: Path
) -> None:
    command = f"sh -c 'echo $$ > {tmp_path}/child; echo ready; exec sleep 1000' & wait"
    is_ready = asyncio.Event()
    work = asyncio.ensure_future(
        build(trusts=command).run(command, world.git("rev-parse", "HEAD"), 60, lambda _: is_ready.set())
    )
    await is_ready.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert has_ended((tmp_path / "child").read_text().strip())


async def test_what_it_leaves_in_the_background_ends_with_it(
    build: Build, world: World, tmp_path: Path
) -> None:
    command = f"sh -c 'echo $$ > {tmp_path}/child; exec sleep 1000' & while [ ! -s {tmp_path}/child ]; do :; done; echo over"
    code, tail, _ = await run(build(trusts=command), world, command)
    assert (code, tail) == (0, ("over",))
    assert has_ended((tmp_path / "child").read_text().strip())


async def test_killed_by_a_signal_it_ends_as_a_shell_counts(build: Build, world: World) -> None:
    assert (await run(build(trusts="kill -9 $$"), world, "kill -9 $$"))[0] == 137


async def test_it_can_not_ask_on_the_terminal(build: Build, world: World) -> None:
    command = "read answer || echo nobody; [ -t 0 ] || echo no terminal"
    assert (await run(build(trusts=command), world, command))[1] == ("nobody", "no terminal")


async def test_every_run_has_its_own_log(build: Build, world: World, tmp_path: Path) -> None:
    commands = build(trusts="echo hi")
    for _ in range(3):
        await run(commands, world, "echo hi")
    names = sorted(path.name for path in (tmp_path / "state" / "logs").iterdir())
    assert len(names) == 3
    assert names[0].startswith("20261121T093000Z-")


async def test_a_log_that_can_not_be_made_refuses_it(build: Build, world: World, tmp_path: Path) -> None:
    commands = build(trusts="true")
    (tmp_path / "state" / "logs").write_text("in the way")
    with pytest.raises(RefusedError, match="the log could not be made"):
        await run(commands, world, "true")

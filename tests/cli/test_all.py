"""`gonogo journal --all` and `report --all`: what all repositories of the configuration have, and which have none."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

import pytest

from gonogo.cli.acts import journal_of_all
from gonogo.cli.main import main
from gonogo.cli.report.command import report_all
from gonogo.cli.report.store import read_records_of
from gonogo.compose.late import LateSession
from gonogo.compose.opened import Opened
from gonogo.errors import RepositoryError, UsageError
from gonogo.model.github import RepoName
from support.command_line import command_line
from support.demos import demo
from support.rehearsals import rehearsing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

GONE = RepoName("acme", "gone")


class Borrowed:
    """A session that somebody else closes."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    async def close(self) -> None:
        return


def late(session: Any) -> LateSession:
    return LateSession(lambda: Opened(Borrowed(session)), repo=session.repo)  # type: ignore[arg-type]


def gone() -> LateSession:
    def fail() -> Opened:
        raise RepositoryError("it is in no git checkout", advice="Clone it.")

    return LateSession(fail, repo=GONE)


@pytest.fixture
async def two() -> AsyncIterator[list[Any]]:
    async with demo("ordvec") as one, demo("runwasi", "wasi-demo-app") as other:
        for trip in (one, other):
            await trip.look()
        yield [one.session, other.session]


def words(**more: Any) -> argparse.Namespace:
    return argparse.Namespace(**{"release": None, "json": False, "html": False, "output": None, **more})


async def test_one_journal_of_all(two: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert await journal_of_all([late(one) for one in two], words()) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == sum(len(one.journal()) for one in two)
    assert [line[:20] for line in lines] == sorted(line[:20] for line in lines), "oldest first"
    assert [line for line in lines if "  worktree  finding  DONE  clean, main at " in line]
    assert {line.split()[2] for line in lines} == {"Fieldnote-Echo/ordvec", "containerd/runwasi"}
    assert (
        await journal_of_all([late(one) for one in two], words(json=True, release="ordvec-release-0.6.0"))
        == 0
    )
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {event["repository"] for event in events} == {"Fieldnote-Echo/ordvec"}
    assert {event["event"]["release_id"] for event in events} == {"ordvec-release-0.6.0"}
    assert {event["schema"] for event in events} == {1}


async def test_the_records_of_all_in_one_document(
    two: list[Any], tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "records.json"
    assert await report_all([late(one) for one in two], words(json=True, output=str(path))) == 0
    assert capsysbinary.readouterr().out.decode() == f"{path}: 2 records.\n"
    records = read_records_of(path.read_text(), "records.json")
    assert [record.repository for record in records] == ["Fieldnote-Echo/ordvec", "containerd/runwasi"]
    assert await report_all([late(one) for one in two], words()) == 0
    whole = capsysbinary.readouterr().out.decode()
    alone = []
    for record in records:
        assert main(["report", record.release, "--from", str(path)]) == 0
        alone.append(capsysbinary.readouterr().out.decode())
    assert whole == "\n---\n\n".join(alone)
    assert await report_all([late(one) for one in two], words(html=True)) == 0
    page = capsysbinary.readouterr().out.decode()
    assert page.count("<article>") == page.count("</article>") == 2
    assert page.count("<!DOCTYPE html>") == page.count("<main>") == 1
    assert all(f"{record.repository} {record.version}" in page for record in records)


async def test_the_record_that_is_named(two: list[Any], capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert await report_all([late(one) for one in two], words(json=True, release="v0.6.0")) == 0
    (record,) = read_records_of(capsysbinary.readouterr().out.decode(), "stdout")
    assert record.release == "ordvec-release-0.6.0"
    with pytest.raises(UsageError, match="no release 9.9.9 is known here"):
        await report_all([late(one) for one in two], words(release="9.9.9"))


async def test_who_can_not_be_opened_is_told_and_hides_nobody(
    two: list[Any], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    for work in (journal_of_all, report_all):
        assert await work([gone(), late(two[0])], words(json=True)) == 5
        out, err = capsysbinary.readouterr()
        assert b"ordvec-release-0.6.0" in out
        assert err.decode().splitlines()[0] == "gonogo: acme/gone: it is in no git checkout"
    assert await report_all([gone()], words()) == 5
    assert capsysbinary.readouterr().out == b""


@pytest.mark.parametrize("command", ["status", "journal", "report"])
def test_all_and_one_are_not_both_meant(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'repositories = ["{tmp_path}/one"]\n')
    assert main([command, "--all", "--repo", "a/b", "--config", str(config)]) == 2
    assert "Leave one of them out." in capsys.readouterr().err
    config.write_text("")
    assert main([command, "--all", "--config", str(config)]) == 2
    assert "repositories = [" in capsys.readouterr().err


def test_all_and_a_file_are_not_both_meant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--all", "--from", str(tmp_path)]) == 2
    assert "--all and --from" in capsys.readouterr().err


async def test_as_it_is_called(tmp_path: Path) -> None:
    async with rehearsing() as trip:
        shell = command_line(trip, tmp_path)
        folder = tmp_path / "config" / "gonogo"
        folder.mkdir(parents=True)
        clone = trip.root / "clone"
        (folder / "config.toml").write_text(f'repositories = ["{clone}", "{tmp_path}/nowhere"]\n')

        assert shell.run("start", "release", "0.6.0").returncode == 0
        lines = shell.run("journal", "--all", cwd=tmp_path)
        assert lines.returncode == 5
        assert "Fieldnote-Echo/ordvec  @you  ordvec-release-0.6.0  started" in lines.stdout
        assert f"{tmp_path}/nowhere is in no git checkout" in lines.stderr
        records = shell.run("report", "--all", "--json", cwd=tmp_path)
        assert records.returncode == 5
        assert [one.version for one in read_records_of(records.stdout, "stdout")] == ["0.6.0"]

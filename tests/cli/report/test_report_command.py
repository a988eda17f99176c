"""gonogo report as it is called: from a checkout, from a kept rehearsal, into a file and out of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from gonogo.cli.main import main
from gonogo.cli.report.command import write_whole
from gonogo.cli.report.store import read_json
from gonogo.errors import UsageError
from support.command_line import command_line
from support.rehearsals import rehearsing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that was stopped at its first step: a play that ends at once."""
    folder = tmp_path_factory.mktemp("kept") / "demo"

    async def no_play(session: Any, *_: object, **__: object) -> int:
        await session.look()
        return 3

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gonogo.cli.demo.play", no_play)
        assert main(["demo", "ordvec", "--play", "--keep", str(folder)]) == 3
    return folder


def test_a_kept_rehearsal_leaves_its_record(kept: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["report", "--from", str(kept)]) == 0
    text = capsysbinary.readouterr().out.decode()
    assert text.startswith("# Fieldnote-Echo/ordvec 0.6.0: GO\n")
    assert "A rehearsal" in text
    assert "| [" not in text, "a rehearsal's addresses are gone when it is"
    assert (
        main(["report", "v0.6.0", "--json", "--from", str(kept / "records" / "ordvec-release-0.6.0.json")])
        == 0
    )
    again = capsysbinary.readouterr().out.decode()
    assert again == (kept / "records" / "ordvec-release-0.6.0.json").read_text()
    assert json.loads(again)["release"] == "ordvec-release-0.6.0"


def test_into_a_file_whole_or_not_at_all(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "report.html"
    page.write_text("old")
    page.chmod(0o640)
    link = tmp_path / "link.html"
    link.symlink_to(page)
    assert main(["report", "--from", str(kept), "--html", "--output", str(link)]) == 0
    assert capsys.readouterr().out == f"{link}: the record of ordvec-release-0.6.0, GO.\n"
    assert page.read_text().startswith("<!DOCTYPE html>\n")
    assert link.is_symlink()
    assert page.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.html", "report.html"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--output", "no/such/folder/x.md"],
            "no/such/folder/x.md can not be written: No such file or directory",
        ),
        (["--output", "."], ". can not be written: Is a directory"),
        (["0.7.0"], "no release 0.7.0 is known here"),
    ],
)
def test_what_can_not_be_done_is_one_sentence(
    kept: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--from", str(kept), *words]) == 2
    out, err = capsys.readouterr()
    assert (out, err.splitlines()[0]) == ("", f"gonogo: {said}")


def test_a_record_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in (("empty", b""), ("bytes", b"\xff\xfe"), ("other", b'{"schema": 1}')):
        (tmp_path / name).write_bytes(content)
        assert main(["report", "--from", str(tmp_path / name)]) == 2
        assert f"{name} is no record" in capsys.readouterr().err
    assert main(["report", "--from", str(tmp_path)]) == 2
    assert "there is no record in" in capsys.readouterr().err
    with (tmp_path / "huge").open("wb") as stream:
        stream.truncate(60_000_000)
    assert main(["report", "--from", str(tmp_path / "huge")]) == 2
    assert "it is huge" in capsys.readouterr().err


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "report.md"
    page.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(UsageError, match="No space left on device"):
        write_whole(page, "new")
    assert page.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]


async def test_from_a_checkout_and_the_token_nowhere(tmp_path: Path) -> None:
    async with rehearsing() as trip:
        shell = command_line(trip, tmp_path)
        run = shell.run
        none = run("report")
        assert (none.returncode, none.stderr.splitlines()[0]) == (2, "gonogo: no release is known here")
        for version in ("0.6.0", "0.7.0"):
            assert run("start", "release", version).returncode == 0
        several = run("report")
        assert several.returncode == 2
        assert "Name one: ordvec-release-0." in several.stderr
        assert run("report", "9.9.9").returncode == 2
        assert (
            run(
                "confirm", "compatibility", "--release", "ordvec-release-0.6.0", "--choice", "minor-breaking"
            ).returncode
            == 0
        )
        made = run("report", "0.6.0", "--json", "--output", str(tmp_path / "record.json"))
        assert made.returncode == 0, made.stderr
        text = (tmp_path / "record.json").read_text()
        record = read_json(text, "record.json")
        assert shell.token not in text
        assert [(one.choice, one.holds) for one in record.decisions] == [("minor-breaking", "yes")]
        assert record.rehearsal == "no"

"""`gonogo status`: branches with version and last tag, releases with since when; as text and as JSON."""

import json
from dataclasses import replace

from gonogo.cli.board import print_day, print_day_json
from gonogo.model.day import Since
from support import days


def test_branches_say_version_and_last_tag_and_what_is_unknown(capsys):
    print_day(days.day(days.cancelled()))
    said = capsys.readouterr().out
    assert "main                             3f9a1c2  0.6.0 after v0.5.0" in said
    assert "0.3.1 at v0.3.1" in said
    assert "version unknown, last tag unknown" in said


def test_nothing_there_is_another_word(capsys):
    heads = tuple(replace(head, version="", tag="") for head in days.heads())
    print_day(days.day(days.cancelled(), heads=heads))
    assert capsys.readouterr().out.count("no version, no tag") == 4


def test_since_when_a_release_stands_so(capsys):
    unsure = replace(days.gate_ready(), since=Since(days.ago(3600), is_sure=False))
    print_day(days.day(days.cancelled(), unsure, days.done_view()))
    lines = capsys.readouterr().out.splitlines()
    assert "         since 2026-08-20 14:03 UTC" in lines
    assert "         at least since 2026-08-20 13:32 UTC" in lines
    assert sum("since 2026" in line for line in lines) == 2


def test_the_same_as_json(capsys):
    print_day_json(days.day(days.cancelled(), days.done_view()))
    said = json.loads(capsys.readouterr().out)
    assert said["heads"][2] == {
        "branch": "release-avx512",
        "commit": "51fe20ab" * 5,
        "version": "0.3.1",
        "tag": "v0.3.1",
        "at_head": True,
    }
    assert (said["heads"][3]["version"], said["heads"][3]["tag"]) == (None, None)
    first, second = said["releases"]
    assert first["since"]["sure"] is True
    assert first["since"]["at"].startswith("2026-08-20T14:03:48")
    assert second["since"] is None

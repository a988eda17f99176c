"""The stored pictures say what the screen says today."""

from __future__ import annotations

import html
import re
from difflib import unified_diff
from pathlib import Path

import pytest

from support.screenshots import ALL, DECIDE, FIRST_RUN, FOLDER, PLAN, first_run, ordvec_to_its_bump, take

README = FOLDER.parent / "README.md"
TURN = "run `make screenshots`, and look at what changed"


def words(path: Path) -> list[str]:
    """A picture's lines of text, without commits and times, which differ from day to day."""
    rows: dict[str, str] = {}
    for y, text in re.findall(
        r'<text [^>]*?\by="([\d.]+)"[^>]*>(.*?)</text>', path.read_text(encoding="utf-8")
    ):
        rows[y] = rows.get(y, "") + html.unescape(text).replace("\xa0", " ")
    changing = re.compile(r"\b[0-9a-f]{7,64}\b|\d\d:\d\d|\b\d+ (?:s|min|h|d)\b|\d,\d{3}/5,000|\s+")
    return [changing.sub(" ", rows[y]).strip() for y in sorted(rows, key=float)]


@pytest.mark.journey
async def test_the_pictures_are_not_out_of_date(tmp_path: Path) -> None:
    await first_run(tmp_path)
    async with ordvec_to_its_bump() as trip:
        await take(trip.session, tmp_path, (*DECIDE, *PLAN))
    for name, *_ in (*FIRST_RUN, *DECIDE, *PLAN):
        found, stored = words(tmp_path / f"{name}.svg"), words(FOLDER / f"{name}.svg")
        assert len(found) > 10, "there is something to compare"
        assert found == stored, "\n".join([f"{name}.svg: {TURN}", *unified_diff(stored, found, lineterm="")])


def test_every_picture_is_made_by_something_and_each_that_the_readme_shows_is_there() -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == {name for name, *_ in ALL}, TURN
    shown = set(re.findall(r"\(screenshots/([\w-]+)\.svg\)", README.read_text(encoding="utf-8")))
    assert shown <= {name for name, *_ in ALL}

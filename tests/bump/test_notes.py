"""Release notes that are cut, prepended and dated."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.bump.headings import heading_of
from gonogo.bump.notes import cut, prepend, set_date
from gonogo.errors import BumpError

DAY = date(2026, 11, 21)
DASHES = "-" * 80 + "\n"
TEMPLATE = "## {version}\n\nUnreleased.\n\n### Added\n\n" + DASHES
ARCHIVE = ("<!-- ARCHIVE_START -->", "* [{series}](https://e.invalid/release-{version}/NOTES.md)")
TAIL = "\nOlder notes stand elsewhere.\n\n<!-- ARCHIVE_START -->\n* [6.0.x](https://e.invalid/release-6.0.0/NOTES.md)\n"
NOTES = "## 7.0.0\n\nUnreleased.\n\n### Added\n\n* Words.\n\n" + DASHES + TAIL


def test_a_cut_archives_the_old_version_and_begins_the_new_one() -> None:
    made = cut(NOTES, "NOTES.md", TEMPLATE, ARCHIVE, old="7.0.0", new="8.0.0")
    line = "* [7.0.x](https://e.invalid/release-7.0.0/NOTES.md)\n"
    assert made.text == TEMPLATE.replace("{version}", "8.0.0") + TAIL.replace(
        "START -->\n", "START -->\n" + line
    )


def test_what_is_prepended_leaves_everything_below() -> None:
    assert (
        prepend(NOTES, "NOTES.md", TEMPLATE, "8.0.0").text == TEMPLATE.replace("{version}", "8.0.0") + NOTES
    )


@given(st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
def test_line_ends_and_a_mark_stay(newline: str, bom: str) -> None:
    text = bom + NOTES.replace("\n", newline)
    for made in (
        cut(text, "N", TEMPLATE, ARCHIVE, old="7.0.0", new="8.0.0").text,
        prepend(text, "N", TEMPLATE, "8.0.0").text,
    ):
        assert made.startswith(bom + "## 8.0.0" + newline)
        assert made.count("\ufeff") == len(bom)
        assert made.count("\n") == made.count(newline)


@pytest.mark.parametrize(
    ("unreleased", "released", "line"),
    [
        ("Unreleased", "Released {date}", "Released 2026-11-21."),
        ("Unreleased.", "Released {date}", "Released 2026-11-21"),
    ],
)
def test_the_date_is_set_in_the_versions_own_section(unreleased: str, released: str, line: str) -> None:
    older = "## 6.0.0\n\nUnreleased.\n"
    made = set_date(NOTES + older, "7.0.0", DAY, unreleased, released)
    assert made is not None
    assert made.text == NOTES.replace("Unreleased.", line) + older
    assert set_date(made.text, "7.0.0", DAY, unreleased, released) is None
    assert set_date(NOTES, "7.0.1", DAY, unreleased, released) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (NOTES.replace(DASHES, ""), "N: No line of dashes ends the newest notes."),
        (NOTES.replace("ARCHIVE", "X"), "N: No line '<!-- ARCHIVE_START -->' begins the archive."),
        (NOTES.replace("## 7.0.0", "## 8.0.0"), "N:1: A heading for 8.0.0 stands here already."),
    ],
)
def test_notes_of_another_shape_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(BumpError) as caught:
        cut(text, "N", TEMPLATE, ARCHIVE, old="7.0.0", new="8.0.0")
    assert str(caught.value).splitlines()[0] == sentence


@pytest.mark.parametrize(
    ("newest", "template"),
    [
        ("## [1.2.3] - 2026-01-01", "## [{version}] - {date}"),
        ("## 1.2.3 - 2026-01-01", "## {version} - {date}"),
        ("## [v1.2.3] - 2026-01-01", "## [v{version}] - {date}"),
        ("## [1.2.3] — 2026-01-01", "## [{version}] — {date}"),
        ("## v1.2.3 (2026-01-01)", "## v{version} ({date})"),
        ("## [1.2.3]", "## [{version}]"),
        ("## [1.2.3](https://e.invalid) - 2026-01-01", "## [{version}] - {date}"),
        ("## 1.2.3", "## {version}"),
    ],
)
def test_a_heading_is_written_as_the_newest_one(newest: str, template: str) -> None:
    assert heading_of(f"# Log\n\n## [Unreleased]\n\n- a 9.9.9\n\n{newest}\n\n- b\n") == template


def test_a_first_heading_is_written_as_unreleased_is() -> None:
    assert heading_of("## [Unreleased]\n") == "## [{version}] - {date}"
    assert heading_of("## Unreleased\n") == "## {version} - {date}"

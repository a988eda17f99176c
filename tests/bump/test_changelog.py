"""Changelogs: nothing curated is ever lost, and links follow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.bump.changelog import is_unreleased_empty, promote
from gonogo.errors import BumpError

DAY = date(2026, 6, 9)


def run(
    text: Any,
    heading: Any = "## [{version}] - {date}",
    version: Any = "0.6.0",
    previous: Any = "0.5.0",
    placeholder: Any = "",
) -> Any:
    return promote(
        text, "CHANGELOG.md", version, DAY, heading, previous=previous, placeholder=placeholder
    ).text


def test_the_body_moves_under_the_new_heading() -> None:
    text = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n\n## [0.5.0] - 2026-01-01\n\n- Old.\n"
    assert run(text) == (
        "# Changelog\n\n## [Unreleased]\n\n## [0.6.0] - 2026-06-09\n\n### Added\n\n- A thing.\n\n## [0.5.0] - 2026-01-01\n\n- Old.\n"
    )


def test_the_placeholder_stays_on_top_and_is_not_promoted() -> None:
    text = "## Unreleased\n\n_None._\n\n### Fixed\n- B\n\n## 0.5.0\n"
    assert run(text, "## {version} - {date}", placeholder="_None._") == (
        "## Unreleased\n\n_None._\n\n## 0.6.0 - 2026-06-09\n\n### Fixed\n- B\n\n## 0.5.0\n"
    )
    assert (
        run("## Unreleased\n- B\n", "## {version}", placeholder="_None._")
        == "## Unreleased\n\n_None._\n\n## 0.6.0\n\n- B\n"
    )


def test_line_endings_and_a_missing_last_newline_stay() -> None:
    text = "\ufeff## [Unreleased]\r\n\r\n- A\r\n- B"
    assert run(text) == "\ufeff## [Unreleased]\r\n\r\n## [0.6.0] - 2026-06-09\r\n\r\n- A\r\n- B"
    assert run("## Unreleased") == "## Unreleased\n\n## [0.6.0] - 2026-06-09\n"


BASE = "https://example.org/o/r/compare/"


@pytest.mark.parametrize(
    ("heading", "links", "expected"),
    [
        (
            "## [{version}] - {date}",
            f"[Unreleased]: {BASE}v0.5.0...HEAD\n[0.5.0]: {BASE}v0.4.0...v0.5.0\n",
            f"[Unreleased]: {BASE}v0.6.0...HEAD\n[0.6.0]: {BASE}v0.5.0...v0.6.0\n[0.5.0]: {BASE}v0.4.0...v0.5.0\n",
        ),
        (
            "## [v{version}] - {date}",
            f"[Unreleased]: <{BASE}crate/v0.5.0..HEAD>\n[v0.5.0]: <{BASE}crate/v0.4.0...crate/v0.5.0>",
            f"[Unreleased]: <{BASE}crate/v0.6.0..HEAD>\n[v0.6.0]: <{BASE}crate/v0.5.0...crate/v0.6.0>\n[v0.5.0]: <{BASE}crate/v0.4.0...crate/v0.5.0>",
        ),
        (
            "## [{version}]",
            f"[unreleased]: {BASE}0.5.0..main",
            f"[unreleased]: {BASE}0.6.0..main\n[0.6.0]: {BASE}0.5.0..0.6.0\n",
        ),
        ("## {version}", f"[Unreleased]: {BASE}v0.5.0...HEAD\n", f"[Unreleased]: {BASE}v0.6.0...HEAD\n"),
        (
            "## [{version}]",
            f"[0.5.0]: {BASE}v0.4.0...v0.5.0\n",
            f"[0.6.0]: {BASE}v0.5.0...v0.6.0\n[0.5.0]: {BASE}v0.4.0...v0.5.0\n",
        ),
        ("## {version}", f"[0.4.0]: {BASE}v0.3.0...v0.4.0\n", f"[0.4.0]: {BASE}v0.3.0...v0.4.0\n"),
        ("## [{version}]", f"[Unreleased]: {BASE}main...HEAD\n", f"[Unreleased]: {BASE}main...HEAD\n"),
        (
            "## [{version}]",
            f"[0.5.0]: {BASE}abc...v0.5.0\n",
            f"[0.6.0]: {BASE}v0.5.0...v0.6.0\n[0.5.0]: {BASE}abc...v0.5.0\n",
        ),
        ("## [{version}]", "[issue]: https://example.org/1\n", "[issue]: https://example.org/1\n"),
        (
            "## [{version}]",
            f"[Unreleased]: {BASE}v0.4.0...HEAD\n",
            f"[Unreleased]: {BASE}v0.6.0...HEAD\n[0.6.0]: {BASE}v0.5.0...v0.6.0\n",
        ),
    ],
)
def test_compare_links_follow(heading: Any, links: Any, expected: Any) -> None:
    top = "## [Unreleased]\n\n- A\n\n## [0.5.0]\n\n- B\n\n"
    assert run(top + links, heading).endswith("- B\n\n" + expected)


def test_links_of_the_body_are_no_footer() -> None:
    text = f"## [Unreleased]\n\n- See [x].\n\n[x]: https://example.org\n\n- More.\n\n[Unreleased]: {BASE}v0.5.0...HEAD\n"
    assert "- See [x].\n\n[x]: https://example.org\n\n- More.\n\n[Unreleased]:" in run(text)


def test_headings_inside_code_and_comments_are_text() -> None:
    text = "# C\n\n<!--\n## [Unreleased]\n-->\n\n## [Unreleased]\n\n```md\n## [0.6.0]\n## Unreleased\n```\n\n- A\n\n## [0.5.0]\n"
    after = run(text)
    assert after.count("## [0.6.0] - 2026-06-09") == 1
    assert (
        after.index("-->")
        < after.index("## [0.6.0] - ")
        < after.index("```md")
        < after.index("- A")
        < after.index("## [0.5.0]")
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", True),
        ("\n\n", True),
        ("\n_None._\n", True),
        ("\n### Added\n\n### Fixed\n", True),
        ("<!-- add\nhere -->\n", True),
        ("\n- A\n", False),
        ("\n### Added\n- A\n", False),
        ("_None._ but\n", False),
    ],
)
def test_an_empty_unreleased_is_seen(body: Any, expected: Any) -> None:
    text = f"## [Unreleased]\n{body}\n## [0.5.0]\n\n- B\n"
    assert is_unreleased_empty(text, "C.md", "_None._") is expected
    assert (
        promote(
            text, "C.md", "0.6.0", DAY, "## [{version}]", previous="0.5.0", placeholder="_None._"
        ).is_empty
        is expected
    )


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("# C\n\n## 0.5.0\n", "CHANGELOG.md", "No Unreleased heading"),
        ("## Unreleased\n\n## [Unreleased]\n", "CHANGELOG.md:3", "twice"),
        ("## Unreleased\n- A\n## v0.6.0 - today\n", "CHANGELOG.md:3", "already"),
    ],
)
def test_a_changelog_that_cannot_be_promoted_is_refused(text: Any, where: Any, what: Any) -> None:
    with pytest.raises(BumpError, match=what) as caught:
        run(text)
    assert caught.value.where == where


def test_versions_that_only_look_alike_are_no_repetition() -> None:
    assert "## [0.6.0] - " in run("## Unreleased\n- A\n## 0.6.0-rc.1\n## 10.6.0\n## 0.6.0.1\n")


lines = st.lists(
    st.sampled_from(
        [
            "- a",
            "### Added",
            "",
            "  text",
            "[x]: https://example.org",
            "```",
            "_None._",
            "<!-- c -->",
            "# no",
            "Unreleased",
        ]
    ),
    max_size=12,
)


@given(
    before=lines,
    body=lines,
    after=lines,
    newline=st.sampled_from(["\n", "\r\n"]),
    placeholder=st.sampled_from(["", "_None._"]),
)
def test_no_line_is_ever_lost_and_order_stays(
    before: Any, body: Any, after: Any, newline: Any, placeholder: Any
) -> None:
    if before.count("```") % 2:
        before = [line for line in before if line != "```"]
    text = newline.join([*before, "## [Unreleased]", *body, "## [0.5.0]", *after]) + newline
    result = run(text, placeholder=placeholder)

    def substance(value: Any) -> Any:
        return [line for line in value.split(newline) if line.strip() and line != placeholder]

    kept = substance(result)
    kept.remove("## [0.6.0] - 2026-06-09")
    assert kept == substance(text)
    assert result.index("## [Unreleased]") < result.index("## [0.6.0]")
    if newline == "\r\n":
        assert "\n" not in result.replace("\r\n", "")

"""Which version comes next, and which is higher."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.bump.versions import compare, is_same_version, is_version, next_version, numbers, to_pep440
from gonogo.errors import BumpError


@pytest.mark.parametrize(
    ("current", "part", "scheme", "expected"),
    [
        ("0.5.0", "major", "semver", "1.0.0"),
        ("0.5.0", "minor", "semver", "0.6.0"),
        ("0.5.9", "patch", "semver", "0.5.10"),
        ("24.0.9", "patch", "semver", "24.0.10"),
        ("0.5.0", "rc", "semver", "0.6.0-rc.1"),
        ("0.6.0-rc.1", "rc", "semver", "0.6.0-rc.2"),
        ("0.6.0-rc.9", "rc", "semver", "0.6.0-rc.10"),
        ("0.6.0-beta.3", "rc", "semver", "0.6.0-rc.1"),
        ("0.6.0-rc.2", "final", "semver", "0.6.0"),
        ("0.6.0-rc.2", "minor", "semver", "0.6.0"),
        ("1.2.3+build.7", "patch", "semver", "1.2.4"),
        ("0.5.0", "minor", "pep440", "0.6.0"),
        ("1.2", "patch", "pep440", "1.2.1"),
        ("0.6.0rc1", "rc", "pep440", "0.6.0rc2"),
        ("0.6.0rc2", "final", "pep440", "0.6.0"),
        ("0.6.0.dev4", "minor", "pep440", "0.6.0"),
        ("1!2.3", "major", "pep440", "1!3.0"),
        ("1.2.3.post1", "patch", "pep440", "1.2.4"),
    ],
)
def test_the_next_version(current: Any, part: Any, scheme: Any, expected: Any) -> None:
    assert next_version(current, part, scheme) == expected


@pytest.mark.parametrize(
    ("current", "scheme"),
    [
        ("0.5", "semver"),
        ("v0.5.0", "semver"),
        ("01.2.3", "semver"),
        ("next", "pep440"),
        (" 1.0", "pep440"),
        ("", "semver"),
    ],
)
def test_what_is_no_version_is_refused(current: Any, scheme: Any) -> None:
    assert not is_version(current, scheme)
    with pytest.raises(BumpError, match="is no"):
        next_version(current, "patch", scheme)
    with pytest.raises(BumpError, match="is no"):
        compare("1.0.0", current, scheme)


@pytest.mark.parametrize(("current", "scheme"), [("0.5.0", "semver"), ("0.5.0", "pep440")])
def test_a_final_version_cannot_be_made_final(current: Any, scheme: Any) -> None:
    with pytest.raises(BumpError, match=r"^0\.5\.0 is final already"):
        next_version(current, "final", scheme)


@given(
    st.tuples(*[st.integers(0, 10**6)] * 3),
    st.sampled_from(["major", "minor", "patch", "rc"]),
    st.sampled_from(["semver", "pep440"]),
)
def test_the_next_version_is_higher_and_has_no_build_metadata(parts: Any, part: Any, scheme: Any) -> None:
    current = ".".join(map(str, parts))
    after = next_version(current, part, scheme)
    assert compare(after, current, scheme) > 0
    assert "+" not in after
    assert compare(next_version(after, "minor", scheme), after, scheme) > 0


def test_candidates_are_lower_than_their_release_and_ordered_by_number() -> None:
    assert compare("0.6.0-rc.2", "0.6.0-rc.10", "semver") < 0 < compare("0.6.0", "0.6.0-rc.10", "semver")
    assert compare("0.6.0rc2", "0.6.0rc10", "pep440") < 0 < compare("0.6.0", "0.6.0rc10", "pep440")
    assert compare("1.0", "1.0.0", "pep440") == 0


def test_spellings() -> None:
    assert is_same_version("0.6.0-rc.1", "0.6.0rc1")
    assert not is_same_version("0.6.0", "0.6.1")
    assert not is_same_version("nothing", "0.6.1")
    assert to_pep440("0.6.0-rc.1") == "0.6.0rc1"
    assert numbers("1.2") == ("1", "2", "0")
    assert numbers("0.6.0-rc.1") == ("0", "6", "0")

"""Hostile files: refused early, in a sentence, never with anything but a PlaybookError."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.errors import Mistake, PlaybookError
from gonogo.playbook.find import builtin_text
from gonogo.playbook.load import load_playbook
from support.playbook_texts import HEAD, STEPS, mistakes_in, with_steps


def test_a_file_of_10_mb_is_refused_by_its_size() -> None:
    text = with_steps(STEPS) + b"# padding\n" * 1_000_000
    assert mistakes_in(text) == ["the file has 10.0 MB. A playbook has at most 1 MB: is this the right file?"]


def test_a_file_that_is_not_utf_8_is_refused_at_its_line() -> None:
    text = with_steps("- confirm: Frei gegeben für alle\n").decode().encode("latin-1")
    (said,) = mistakes_in(text)
    assert said == "10:32: byte 174 of the file, 0xfc, is not UTF-8. Save the file as UTF-8."


def test_utf_16_is_refused_at_its_first_byte() -> None:
    (said,) = mistakes_in(with_steps(STEPS).decode().encode("utf-16"))
    assert said == "1:1: byte 1 of the file, 0xff, is not UTF-8. Save the file as UTF-8."


def bomb(levels: int, width: int) -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, levels):
        names = ", ".join([f"*a{level - 1}"] * width)
        lines.append(f"a{level}: &a{level} [{names}]")
    return "\n".join(lines).encode()


def test_a_bomb_of_aliases_is_refused_at_the_alias_too_many() -> None:
    assert mistakes_in(bomb(9, 9)) == ["4:20: more than 20 aliases (`*name`). Write the values out."]


def test_a_bomb_of_few_aliases_is_refused_by_what_it_would_hold() -> None:
    body = ", ".join(["x"] * 2_000)
    lines = [f"a0: &a0 [{body}]", "a1: &a1 [*a0, *a0, *a0, *a0]", "a2: [*a1, *a1, *a1]"]
    (said,) = mistakes_in("\n".join(lines).encode())
    assert said == "3:11: more than 20000 values, with aliases written out. Is this a playbook?"


def test_many_values_are_refused() -> None:
    (said,) = mistakes_in(b"- a\n" * 30_000)
    assert said == "20001:3: more than 20000 values, with aliases written out. Is this a playbook?"


@pytest.mark.parametrize("opening", [b"[", b"{", b"- ", b"? "])
def test_depth_is_refused_without_recursion(opening: bytes) -> None:
    (said,) = mistakes_in(opening * 100_000)
    assert said.endswith("nested more than 20 levels deep. A playbook needs about eight.")


def test_depth_made_of_aliases_is_refused() -> None:
    nested = "[" * 15 + "]" * 15
    text = f"a: &a {nested}\nb: [[[[[*a]]]]]\n".encode()
    assert mistakes_in(text) == ["2:9: nested more than 20 levels deep. A playbook needs about eight."]


def test_a_hundred_mistakes_are_shown_and_the_rest_counted() -> None:
    text = with_steps("".join(f"- {{do: tag, id: t{n}, until: gone}}\n" for n in range(150)))
    said = mistakes_in(text)
    assert len(said) == 101
    assert said[0].startswith("10:")
    assert said[99].startswith("109:")
    assert said[100] == "50 more mistakes are not shown. Put these right first."


def test_the_search_ends_when_there_is_no_end_of_mistakes() -> None:
    said = mistakes_in("".join(f"key{n}: 1\n" for n in range(5_000)).encode())
    assert said[-1] == "at least 400 more mistakes are not shown. Put these right first."


def test_a_name_from_outside_is_harmless_in_a_message() -> None:
    file = "p\x1b]52;c;aGk=\x07.yml"
    with pytest.raises(PlaybookError) as caught:
        load_playbook(b'"\\x1b[31m\\u202e": 1\ngonogo: "\\x1b]0;t\\x07x"\n', file)
    said = str(caught.value)
    assert "\x1b" not in said
    assert "\x07" not in said
    assert "\u202e" not in said


@given(st.binary(max_size=300))
def test_bytes_raise_nothing_else(text: bytes) -> None:
    only_playbook_errors(text)


@given(st.text(max_size=300))
def test_texts_raise_nothing_else(text: str) -> None:
    only_playbook_errors(text.encode("utf-8", "surrogatepass"))


PIECES = [
    *"[]{}:,-?&*!|>'\"%@`#\n\t \\",
    *(
        "- ",
        ": ",
        "&a ",
        "*a",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "%TAG ! x\n",
        "!!str ",
        "<<: ",
        '"\\U',
        "1.10",
        "~",
        "0x1F",
    ),
    *(
        "check",
        "do",
        "wait",
        "gate",
        "confirm",
        "tag",
        "needs",
        "processes",
        "release",
        "steps",
        "gonogo",
        "{version}",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=300)
def test_pieces_of_yaml_raise_nothing_else(text: str) -> None:
    only_playbook_errors(text.encode())
    only_playbook_errors((HEAD + "      - " + text).encode())


VALUES = st.recursive(
    st.one_of(
        st.sampled_from(
            ["tag", "1.10", "true", "null", "", "{version}", "'x'", "[]", "{}", "release", "-1", ".nan"]
        )
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]")
        | st.dictionaries(
            st.sampled_from(["a", "id", "run", "path", "reviewers", "1"]), inner, max_size=3
        ).map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}")
    ),
    max_leaves=6,
)


@given(st.data())
@settings(max_examples=60)
def test_any_value_at_any_line_of_a_real_playbook_is_explained(data: st.DataObject) -> None:
    lines = builtin_text("ordvec").decode().splitlines()
    at = data.draw(st.sampled_from([n for n, line in enumerate(lines) if ": " in line and "#" not in line]))
    before, _, _ = lines[at].partition(": ")
    lines[at] = f"{before}: {data.draw(VALUES)}"
    only_playbook_errors("\n".join(lines).encode())


def only_playbook_errors(text: bytes) -> None:
    """Every mistake has a place in the file and is one sentence or two, on one line."""
    found: tuple[Mistake, ...] = ()
    try:
        load_playbook(text, "p.yml")
    except PlaybookError as error:
        found = error.mistakes
        assert found  # an error without a mistake would say nothing
    lines = text.decode("utf-8", "replace").count("\n") + 1
    places = [(one.line, one.column) for one in found if one.line]
    assert places == sorted(places)
    for one in found:
        assert one.what
        assert "\n" not in str(one)
        assert "pydantic" not in str(one)
        assert one.line <= lines + 1

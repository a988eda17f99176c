"""For any tree that the engine accepts: nothing but the planned values changes, twice is once, and back is back."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.bump.tree import discover, plan_tree

if TYPE_CHECKING:
    from gonogo.model.edits import FileEdit

DAY = date(2026, 11, 21)
VERSIONS = st.builds("{}.{}.{}".format, *(st.integers(0, 99) for _ in range(3)))
QUOTES = st.sampled_from(['"{}"', "'{}'"])
SPACES = st.sampled_from(["", " ", "  ", "\t"])
NEWLINES = st.sampled_from(["\n", "\r\n"])
NAMES = ("root", "one", "two")


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[str, str], str, str]:
    """A workspace with odd spacing, decoys of the same number, and two versions."""
    old, new = draw(VERSIONS), draw(VERSIONS)
    newline, bom = draw(NEWLINES), draw(st.sampled_from(["", "\ufeff"]))

    def pair(key: str, value: str) -> str:
        return f"{draw(SPACES)}{key}{draw(SPACES)}={draw(SPACES)}{draw(QUOTES).format(value)}{draw(SPACES)}"

    def needs(name: str) -> list[str]:
        operator = draw(st.sampled_from(["", "=", "^", "~"]))
        inline = f'{draw(SPACES)}{name} = {{ path = "../{name}",{draw(SPACES)}version = "{operator}{old}" }}'
        table = f'[dependencies.{name}]\npath = "../{name}"\nversion = "{operator}{old}"'
        return draw(st.sampled_from([["[dependencies]", inline], [table]]))

    def member(name: str) -> list[str]:
        lines = ["[package]", pair("name", name)]
        inherited = draw(st.booleans())
        lines.append("version.workspace = true" if inherited else pair("version", old))
        lines += ["", f"# {old}", *needs("two" if name == "one" else "one")]
        lines += ["[dev-dependencies]", pair("decoy", old), f'far = {{ version = "={old}" }}']
        return lines

    files = {
        "Cargo.toml": [
            "[workspace]",
            'members = ["one", "two"]',
            "[workspace.package]",
            pair("version", old),
        ],
        "one/Cargo.toml": member("one"),
        "two/Cargo.toml": member("two"),
        "Cargo.lock": [
            "version = 4",
            "",
            *(f'[[package]]\nname = "{name}"\nversion = "{old}"\n' for name in ("one", "two")),
            f'[[package]]\nname = "decoy"\nversion = "{old}"\nsource = "registry+x"\n',
        ],
        "package.json": [
            f'{{ "name" : "web",{draw(SPACES)}"version"{draw(SPACES)}: "{old}", "x": {{"version": "{old}"}} }}'
        ],
        "VERSION": [old],
    }
    end = draw(st.sampled_from(["", "\n"]))
    texts = {path: bom + ("\n".join(lines) + end).replace("\n", newline) for path, lines in files.items()}
    return texts, old, new


def apply(texts: dict[str, str], to: str) -> tuple[dict[str, str], tuple[FileEdit, ...]]:
    edits = plan_tree(texts, discover(texts), to=to, date=DAY, can_go_down=True).edits
    return {**texts, **{edit.path: edit.after for edit in edits}}, edits


@settings(max_examples=40)
@given(trees())
def test_no_byte_outside_of_the_planned_values_changes(tree: tuple[dict[str, str], str, str]) -> None:
    texts, old, new = tree
    after, edits = apply(texts, new)
    for edit in edits:
        assert edit.before == texts[edit.path]
        shape = re.escape(edit.before).replace(re.escape(old), f"(?:{re.escape(old)}|{re.escape(new)})")
        assert re.fullmatch(shape, edit.after)
    decoys = [line for path in ("one/Cargo.toml", "two/Cargo.toml") for line in after[path].splitlines()]
    assert all(old in line for line in decoys if line.strip().startswith(("decoy", "far", "#")))
    assert all(new in after[path] for path in ("VERSION", "package.json", "Cargo.lock", "Cargo.toml"))


@settings(max_examples=40)
@given(trees())
def test_planning_twice_gives_the_same(tree: tuple[dict[str, str], str, str]) -> None:
    texts, _, new = tree
    assert apply(texts, new) == apply(dict(reversed(texts.items())), new)


@settings(max_examples=40)
@given(trees())
def test_bumping_and_bumping_back_gives_the_original(tree: tuple[dict[str, str], str, str]) -> None:
    texts, old, new = tree
    after, _ = apply(texts, new)
    if any(text.count(new) for text in texts.values()):
        return  # the new number stood there before, as something else's
    assert apply(after, old)[0] == texts


@settings(max_examples=40)
@given(trees())
def test_what_is_done_is_not_done_again(tree: tuple[dict[str, str], str, str]) -> None:
    texts, _, new = tree
    after, _ = apply(texts, new)
    assert apply(after, new)[1] == ()

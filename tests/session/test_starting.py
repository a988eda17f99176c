"""Beginning a release: what is offered, what is asked, what is refused, and where `previous` comes from."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

import pytest

from gonogo.errors import LookError, UsageError
from gonogo.model.asks import BranchesAsk, TagsAsk
from gonogo.model.day import InputText
from gonogo.model.releases import started_releases
from support.sessions import session_of
from support.trains import HEAD, TrainWorld, release_of, sha, tag_of
from support.widget.nouns import REPO, playbook

STEP = "    steps: [{confirm: Sure}]\n"
BOOK = (
    HEAD
    + """
  patch:
    branch: release-{major}.0.0
    inputs: {version: {next: [patch]}}
"""
    + STEP
    + """
  major:
    branch: release-{major}.0.0
    inputs: {version: {next: [final]}}
    previous: tag
"""
    + STEP
    + """
  candidate:
    previous: tag
    inputs: {version: {next: [rc]}}
"""
    + STEP
    + """
  stable:
    previous: tag
    inputs: {version: {next: [final, minor]}}
"""
    + STEP
    + """
  crate:
    read: crates/{crate}/Cargo.toml
    tag: {name: "{crate}/v{version}", signed: false}
    inputs:
      version: {next: [patch]}
      crate: {choices: [one, two], help: Which crate}
      first: {default: "no", choices: ["yes", "no"]}
"""
    + STEP
)


class Repository(TrainWorld):
    """Branches are looked for by their globs."""

    is_blind_to_tags = False

    def _value(self, ask):
        if isinstance(ask, TagsAsk) and self.is_blind_to_tags:
            raise LookError("origin did not answer")
        if isinstance(ask, BranchesAsk):
            found = super()._value(ask)
            return tuple(ref for ref in found if fnmatchcase(ref.name, ask.pattern))
        return super()._value(ask)

    def files_at(self, at):
        manifest = '[package]\nname = "{}"\nversion = "1.1.{}"\n'
        crates = {
            f"crates/{name}/Cargo.toml": manifest.format(name, at) for at, name in enumerate(("one", "two"))
        }
        return super().files_at(at) | crates


def repository(
    said: str = "48.0.0", lines: tuple[int, ...] = (45, 46, 47), tags: tuple[str, ...] = ()
) -> Repository:
    made = Repository(
        playbook=playbook(BOOK), release=release_of("patch", "1.0.0", "0"), heads={"main": sha("aaa")}
    )
    made.versions[sha("aaa")] = said
    for line in lines:
        made.heads[f"release-{line}.0.0"] = sha(f"b{line}")
        made.versions[sha(f"b{line}")] = f"{line}.0.2"
    made.tags = {tag: tag_of(tag, sha("ccc")) for tag in tags}
    return made


async def offered(made: Repository, process: str) -> list[tuple[str, str]]:
    session = session_of(made)
    await session.look()
    return list(next(text for text in session.processes() if text.name == process).next_versions)


def tagged(*lines: int) -> tuple[str, ...]:
    return tuple(f"v{line}.0.2" for line in lines)


async def test_a_patch_is_offered_for_each_line_the_newest_first() -> None:
    assert await offered(repository(tags=("v48.0.0", *tagged(45, 46, 47))), "patch") == [
        ("patch", "48.0.1"),
        ("patch on release-47.0.0", "47.0.3"),
        ("patch on release-46.0.0", "46.0.3"),
        ("patch on release-45.0.0", "45.0.3"),
    ]


async def test_a_line_is_offered_as_itself_only_and_the_newest_six() -> None:
    made = repository(lines=tuple(range(38, 49)), tags=tagged(*range(38, 49)))
    found = await offered(made, "patch")
    assert [version for _, version in found] == [f"{line}.0.3" for line in range(48, 42, -1)]
    assert all(word.startswith("patch on release-") for word, _ in found)


async def test_what_was_never_tagged_is_not_patched() -> None:
    """Neither the version that main goes to, nor a patch that is on its branch and not out."""
    made = repository(tags=tagged(45, 47))
    assert [version for _, version in await offered(made, "patch")] == ["47.0.3", "45.0.3"]
    assert await offered(repository(), "patch") == []


async def test_tags_that_could_not_be_read_rule_nothing_out() -> None:
    made = repository()
    made.is_blind_to_tags = True
    assert [version for _, version in await offered(made, "patch")] == [
        "48.0.1",
        "47.0.3",
        "46.0.3",
        "45.0.3",
    ]


async def test_a_version_that_was_begun_says_so() -> None:
    """Of whatever process: two releases of one tag can not both be done."""
    session = session_of(repository(tags=tagged(45, 46, 47)))
    await session.start("patch", {"version": "46.0.3"})
    await session.start("patch", {"version": "48.0.0"})
    await session.start("crate", {"version": "47.0.3", "crate": "one"})
    texts = {text.name: text for text in session.processes()}
    assert texts["patch"].under_way == ("46.0.3",)
    assert texts["major"].under_way == ("48.0.0",)
    assert texts["crate"].under_way == texts["candidate"].under_way == ()


async def test_what_main_says_is_the_next_major_as_long_as_it_is_not_tagged() -> None:
    assert await offered(repository(), "major") == [
        ("final", "48.0.0"),
        ("final on release-47.0.0", "47.0.2"),
        ("final on release-46.0.0", "46.0.2"),
        ("final on release-45.0.0", "45.0.2"),
    ]
    made = repository(tags=("v47.0.2", "v46.0.2", "v45.0.2"))
    assert await offered(made, "major") == [("final", "48.0.0")]


@pytest.mark.parametrize(
    ("said", "tags", "rc", "final"),
    [
        ("0.4.0", ("v0.4.0",), "0.5.0-rc.1", ["0.5.0"]),
        ("0.5.0", ("v0.4.0",), "0.5.0-rc.1", ["0.5.0"]),
        ("0.4.0", ("v0.4.0", "v0.5.0-rc.1"), "0.5.0-rc.2", ["0.5.0"]),
        ("0.4.0", ("v0.4.0", "v0.5.0-rc.9", "v0.5.0-rc.10"), "0.5.0-rc.11", ["0.5.0"]),
        ("0.5.0", ("v0.4.0", "v0.5.0-rc.1", "v0.5.0"), "0.6.0-rc.1", ["0.6.0"]),
    ],
)
async def test_candidates_go_on_from_the_tags(
    said: str, tags: tuple[str, ...], rc: str, final: list[str]
) -> None:
    made = repository(said, (), (*tags, "nightly", "dev"))
    assert [version for _, version in await offered(made, "candidate")] == [rc]
    assert [version for _, version in await offered(made, "stable")] == final


async def test_what_an_input_tells_is_asked_with_help_choices_and_default() -> None:
    session = session_of(repository())
    await session.look()
    crate = next(text for text in session.processes() if text.name == "crate")
    assert crate.next_versions == ()
    assert crate.inputs == ("crate",)
    assert crate.asked == (
        InputText("crate", "Which crate", ("one", "two"), None),
        InputText("first", "", ("yes", "no"), "no"),
    )


async def test_a_release_id_names_what_tells_its_tag_from_others() -> None:
    made = repository()
    session = session_of(made)
    for crate in ("one", "two"):
        started = await session.start("crate", {"version": "1.2.0", "crate": crate})
        assert started == f"widget-crate-{crate}-1.2.0"
    releases = started_releases(session.journal(), REPO)
    assert [release.previous for release in releases] == ["1.1.0", "1.1.1"]
    assert [dict(release.inputs) for release in releases] == [
        {"version": "1.2.0", "crate": crate, "first": "no"} for crate in ("one", "two")
    ]


@pytest.mark.parametrize(
    ("process", "inputs", "says"),
    [
        ("crat", {"version": "1.2.0"}, "the playbook has no process 'crat'"),
        ("crate", {"version": "1.2"}, "'1.2' is no semver version"),
        ("crate", {"version": "1.2.0"}, "crate needs crate"),
        ("crate", {"version": "1.2.0", "crate": "three"}, "'three' is no choice for crate"),
        ("crate", {"version": "1.2.0", "crate": "one", "dry": "no"}, "crate has no input 'dry'"),
        ("crate", {"version": "1.2.0", "crate": "one", "first": "maybe"}, "'maybe' is no choice for first"),
        ("patch", {"version": "1.2.0", "crate": "one"}, "patch has no input 'crate'"),
    ],
)
async def test_what_can_not_begin_says_why(process: str, inputs: dict[str, str], says: str) -> None:
    session = session_of(repository())
    with pytest.raises(UsageError) as caught:
        await session.start(process, inputs)
    assert caught.value.what == says
    assert caught.value.advice
    assert session.journal() == ()


async def test_the_version_before_is_read_on_the_branch_that_is_released() -> None:
    session = session_of(repository())
    await session.start("patch", {"version": "46.0.3"})
    await session.start("patch", {"version": "48.0.1"})
    assert [release.previous for release in started_releases(session.journal(), REPO)] == ["46.0.2", "48.0.0"]


async def test_the_version_before_is_the_highest_stable_tag_below() -> None:
    made = repository("0.5.0", (), ("v0.3.0", "v0.4.0", "v0.4.1", "v0.5.0-rc.1", "v1.0.0"))
    session = session_of(made)
    await session.start("candidate", {"version": "0.5.0-rc.2"})
    assert started_releases(session.journal(), REPO)[0].previous == "0.4.1"


async def test_a_version_that_the_tree_says_already_comes_after_the_last_tag() -> None:
    made = repository("48.0.0", (), ("v47.0.2", "v36.0.9"))
    session = session_of(made)
    await session.start("patch", {"version": "48.0.0"})
    assert started_releases(session.journal(), REPO)[0].previous == "47.0.2"


async def test_the_same_release_is_not_begun_twice() -> None:
    session = session_of(repository())
    await session.start("patch", {"version": "47.0.3"})
    with pytest.raises(UsageError, match="is under way already"):
        await session.start("patch", {"version": "47.0.3"})


async def test_a_rehearsal_begins_its_releases_at_the_first_look() -> None:
    session = session_of(
        repository(), begin=(("patch", {"version": "47.0.3"}), ("patch", {"version": "46.0.3"}))
    )
    day = await session.look()
    assert {view.release.version for view in day.views} == {"47.0.3", "46.0.3"}
    assert len((await session.look()).views) == 2


async def test_a_tree_that_can_not_be_read_begins_nothing() -> None:
    made = repository(lines=())
    made.heads = {}
    session = session_of(replace(made))
    with pytest.raises(UsageError, match="the version of the tree could not be read"):
        await session.start("patch", {"version": "47.0.3"})

"""What a right playbook becomes: ids, phases, needs and order."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from gonogo.playbook.checklist import slug
from gonogo.playbook.load import load_playbook
from gonogo.playbook.order import find_circle
from gonogo.playbook.steps import EnvironmentGate, PersonConfirm, TagDo, WorktreeCheck
from support.playbook_texts import HEAD, STEPS, with_steps, with_top


def steps_of(steps: str) -> Any:
    return load_playbook(with_steps(steps), "p.yml").processes["release"].steps


def test_steps_become_their_classes_and_keep_their_order() -> None:
    steps = steps_of("""
        - check: worktree
          branch: release
        - do: tag
          freeze: main
        - gate: crates-io
          run: release.yml
          job: publish
        - confirm: Is the paper out?
          choices: [out, "no"]
          blocks: ["no"]
    """)
    assert [type(step) for step in steps] == [WorktreeCheck, TagDo, EnvironmentGate, PersonConfirm]
    assert steps[0].branch == "release"
    assert steps[1].freeze == "main"
    assert (steps[2].environment, steps[2].run, steps[2].job) == ("crates-io", "release.yml", "publish")
    assert (steps[3].title, steps[3].choices, steps[3].blocks) == (
        "Is the paper out?",
        ("out", "no"),
        ("no",),
    )


def test_ids_come_from_type_job_and_title() -> None:
    steps = steps_of("""
        - check: worktree
        - gate: pypi
          run: release.yml
          job: publish-pypi
        - confirm: The maintainer's go, in 2 words!
        - {do: tag, id: sign}
    """)
    assert [step.id for step in steps] == [
        "worktree",
        "approve-publish-pypi",
        "the-maintainer-s-go-in-2-words",
        "sign",
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Go", "go"),
        ("  Ünïcode  ", "n-code"),
        ("日本", ""),
        ("one two three four five six seven eight nine ten", "one-two-three-four-five-six-seven-eight"),
        ("x" * 60, "x" * 40),
    ],
)
def test_slug_is_short_and_plain(title: Any, name: Any) -> None:
    assert slug(title) == name


def test_a_step_needs_the_one_before_it_unless_it_says_otherwise() -> None:
    steps = steps_of("""
        - check: worktree
        - do: bump
        - check: old-version
          needs: []
        - do: merge
          needs: [bump, worktree]
        - do: tag
    """)
    assert [step.needs for step in steps] == [(), ("worktree",), (), ("bump", "worktree"), ("merge",)]


def test_a_phase_lasts_until_the_next_one() -> None:
    steps = steps_of("""
        - check: worktree
        - {do: bump, phase: bump}
        - do: merge
        - {do: tag, phase: tag}
    """)
    assert [step.phase for step in steps] == ["", "bump", "bump", "tag"]


def test_needs_may_name_a_later_step() -> None:
    steps = steps_of("""
        - {check: worktree, needs: [tag]}
        - {do: tag, needs: []}
    """)
    assert steps[0].needs == ("tag",)


def test_notes_keep_their_lines_and_titles_are_one() -> None:
    (step,) = steps_of("""
        - check: worktree
          title: |
            one
            two
          notes: |
            - first

            - second
    """)
    assert step.title == "one two"
    assert step.notes == "- first\n\n- second"


def test_text_is_cleaned_where_it_enters() -> None:
    (step,) = steps_of(r"""
        - check: worktree
          title: "[@click=app.quit]x[/] \x1b]52;c;aGk=\x07 \u202eevil"
          notes: "a\x1b[31mb"
    """)
    assert step.title == "[@click=app.quit]x[/]  \ufffdevil"
    assert step.notes == "ab"


def test_repository_may_be_one_name_or_several() -> None:
    assert load_playbook(with_steps(STEPS), "p.yml").repository == ("octo/demo",)
    two = HEAD.replace("octo/demo", "[octo/demo, new/demo]")
    assert load_playbook(with_steps(STEPS, two), "p.yml").repository == ("octo/demo", "new/demo")


def test_a_playbook_is_frozen() -> None:
    playbook = load_playbook(with_steps(STEPS), "p.yml")
    with pytest.raises(ValidationError, match="frozen"):
        playbook.default_branch = "other"  # type: ignore[misc]


def test_parts_keep_their_order_and_have_defaults() -> None:
    playbook = load_playbook(
        with_top("""
            changelog: {}
            rehearsal:
              environments:
                zeta: {}
                alpha: {wait-timer: 3}
                mid: {reviewers: ["{viewer}"]}
        """),
        "p.yml",
    )
    assert list(playbook.rehearsal.environments) == ["zeta", "alpha", "mid"]
    assert playbook.rehearsal.environments["alpha"].wait_timer == 3
    assert playbook.changelog is not None
    assert playbook.changelog.path == "CHANGELOG.md"
    assert (playbook.tag.name, playbook.tag.signed) == ("v{version}", True)


@pytest.mark.parametrize(
    "text", ["no", "on", "yes", "off", "1.2.3", "NO", "0b1", "1_000", "2024-01-01", "1:30"]
)
def test_yaml_1_2_leaves_these_as_text(text: Any) -> None:
    (step,) = steps_of(f"- {{check: worktree, notes: {text}}}")
    assert step.notes == text


def test_anchors_may_be_used_by_the_handful() -> None:
    playbook = load_playbook(
        with_steps("""
            - check: workflows-green
              workflows: &six [ci.yml, fuzz.yml]
            - {check: workflows-green, id: again, workflows: *six}
        """),
        "p.yml",
    )
    steps: Any = playbook.processes["release"].steps
    assert steps[1].workflows == ("ci.yml", "fuzz.yml")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_line_endings_and_a_byte_order_mark_make_no_difference(ending: Any, bom: Any) -> None:
    text = bom + with_steps(STEPS).decode().replace("\n", ending).encode()
    assert load_playbook(text, "p.yml") == load_playbook(with_steps(STEPS), "p.yml")


@pytest.mark.parametrize(
    ("needs", "circle"),
    [
        ({}, ()),
        ({"a": ["b"], "b": []}, ()),
        ({"a": ["a"]}, ("a",)),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, ("b", "c")),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, ()),
        ({"a": ["gone"]}, ()),
    ],
)
def test_find_circle(needs: Any, circle: Any) -> None:
    assert find_circle(needs) == circle

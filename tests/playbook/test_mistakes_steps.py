"""Expressions, cron lines, branches, images and defaults of single steps, each with its place."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest

from gonogo.playbook.step_rules import has_nested_repeat
from support.playbook_texts import HEAD, mistakes_in, with_steps

INPUTS = HEAD.replace("    steps:\n", "    inputs: {backports: {default: ''}, crate: {}}\n    steps:\n")

CASES = {
    "expression": (
        "- {check: text, path: a, find: 'a('}\n",
        [
            (
                r"10:38: `a(` is no regular expression: missing ), unterminated subpattern at position 1."
                r" Write it as Python does; `\.` is a dot."
            )
        ],
    ),
    "expression for ever": (
        "- {check: text, path: a, find: '(a+)+$'}\n",
        [
            (
                "10:38: `(a+)+$` repeats what repeats: to look for it could take for ever."
                " Repeat one character or one set at a time."
            )
        ],
    ),
    "no group": (
        "- {check: tag-accepted, path: a, find: 'a'}\n",
        [
            (
                r"10:46: the expression has no group, and needs one."
                r" Put the pattern in the file in brackets: `=~ (\S+)`."
            )
        ],
    ),
    "two groups": (
        "- {check: tag-accepted, path: a, find: '(a)(b)'}\n",
        [
            (
                r"10:46: the expression has 2 groups, and needs one."
                r" Put the pattern in the file in brackets: `=~ (\S+)`."
            )
        ],
    ),
    "path": (
        "- {check: text, path: ../a, find: a}\n",
        [
            (
                "10:29: `../a` is no path inside of the repository."
                " Write it from the top, with `/`, without `..`: `crates/a/Cargo.toml`."
            )
        ],
    ),
    "workflow": (
        "- {do: dispatch, run: .github/workflows/a.yml}\n",
        [
            (
                "10:29: `.github/workflows/a.yml` is no file in .github/workflows."
                " Write the file's name alone, such as `ci.yml`."
            )
        ],
    ),
    "cron": (
        "- {do: dispatch, run: a.yml, schedule: '0 0 32 * *'}\n",
        [
            (
                "10:46: `0 0 32 * *` is no cron line."
                " Write minute, hour, day, month and weekday, in UTC: `0 0 5 * *`."
            )
        ],
    ),
    "branch": (
        "- {check: backports, branch: 'release ..1'}\n",
        ["10:36: `release ..1` can not be the name of a branch. Write it like `release-{major}.0.0`."],
    ),
    "image": (
        "- {check: images, image: 'ghcr.io/a/b:latest', tags: [a]}\n",
        [
            (
                "10:32: `ghcr.io/a/b:latest` is no image."
                " Write registry and name, without a tag: `ghcr.io/owner/name`."
            )
        ],
    ),
    "advice placeholder": (
        "- {confirm: Go?, choices: [a, b], blocks: [b], advice: 'Yank {versoin}'}\n",
        ["10:62: `{versoin}` is not known here. Did you mean `{version}`?"],
    ),
    "image placeholder": (
        "- {check: images, image: 'ghcr.io/a/{versoin}', tags: [a]}\n",
        ["10:32: `{versoin}` is not known here. Did you mean `{version}`?"],
    ),
    "message": (
        "- {do: bump, message: 'Merge {versoin}'}\n- {do: bump, id: again, message: 'Merge {branch}'}\n",
        [
            "10:29: `{versoin}` is not known here. Did you mean `{version}`?",
            (
                "11:40: `{branch}` is not known here. Known: `{version}`, `{major}`, `{minor}`, `{patch}`,"
                " `{stable}`, `{next-major}`, `{next-minor}`, `{next-patch}`, `{tag}` or `{previous}`."
            ),
        ],
    ),
    "default": (
        "- {do: backport, base: release-1}\n",
        [
            "10:10: `do: backport` uses `{backports}`. Add `backports` to the process's `inputs`, or say `commits:`."
        ],
    ),
    "default crate": (
        "- {check: crates-before}\n",
        [
            "10:10: `check: crates-before` uses `{crate}`. Add `crate` to the process's `inputs`, or say `crate:`."
        ],
    ),
    "changelog": (
        "- {check: changelog}\n- {do: incident, text: a}\n",
        [
            "10:10: `check: changelog` needs the playbook's `changelog`. Add `changelog:` at the top.",
            "11:10: `do: incident` needs the playbook's `changelog`. Add `changelog:` at the top.",
        ],
    ),
}


@pytest.mark.parametrize(("steps", "expected"), CASES.values(), ids=CASES.keys())
def test_mistake(steps: str, expected: list[str]) -> None:
    assert mistakes_in(with_steps(steps)) == expected


RIGHT = """\
- {check: text, path: 'crates/{crate}/a.toml', find: 'v = "{version}"$', count: one}
- {check: tag-accepted, path: .github/workflows/r.yml, find: '"\\$REF" =~ (\\S+) \\]\\]'}
- {do: dispatch, run: r.yml, schedule: '0 0 5 * *', ref: 'release-{major}.0.0'}
- {do: pull-request, branch: 'hotfix/{tag}', message: 'Merge {branch} into {base}'}
- {do: pull-request, id: again, branch: 'hotfix/{tag}'}
- {do: backport, base: 'release-{major}.0.0'}
- {check: crates-before}
- {check: images, image: 'ghcr.io/acme/widget', tags: ['{version}'], aliases: [latest]}
- {check: images, id: local, image: 'localhost:5000/a/b_c', tags: ['{version}']}
"""


def test_right_ones_are_left_alone() -> None:
    assert mistakes_in(with_steps(dedent(RIGHT), INPUTS)) == []


@pytest.mark.parametrize(
    ("expression", "is_endless"),
    [
        ("(a+)+", True),
        ("(?:a*)*", True),
        ("((a+)b?)*", True),
        ("(a|b+)*", True),
        ("(a+){2,}", True),
        (r"(\d+)+", True),
        ("([a-z]+-?)+", True),
        ("(a|a)*b", True),
        ("(?:a|ab)+$", True),
        ("(a?)*b", True),
        ("(a+){2,50}b", True),
        ("(a+){9}b", True),
        (r"(\d{1,3}\.){3}", False),
        ("(?:rc|beta)?", False),
        ("(a+)?", False),
        ("(a+){2}", False),
        (r"(\.[0-9]+)*", False),
        ("(-[a-z]+)+", False),
        ("[(a+)+]+", False),
        (r"\(a+\)+", False),
        (r"=~ (\S+) \]\]", False),
        ("a+b+c*", False),
        ("", False),
    ],
)
def test_nested_repeats(expression: str, is_endless: bool) -> None:
    assert has_nested_repeat(expression) is is_endless


def test_a_long_expression_is_refused_at_once() -> None:
    begun = time.process_time()
    found = mistakes_in(with_steps(f"- {{check: text, path: a, find: '{'(' * 5000}'}}\n"))
    assert [line.split(": ", 1)[1] for line in found] == [
        "the expression has 5000 characters. Write a shorter one."
    ]
    assert time.process_time() - begun < 5

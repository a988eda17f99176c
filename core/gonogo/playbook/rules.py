"""What a playbook must also hold to, beyond the types of its keys: templates, paths, names, version files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gonogo.playbook.rehearsal import OF_RUN
from gonogo.playbook.report import listing, quote, suggest
from gonogo.playbook.step_rules import check_steps
from gonogo.playbook.templates import OF_RELEASE, OF_VERSION, placeholders
from gonogo.playbook.tree import Entries, Items, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gonogo.playbook.report import Report
    from gonogo.playbook.tree import Tree

STEP = ("processes", "*", "steps", "*")
JOB = ("rehearsal", "workflows", "*", "*")

TEMPLATES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("tag", "name"), OF_VERSION),
    (("version", "files", "*", "pattern"), OF_VERSION),
    (("changelog", "heading"), (*OF_RELEASE, "date")),
    (("changelog", "path"), ("crate",)),
    (("changelog", "template"), ("version",)),
    (("changelog", "archive-line"), ("version", "series")),
    (("changelog", "released"), ("date",)),
    (("processes", "*", "branch"), OF_RELEASE),
    (("processes", "*", "read"), ()),
    (("processes", "*", "done"), OF_RELEASE),
    (("processes", "*", "tag", "name"), OF_VERSION),
    *(
        ((*STEP, key), OF_RELEASE)
        for key in (
            "title",
            "confirm",
            "base",
            "branch",
            "same-bytes-as",
            "at",
            "ref",
            "start",
            "source",
            "commit",
            "commits",
            "with-branch",
            "version",
            "value",
            "find",
            "path",
            "crate",
            "heading",
            "text",
            "command",
            "freeze",
            "query",
            "says",
            "advice",
            "notes",
            "image",
        )
    ),
    *(
        ((*STEP, key, "*"), OF_RELEASE)
        for key in ("assets", "files", "inputs", "tags", "unmoved", "aliases", "owners", "leave")
    ),
    (("rehearsal", "environments", "*", "reviewers", "*"), ("viewer",)),
)
"""Where placeholders may stand, and which."""

JOB_TEXTS: tuple[tuple[str, ...], ...] = (
    *((key, "*") for key in ("attach", "attest", "files", "outputs")),
    ("branch",),
    ("crates-io",),
    *(("pull", key) for key in ("branch", "base", "title", "body", "message")),
    ("tag", "name"),
    *(("release", key) for key in ("tag", "name", "body")),
    ("release", "assets", "*"),
    *(("images", "*", key, "*") for key in ("tags", "stable-tags")),
    *((guards, "*", key) for guards in ("fails-when", "fails-unless") for key in ("value", "path")),
)
"""Texts of a job's effects that may have placeholders."""

PATHS: tuple[tuple[str, ...], ...] = (
    ("version", "read"),
    ("version", "files", "*", "path"),
    ("changelog", "path"),
    (*STEP, "locks", "*", "*"),
    (*STEP, "path"),
    ("processes", "*", "read"),
)
WORKFLOWS: tuple[tuple[str, ...], ...] = (
    (*STEP, "workflows", "*"),
    (*STEP, "run"),
    (*JOB[:2], "require-green"),
)
VERSION_STEPS = ("major", "minor", "patch", "rc", "final")

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")
_WORKFLOW = re.compile(r"[A-Za-z0-9._ -]+\.ya?ml")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def check_rules(root: Entries, report: Report) -> None:
    """Note everything in the file that breaks a rule."""
    _check_templates(root, report)
    _check_paths(root, report)
    _check_names(root, report)
    _check_version(root, report)
    _check_choices(root, report)
    check_steps(root, report)


def walk(tree: Tree | None, path: Sequence[str]) -> Iterator[Tree]:
    """The nodes at a path; `*` stands for every item or value."""
    if tree is None:
        return
    if not path:
        yield tree
    elif path[0] == "*":
        children = tree.items if isinstance(tree, Items) else ()
        if isinstance(tree, Entries):
            children = tuple(value for _, value in tree.entries)
        for child in children:
            yield from walk(child, path[1:])
    elif isinstance(tree, Entries):
        yield from walk(tree.get(path[0]), path[1:])


def texts(tree: Tree | None, path: Sequence[str]) -> Iterator[tuple[Scalar, str]]:
    """The texts at a path, with their nodes."""
    for node in walk(tree, path):
        if isinstance(node, Scalar) and isinstance(node.value, str):
            yield node, node.value


def keys(tree: Tree | None, path: Sequence[str]) -> Iterator[Scalar]:
    """The keys of the mappings at a path."""
    for node in walk(tree, path):
        if isinstance(node, Entries):
            yield from (key for key, _ in node.entries)


def _check_templates(root: Entries, report: Report) -> None:
    for path, known in TEMPLATES:
        if path[:2] == ("processes", "*"):
            for process in walk(root, path[:2]):
                inputs = [key.text for key in keys(process, ("inputs",))]
                _check_known(process, path[2:], (*known, *inputs), report)
        else:
            _check_known(root, path, known, report)
    _check_jobs(root, report)
    for own in (("tag", "name"), ("processes", "*", "tag", "name")):
        _check_tag(root, own, report)


def _check_jobs(root: Entries, report: Report) -> None:
    """Templates of what jobs do in a rehearsal: their values, the inputs of processes and of dispatches."""
    jobs = [one for job in walk(root, JOB) for one in (job.items if isinstance(job, Items) else (job,))]
    inputs = [
        key.text for path in (("processes", "*", "inputs"), (*STEP, "inputs")) for key in keys(root, path)
    ]
    tests = [key.text for job in jobs for key in keys(job, ("when",))]
    known = dict.fromkeys((*OF_RUN, "pypi-source:PROJECT", "matrix:COUNT", *inputs, *tests))
    for job in jobs:
        for path in JOB_TEXTS:
            _check_known(job, path, tuple(known), report)


def _check_known(tree: Tree, path: Sequence[str], known: Sequence[str], report: Report) -> None:
    prefixes = tuple(name.partition(":")[0] + ":" for name in known if ":" in name)
    for node, template in texts(tree, path):
        for name in placeholders(template):
            if name not in known and not (prefixes and name.startswith(prefixes)):
                hint = suggest(name, known, form="{{{}}}".format)
                report.add(node.place, f"`{{{name}}}` is not known here.", hint)


def _check_tag(root: Entries, path: Sequence[str], report: Report) -> None:
    for node, name in texts(root, path):
        if "version" not in placeholders(name):
            instead = "Write it like `v{version}`."
            report.add(node.place, f"the tag template {quote(name)} lacks `{{version}}`.", instead)
        elif not re.fullmatch(r"[^-\s~^:?*\\\[][^\s~^:?*\\\[]*", name):
            report.add(
                node.place, f"{quote(name)} can not be the name of a tag.", "Write it like `v{version}`."
            )


def _check_paths(root: Entries, report: Report) -> None:
    named = [node for path in PATHS for node, _ in texts(root, path)]
    for node in (*named, *keys(root, (*STEP, "locks"))):
        parts = node.text.split("/")
        if (
            ".." in parts
            or "" in parts
            or "\\" in node.text
            or parts[0] == ".git"
            or node.text.startswith("-")
        ):
            what = f"{quote(node.text)} is no path inside of the repository."
            report.add(
                node.place, what, "Write it from the top, with `/`, without `..`: `crates/a/Cargo.toml`."
            )


def _check_names(root: Entries, report: Report) -> None:
    for path in (("repository",), ("repository", "*")):
        for node, name in texts(root, path):
            if not _REPOSITORY.fullmatch(name):
                report.add(node.place, f"{quote(name)} is no repository.", "Write owner/name.")
    workflow_names = [node for path in WORKFLOWS for node, _ in texts(root, path)]
    for node in (*workflow_names, *keys(root, ("rehearsal", "workflows"))):
        if not _WORKFLOW.fullmatch(node.text):
            what = f"{quote(node.text)} is no file in .github/workflows."
            report.add(node.place, what, "Write the file's name alone, such as `ci.yml`.")
    for node in keys(root, ("processes",)):
        if not _NAME.fullmatch(node.text):
            what = f"{quote(node.text)} can not be the name of a process."
            report.add(node.place, what, "Use letters, digits, dots, dashes and underscores.")


def _check_version(root: Entries, report: Report) -> None:
    for entry in walk(root, ("version", "files", "*")):
        if isinstance(entry, Entries):
            _check_version_file(entry, report)
    _check_listed_once(root, report)
    _check_notes(root, report)
    paths = [text for _, text in texts(root, ("version", "files", "*", "path"))]
    for node, read in texts(root, ("version", "read")):
        file = next((one for one in walk(root, ("version", "files", "*")) if _path(one) == read), None)
        if file is None:
            what = f"`read` names {quote(read)}, and it is not among `files`."
            report.add(node.place, what, suggest(read, paths, "Add it to `files`, with its format."))
        elif any(form == "cargo-lock" for _, form in texts(file, ("format",))):
            report.add(node.place, "the version can not be read from a lock file.", "Name a manifest.")
        elif any("version" not in placeholders(one) for _, one in texts(file, ("pattern",))):
            report.add(
                node.place,
                f"the pattern of {quote(read)} has no `{{version}}` to read.",
                "Name another file.",
            )


_STYLES = {"template": ("prepend", "archive"), "archive-after": ("archive",), "archive-line": ("archive",)}
"""Key of the changelog → the styles that need it."""


def _check_notes(root: Entries, report: Report) -> None:
    """Each style of a changelog has its keys, and no other's."""
    log = root.get("changelog")
    if not isinstance(log, Entries):
        return
    follow = next((text for _, text in texts(root, ("version", "packages", "versions"))), "")
    for node, path in texts(log, ("path",)):
        if "crate" in placeholders(path) and follow != "separate":
            what = "`{crate}` is known where `version.packages.versions` is `separate`."
            report.add(node.place, what, "Write the changelog's own path.")
    style = next((text for _, text in texts(log, ("style",))), "keep-a-changelog")
    for key, styles in _STYLES.items():
        scalar = log.key(key)
        if scalar is None and style in styles:
            report.add(log.place, f"style `{style}` needs `{key}`.", f"Add `{key}:`.")
        if scalar is not None and style not in styles:
            report.add(
                scalar.place, f"`{key}` belongs to style `{styles[-1]}`, not {quote(style)}.", "Remove it."
            )


def _check_listed_once(root: Entries, report: Report) -> None:
    """A file is listed once, but for its patterns."""
    lines: dict[str, int] = {}
    for entry in walk(root, ("version", "files", "*")):
        is_pattern = any(form == "pattern" for _, form in texts(entry, ("format",)))
        for node, path in texts(entry, ("path",)):
            if path in lines and not is_pattern:
                report.add(
                    node.place, f"{quote(path)} is listed twice, first in line {lines[path]}.", "Keep one."
                )
            lines.setdefault(path, node.place.line)


def _path(file: Tree) -> str:
    return next((text for _, text in texts(file, ("path",))), "")


def _check_version_file(file: Entries, report: Report) -> None:
    """Each key belongs to one format, and two formats need theirs."""
    form = next((text for _, text in texts(file, ("format",))), "")
    owners = {"pattern": "pattern", "packages": "cargo-lock", "dependencies": "cargo"}
    for key, owner in owners.items():
        node = file.key(key)
        if node is not None and form and form != owner:
            report.add(node.place, f"`{key}` belongs to format `{owner}`, not {quote(form)}.", "Remove it.")
        if node is None and form == owner and key != "dependencies":
            report.add(file.place, f"format `{form}` needs `{key}`.", f"Add `{key}:`.")
    for node, pattern in texts(file, ("pattern",)):
        if not placeholders(pattern):
            what = f"the pattern {quote(pattern)} has no placeholder: nothing in it would move."
            report.add(node.place, what, 'Write it like `name = "{version}"`.')


def _check_choices(root: Entries, report: Report) -> None:
    for node, word in texts(root, ("processes", "*", "inputs", "*", "next", "*")):
        if word not in VERSION_STEPS:
            what = f"{quote(word)} is no step of a version."
            report.add(node.place, what, f"Known: {listing(VERSION_STEPS)}.")
    for step in walk(root, STEP):
        choices = [text for _, text in texts(step, ("choices", "*"))]
        for node, word in texts(step, ("blocks", "*")):
            if word not in choices:
                what = f"`blocks` names {quote(word)}, and it is not among `choices`."
                report.add(node.place, what, suggest(word, choices, "Add it to `choices`."))

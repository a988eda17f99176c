"""Templates, paths, names and version files."""

from __future__ import annotations

import pytest

from support.playbook_texts import HEAD, mistakes_in, with_head, with_steps, with_top

CASES = {
    "crate": (
        with_top("changelog: {path: 'crates/{crate}/LOG.md'}\n"),
        [
            "1:19: `{crate}` is known where `version.packages.versions` is `separate`. Write the changelog's own path."
        ],
    ),
    "no template": (
        with_top("changelog: {style: prepend}\n"),
        ["1:12: style `prepend` needs `template`. Add `template:`."],
    ),
    "template of nothing": (
        with_top("changelog: {template: x}\n"),
        ["1:13: `template` belongs to style `archive`, not `keep-a-changelog`. Remove it."],
    ),
    "archive line": (
        with_top("changelog: {style: archive, template: x, archive-after: y, archive-line: '{tag}'}\n"),
        ["1:74: `{tag}` is not known here. Known: `{version}` or `{series}`."],
    ),
    "tag without version": (
        with_top("tag: {name: release}\n"),
        ["1:13: the tag template `release` lacks `{version}`. Write it like `v{version}`."],
    ),
    "tag bad": (
        with_top("tag: {name: '-v{version}'}\n"),
        ["1:13: `-v{version}` can not be the name of a tag. Write it like `v{version}`."],
    ),
    "placeholder": (
        with_top("tag: {name: 'v{versoin}{version}'}\n"),
        ["1:13: `{versoin}` is not known here. Did you mean `{version}`?"],
    ),
    "placeholder2": (
        with_steps("- do: bump\n  message: Release {name}\n"),
        [
            "11:18: `{name}` is not known here. Known: `{version}`, `{major}`, `{minor}`, `{patch}`, `{stable}`, `{next-major}`, `{next-minor}`, `{next-patch}`, `{tag}` or `{previous}`."
        ],
    ),
    "date": (
        with_steps("- do: bump\n  message: Release {date}\n"),
        [
            "11:18: `{date}` is not known here. Known: `{version}`, `{major}`, `{minor}`, `{patch}`, `{stable}`, `{next-major}`, `{next-minor}`, `{next-patch}`, `{tag}` or `{previous}`."
        ],
    ),
    "confirm ph": (
        with_steps("- confirm: Is {tags} good?\n"),
        ["10:18: `{tags}` is not known here. Did you mean `{tag}`?"],
    ),
    "outputs": (
        with_top(
            "rehearsal: {workflows: {r.yml: {job: {outputs: {a: '{pypi-source:x}', b: '{is-stabel}'}}}}}\n"
        ),
        ["1:74: `{is-stabel}` is not known here. Did you mean `{is-stable}`?"],
    ),
    "read": (
        with_head("read: Cargo.toml", "read: Cargo.tml"),
        ["4:9: `read` names `Cargo.tml`, and it is not among `files`. Did you mean `Cargo.toml`?"],
    ),
    "read2": (
        with_head("  files:\n    - {path: Cargo.toml, format: cargo}\n", ""),
        ["4:9: `read` names `Cargo.toml`, and it is not among `files`. Add it to `files`, with its format."],
    ),
    "readlock": (
        with_head("format: cargo}", "format: cargo-lock, packages: [a]}"),
        ["4:9: the version can not be read from a lock file. Name a manifest."],
    ),
    "readpattern": (
        with_head("format: cargo}", "format: pattern, pattern: 'a = \"{major}\"'}"),
        ["4:9: the pattern of `Cargo.toml` has no `{version}` to read. Name another file."],
    ),
    "pattern": (
        with_head("format: cargo}", "format: pattern}"),
        ["6:7: format `pattern` needs `pattern`. Add `pattern:`."],
    ),
    "pattern2": (
        with_head("format: cargo}", "format: cargo, pattern: '{version}', packages: [a]}"),
        [
            "6:41: `pattern` belongs to format `pattern`, not `cargo`. Remove it.",
            "6:63: `packages` belongs to format `cargo-lock`, not `cargo`. Remove it.",
        ],
    ),
    "pattern3": (
        with_head(
            "    - {path: Cargo.toml, format: cargo}",
            "    - {path: Cargo.toml, format: cargo}\n    - {path: R.md, format: pattern, pattern: 'x'}",
        ),
        [
            '7:46: the pattern `x` has no placeholder: nothing in it would move. Write it like `name = "{version}"`.'
        ],
    ),
    "pathtwice": (
        with_head(
            "    - {path: Cargo.toml, format: cargo}",
            "    - {path: Cargo.toml, format: cargo}\n    - {path: Cargo.toml, format: cargo}",
        ),
        ["7:14: `Cargo.toml` is listed twice, first in line 6. Keep one."],
    ),
    "format": (
        with_head("format: cargo", "format: toml"),
        [
            "6:34: `format` can not be `toml`. Write `cargo`, `cargo-lock`, `pyproject`, `python`, `package-json` or `pattern`."
        ],
    ),
    "path": (
        with_head("Cargo.toml", "../Cargo.toml"),
        [
            "4:9: `../Cargo.toml` is no path inside of the repository. Write it from the top, with `/`, without `..`: `crates/a/Cargo.toml`.",
            "6:14: `../Cargo.toml` is no path inside of the repository. Write it from the top, with `/`, without `..`: `crates/a/Cargo.toml`.",
        ],
    ),
    "path2": (
        with_top("changelog: {path: /etc/passwd}\n"),
        [
            "1:19: `/etc/passwd` is no path inside of the repository. Write it from the top, with `/`, without `..`: `crates/a/Cargo.toml`."
        ],
    ),
    "lockpath": (
        with_steps("- check: lock-in-sync\n  locks: {a//b: ['..\\x']}\n"),
        [
            "11:17: `a//b` is no path inside of the repository. Write it from the top, with `/`, without `..`: `crates/a/Cargo.toml`.",
            "11:24: `..\\x` is no path inside of the repository. Write it from the top, with `/`, without `..`: `crates/a/Cargo.toml`.",
        ],
    ),
    "repository": (with_head("octo/demo", "octo"), ["2:13: `octo` is no repository. Write owner/name."]),
    "repository url": (
        with_head("octo/demo", "https://github.com/octo/demo"),
        ["2:13: `https://github.com/octo/demo` is no repository. Write owner/name."],
    ),
    "workflow path": (
        with_steps("- wait: workflow\n  run: .github/workflows/release.yml\n"),
        [
            "11:14: `.github/workflows/release.yml` is no file in .github/workflows. Write the file's name alone, such as `ci.yml`."
        ],
    ),
    "process name": (
        HEAD.replace("release:", "major release:").encode() + b"      - do: tag\n",
        [
            "8:3: `major release` can not be the name of a process. Use letters, digits, dots, dashes and underscores."
        ],
    ),
    "next": (
        HEAD.replace("    steps:", "    inputs: {version: {next: [patch, mnior]}}\n    steps:").encode()
        + b"      - do: tag\n",
        ["9:38: `mnior` is no step of a version. Known: `major`, `minor`, `patch`, `rc` or `final`."],
    ),
    "blocks": (
        with_steps("- confirm: Go\n  choices: [go, no-go]\n  blocks: [nogo]\n"),
        ["12:18: `blocks` names `nogo`, and it is not among `choices`. Did you mean `no-go`?"],
    ),
}


@pytest.mark.parametrize(("text", "mistakes"), CASES.values(), ids=CASES.keys())
def test_the_mistake_is_said(text: bytes, mistakes: list[str]) -> None:
    assert mistakes_in(text) == mistakes

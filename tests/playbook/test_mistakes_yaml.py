"""What is no YAML that a playbook may be: one mistake, at its place, with a hint."""

from __future__ import annotations

import pytest

from support.playbook_texts import HEAD, STEPS, mistakes_in, with_head, with_steps

CASES = {
    "tab": (
        HEAD.encode() + b"\t- check: worktree\n",
        [
            "10:1: this is not YAML: found character '\\t' that cannot start any token. Indent with spaces, not with tabs."
        ],
    ),
    "colon": (
        with_steps("- confirm: Really: go\n"),
        [
            '10:24: this is not YAML: mapping values are not allowed here. Put a text that holds ": " in quotes.'
        ],
    ),
    "brace": (
        with_head("read: Cargo.toml", "read: {version}-x"),
        [
            "4:18: this is not YAML: expected <block end>, but found '<scalar>'. Put a text that begins with `{`, `[` or a quote in quotes, all of it."
        ],
    ),
    "unclosed list": (
        with_steps("- {check: worktree, needs: [a\n"),
        [
            "11:1: this is not YAML: expected ',' or ']', but got '<stream end>'. Close the list with `]`, or put the text in quotes."
        ],
    ),
    "unclosed quote": (
        with_steps('- confirm: "Go\n'),
        ["11:1: this is not YAML: found unexpected end of stream. Close the quote."],
    ),
    "at sign": (
        with_steps("- confirm: @mira says go\n"),
        [
            "10:18: this is not YAML: found character '@' that cannot start any token. Put a text that begins with this character in quotes."
        ],
    ),
    "backtick": (
        with_steps("- confirm: `x`\n"),
        [
            "10:18: this is not YAML: found character '`' that cannot start any token. Put a text that begins with this character in quotes."
        ],
    ),
    "percent": (
        with_steps("- confirm: %x\n"),
        [
            "10:18: this is not YAML: found character '%' that cannot start any token. Put a text that begins with this character in quotes."
        ],
    ),
    "indent": (
        with_steps("- check: worktree\n branch: main\n"),
        [
            "11:8: this is not YAML: expected <block end>, but found '<block mapping start>'. Is this line indented as its neighbours are?"
        ],
    ),
    "no colon": (
        with_steps("- check: worktree\n  branch\n- do: tag\n"),
        [
            "12:7: this is not YAML: could not find expected ':'. Is a `:` missing after a key, or a quote not closed?"
        ],
    ),
    "control": (
        with_steps("- confirm: a\x07b\n"),
        ["10:19: character U+0007 may not stand in YAML. Remove it."],
    ),
    "escape": (
        with_steps(r'- confirm: "\U0011ffff"' + "\n"),
        ["10:9: this is not YAML, after here. Is an escape in quotes, or a directive, malformed?"],
    ),
    "yaml tag": (
        with_steps("- confirm: !!python/object:os.system x\n"),
        ["10:18: a playbook has no YAML tags (`!…`). Remove the tag."],
    ),
    "alias": (
        with_steps("- confirm: *go\n"),
        ["10:18: `*go` refers to no `&go` before it. Put a text that begins with `*` in quotes."],
    ),
    "alias of itself": (
        with_steps("- &a [*a]\n"),
        ["10:13: `*a` stands inside of `&a` itself. Write the value out."],
    ),
    "second document": (
        with_steps(STEPS) + b"---\ngonogo: 1\n",
        ["13:1: a second YAML document begins here. One playbook a file: remove the `---`."],
    ),
    "empty": (b"", ["the file is empty. Begin with `gonogo: 1`."]),
    "comment": (b"# nothing\n", ["the file is empty. Begin with `gonogo: 1`."]),
    "list": (b"- a\n", ["1:1: a playbook must be a mapping, and this is a list. Begin with `gonogo: 1`."]),
    "text": (
        b"hello\n",
        ["1:1: a playbook must be a mapping, and this is the text `hello`. Begin with `gonogo: 1`."],
    ),
    "key is a mapping": (
        with_steps(STEPS) + b"{a: b}: c\n",
        ["13:1: a key must be text. Put it in quotes if it begins with `{` or `[`."],
    ),
}


@pytest.mark.parametrize(("text", "mistakes"), CASES.values(), ids=CASES.keys())
def test_the_mistake_is_said(text: bytes, mistakes: list[str]) -> None:
    assert mistakes_in(text) == mistakes

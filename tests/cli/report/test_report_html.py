"""The HTML of a report: one page that runs nothing, loads nothing and shows words as words."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from gonogo.cli.report.html import write_html
from gonogo.cli.report.words import plain, safe_url
from support.report_records import HOSTILE, filled

TAGS = set(
    re.findall(
        r"\w+",
        "html head meta title style body header main article section p h1 h2 h3 dl div dt dd ol li span bdi code a time"
        " details summary table thead tbody tr th td strong br",
    )
)
VOID = {"meta", "br"}
ATTRIBUTES = {
    "class",
    "lang",
    "charset",
    "name",
    "content",
    "http-equiv",
    "datetime",
    "scope",
    "href",
    "rel",
    "open",
}


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.open: list[str] = []
        self.texts: list[str] = []
        self.policy = ""
        self.style = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")
        if dict(attrs).get("http-equiv") == "Content-Security-Policy":
            self.policy = dict(attrs)["content"] or ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["style"]:
            self.style += data
        else:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def test_a_hostile_record_is_text_and_nothing_else() -> None:
    text = write_html(filled(itertools.cycle(HOSTILE)))
    page = Page(text)
    assert page.open == []
    assert page.tags <= TAGS
    assert set(page.attributes) <= ATTRIBUTES
    assert not page.attributes.get("href")
    assert not re.search(r"url\(|@import|src=", page.style)
    shown = set(page.texts)
    for words in HOSTILE:
        assert plain(words) in shown, words
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200b\ufeff\u061c]", text)
    text.encode("utf-8")


def test_the_policy_lets_nothing_run_but_its_own_style() -> None:
    page = Page(write_html(filled(itertools.cycle(["word"]))))
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert (
        page.policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_links_are_followed_only_where_they_are_plain_addresses() -> None:
    page = Page(write_html(filled(itertools.cycle(['https://github.com/a/b?c=d&e="f"', "word"]))))
    assert page.attributes["href"] == {"https://github.com/a/b?c=d&e=%22f%22"}
    assert page.attributes["rel"] == {"noopener noreferrer nofollow"}


def test_the_evidence_of_what_is_next_is_open() -> None:
    record = filled(itertools.cycle(["word"]))
    steps = tuple(
        replace(step, state=state)
        for step, state in zip(record.steps, ("done", "next", "later"), strict=True)
    )
    assert write_html(replace(record, steps=steps)).count("<details open>") == 1


@pytest.mark.parametrize(
    ("address", "followed"),
    [
        ("https://github.com/a/b", "https://github.com/a/b"),
        ("https://ghe.example:8443/a", "https://ghe.example:8443/a"),
        ("https://x.example/<b>|ä", "https://x.example/%3Cb%3E%7C%C3%A4"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("//evil.example", ""),
        ("https://token@github.com/a", ""),
        ("https://", ""),
        ("https://[broken", ""),
        ("https://x.example:99999/", ""),
        ("https://x.example/a b", ""),
        ("http://127.0.0.1:4000/a", ""),
        ("", ""),
    ],
)
def test_addresses(address: str, followed: str) -> None:
    assert safe_url(address) == followed

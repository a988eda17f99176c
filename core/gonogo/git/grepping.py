"""Lines of the tracked files of a checkout that hold some text."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gonogo.errors import RepositoryError
from gonogo.model.edits import Hit
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gonogo.git.checkout import Checkout
    from gonogo.git.direct import Started

MAX_HITS = 2000


def start_search(checkout: Checkout, needles: Sequence[str]) -> Started:
    """Start looking for lines that hold one of these texts."""
    how = ("grep", "--no-color", "--no-column", "--full-name", "--line-number", "-z", "-I", "-F")
    return checkout.git.start(*how, *(word for needle in needles for word in ("-e", needle)))


def finish_search(started: Started) -> tuple[Hit, ...]:
    """The lines; at most 2000.

    Raises:
        RepositoryError: git could not look.
    """
    answer = started.finish()
    if answer.code not in (0, 1):
        raise RepositoryError(f"git grep failed: {answer.all_words}")
    hits: list[Hit] = []
    for raw in answer.out.split(b"\n"):
        path, _, rest = raw.partition(b"\0")
        number, _, text = rest.partition(b"\0")
        if number.isdigit() and len(hits) < MAX_HITS:
            hits.append(Hit(os.fsdecode(path), int(number), clean_line(text.decode("utf-8", "replace"), 200)))
    return tuple(hits)

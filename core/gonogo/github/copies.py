"""Copies of answers by their ETags: an unchanged one costs nothing of the rate limit."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gonogo.github.reply import Reply

_MOST = 300


class Copies:
    """The last answer of each URL, for one token; the longest unused goes first."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._replies: OrderedDict[str, Reply] = OrderedDict()

    def get(self, url: str) -> Reply | None:
        """The copy for a URL; None when there is none."""
        reply = self._replies.get(url)
        if reply is not None:
            self._replies.move_to_end(url)
        return reply

    def keep(self, url: str, reply: Reply) -> None:
        """Keep an answer that has an ETag, in place of the one before."""
        if reply.status != 200 or "etag" not in reply.headers:
            return
        self._replies[url] = reply
        self._replies.move_to_end(url)
        while len(self._replies) > self._most:
            self._replies.popitem(last=False)

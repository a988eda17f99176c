"""Asks GitHub: reads are tried again where that can help, writes are sent once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from gonogo.errors import ActError, LookError
from gonogo.github.answers import parse
from gonogo.github.graph_body import GRAPH, GraphBody, gave_up
from gonogo.github.refusals import (
    act_failed,
    act_silent,
    act_unknown,
    is_limit,
    limit_reached,
    look_failed,
    look_silent,
    moved,
)
from gonogo.github.reply import API_VERSION, Reply, WireFault
from gonogo.github.retry import Failure, wait_before_next
from gonogo.model.github import RateBudget
from gonogo.model.waiting import asked_wait_s

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from pydantic import TypeAdapter

    from gonogo.github.wire import Wire
    from gonogo.model.secret import Token
    from gonogo.ports import Clock

    Params = Mapping[str, str | int]

T = TypeVar("T")

_MOST_PAGES = 30


@dataclass(slots=True)
class Asker:
    """One token's conversation with one GitHub server."""

    token: Token = field(repr=False)
    api_url: str
    clock: Clock = field(repr=False)
    rate: RateBudget | None = None
    _wire: Wire | None = field(default=None, repr=False)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def read(
        self,
        path: str,
        what: str,
        shape: TypeAdapter[T],
        params: Params | None = None,
        *,
        is_fresh: bool = False,
    ) -> T:
        """Read one thing.

        Args:
            path: Below the API's address.
            what: What is read, for the error's sentence (`the environment crates-io`).
            shape: What the answer looks like.
            params: Of the query string.
            is_fresh: Leave no copy and use none.

        Raises:
            LookError: it could not be read; `status` is 404 when it is not there.
        """
        reply = await self._get(path, what, params, is_fresh=is_fresh)
        return parse(shape, reply.body, what)

    async def read_or_none(
        self, path: str, what: str, shape: TypeAdapter[T], params: Params | None = None
    ) -> T | None:
        """As `read`; None when it is not there (404).

        Raises:
            LookError: it could not be read.
        """
        try:
            return await self.read(path, what, shape, params)
        except LookError as error:
            if error.status == 404:
                return None
            raise

    async def pages(
        self,
        path: str,
        what: str,
        shape: TypeAdapter[T],
        params: Params | None = None,
        *,
        is_fresh: bool = False,
        is_enough: Callable[[T], bool] = lambda _: False,
    ) -> list[T]:
        """Read page after page, until the last or `is_enough`.

        Raises:
            LookError: a page could not be read, or there is no end to them.
        """
        found: list[T] = []
        url, query = path, {"per_page": 100, **(params or {})}
        while len(found) < _MOST_PAGES:
            reply = await self._get(url, what, query or None, is_fresh=is_fresh)
            page = parse(shape, reply.body, what)
            found.append(page)
            if not reply.next_url or is_enough(page):
                return found
            if not (await self._open()).is_ours(reply.next_url):
                raise LookError(f"GitHub's next page of {what} is on another server: it was not followed")
            url, query = reply.next_url, {}
        raise LookError(f"{what} go on past {_MOST_PAGES} pages: they were not read to the end")

    async def download(self, path: str, what: str, largest: int) -> tuple[bytes, bytes, int]:
        """Read the bytes that an answer links to; the host behind the link never sees the token.

        Args:
            path: Below the API's address.
            what: What is read, for the error's sentence.
            largest: Bytes that are kept.

        Returns:
            The beginning, the end, and how many bytes between them are left out.

        Raises:
            LookError: it could not be read.
        """
        # In a thread, and late: importing httpx takes long enough to be felt.
        fetching = await asyncio.to_thread(import_module, "gonogo.github.fetching")
        ends: list[Any] = []

        async def once() -> Reply:
            link = await fetching.find_link(self.api_url, path, self.token, API_VERSION)
            self._note_rate(link)
            url = link.headers.get("location", "")
            if link.status != 302 or not self._is_web(url):
                return link if link.status >= 400 else Reply(502, {}, b"")
            reply, found = await fetching.fetch(url, largest)
            ends[:] = [found]
            # The store's own refusals (XML) are no answers of GitHub's: a link that is over is asked anew.
            return reply if reply.status < 300 or reply.status == 404 else Reply(502, {}, b"")

        await self._patiently(once, what)
        return bytes(ends[0].head), bytes(ends[0].tail), ends[0].left_out

    def _is_web(self, url: str) -> bool:
        """Encrypted; plain only where the API itself is (a server on this machine)."""
        return url.startswith("https://") or (
            self.api_url.startswith("http://") and url.startswith("http://")
        )

    async def query(self, document: str, variables: Mapping[str, object], what: str) -> GraphBody:
        """Run a GraphQL query; an answer with data and errors is an answer.

        Raises:
            LookError: no answer, or a rate limit.
        """
        wire = await self._open()
        body = {"query": document, "variables": dict(variables)}
        reply = await self._patiently(lambda: wire.query(body), what)
        answer = parse(GRAPH, reply.body, what)
        if any(error.type in ("RATE_LIMIT", "RATE_LIMITED") for error in answer.errors):
            raise limit_reached(what, self._limit_wait_s(reply), reply.status)
        return answer

    async def write(
        self,
        method: str,
        path: str,
        deed: str,
        json: object = None,
        advice: Mapping[int, str] | None = None,
        *,
        moved_status: int | None = None,
    ) -> Reply:
        """Send a write, once.

        Args:
            method: POST, PUT or PATCH.
            path: Below the API's address.
            deed: What it does, for the error's sentence (`merge #12`).
            json: The body.
            advice: Status → what to do about it.
            moved_status: The status that says that what was planned on has moved.

        Raises:
            MovedError: GitHub refused it for that; nothing changed.
            ActError: GitHub refused it, or was not reached; nothing changed.
            OutcomeUnknownError: it may have worked.
        """
        reply = await self._write_once(method, path, deed, json)
        if reply.status == moved_status:
            raise moved(deed, reply)
        if reply.status >= 300:
            raise act_failed(deed, reply, (advice or {}).get(reply.status, ""))
        return reply

    async def mutate(
        self, document: str, variables: Mapping[str, object], deed: str, advice: str = ""
    ) -> dict[str, Any]:
        """Send a GraphQL mutation, once; the data of its answer.

        Args:
            document: The mutation.
            variables: Of it.
            deed: What it does, for the error's sentence.
            advice: What to do when GitHub refuses it.

        Raises:
            ActError: GitHub refused it, or was not reached; nothing changed.
            OutcomeUnknownError: it may have worked.
        """
        body = {"query": document, "variables": dict(variables)}
        reply = await self._write_once("POST", "", deed, body)
        if reply.status >= 300:
            raise act_failed(deed, reply, advice)
        answer = self.understand(reply, deed, GRAPH)
        if answer.errors:
            said = "; ".join(error.message or error.type for error in answer.errors[:3])
            if any(gave_up(error) for error in answer.errors):
                raise act_unknown(deed, f"GitHub failed ({said})")
            raise ActError(f"GitHub did not {deed} ({said})", advice=advice)
        if answer.data is None:
            raise act_unknown(deed, "its answer says nothing")
        return answer.data

    async def _write_once(self, method: str, path: str, deed: str, json: object) -> Reply:
        """Send it; an empty path is GraphQL's."""
        try:
            wire = await self._open()
            reply = await wire.write(method, path or wire.graphql_url, json)
        except LookError as error:
            raise ActError(f"nothing was sent: {error.what}", advice=error.advice) from None
        except WireFault as fault:
            raise act_silent(deed, fault) from None
        self._note_rate(reply)
        return reply

    def understand(self, reply: Reply, deed: str, shape: TypeAdapter[T]) -> T:
        """The answer to a write that worked.

        Raises:
            OutcomeUnknownError: the answer could not be read.
        """
        try:
            return parse(shape, reply.body, deed)
        except LookError as error:
            raise act_unknown(deed, error.what) from None

    async def close(self) -> None:
        """Let go of connections."""
        async with self._opening:
            wire, self._wire = self._wire, None
            if wire is not None:
                await wire.close()

    async def _get(self, url: str, what: str, params: Params | None, *, is_fresh: bool) -> Reply:
        wire = await self._open()
        reply = await self._patiently(lambda: wire.read(url, params, is_fresh=is_fresh), what)
        self._note_rate(reply)
        return reply

    async def _patiently(self, send: Callable[[], Awaitable[Reply]], what: str) -> Reply:
        tries, waited_s = 0, 0.0
        while True:
            tries += 1
            try:
                reply = await send()
            except WireFault as fault:
                failure, error = Failure(None), look_silent(what, fault)
            else:
                if reply.status < 300:
                    return reply
                now = self.clock.now()
                failure = Failure(reply.status, asked_wait_s(reply.headers, now), is_limit=is_limit(reply))
                error = look_failed(what, reply, now)
            wait_s = wait_before_next(failure, tries, waited_s)
            if wait_s is None:
                raise error
            await self.clock.sleep(wait_s)
            waited_s += wait_s

    async def _open(self) -> Wire:
        if self._wire is not None:
            return self._wire
        async with self._opening:
            if self._wire is None:
                # In a thread: importing githubkit takes long enough to freeze a screen.
                try:
                    wire = await asyncio.to_thread(_new_wire, self.token, self.api_url, self.clock)
                    await wire.open()
                except Exception as error:  # noqa: BLE001  a bad address or certificate file, in many forms
                    raise LookError(
                        f"GitHub can not be asked at the address that is set ({type(error).__name__})",
                        advice="Check the address, and SSL_CERT_FILE if it is set.",
                    ) from None
                self._wire = wire
            return self._wire

    def _limit_wait_s(self, reply: Reply) -> float | None:
        asked = asked_wait_s(reply.headers, self.clock.now())
        if asked is not None:
            return asked
        # With HTTP 200 the remaining points need not read 0, but the reset is still stated.
        return asked_wait_s({**reply.headers, "x-ratelimit-remaining": "0"}, self.clock.now())

    def _note_rate(self, reply: Reply) -> None:
        heads = reply.headers
        if heads.get("x-ratelimit-resource", "core") != "core":
            return
        try:
            limit, remaining = int(heads["x-ratelimit-limit"]), int(heads["x-ratelimit-remaining"])
            resets_at = datetime.fromtimestamp(int(heads["x-ratelimit-reset"]), UTC)
        except (KeyError, ValueError, OverflowError, OSError):
            return
        self.rate = RateBudget(limit, remaining, resets_at)


def part(name: str | int, *, keep: str = "") -> str:
    """A name as one part of a path, percent-encoded; `keep` may leave `/` as it is.

    Raises:
        LookError: the name would climb out of its place.
    """
    text = str(name)
    if any(piece in ("", ".", "..") for piece in (text.split(keep) if keep else [text])):
        raise LookError(f"{text!r} can not be the name of anything on GitHub")
    return quote(text, safe=keep)


def _new_wire(token: Token, api_url: str, clock: Clock) -> Wire:
    from gonogo.github.wire import Wire  # noqa: PLC0415  githubkit is heavy, and not needed for a first paint

    return Wire(token, api_url, clock)

"""Asking a registry of images: the token that its challenge names, and words for what goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from gonogo.errors import ActError, LookError, OutcomeUnknownError
from gonogo.model.text import clean_line
from gonogo.model.waiting import asked_wait_s
from gonogo.registries.images import MANIFEST_TYPES, ImageName, read_challenge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.model.secret import Token
    from gonogo.ports import Clock

_READ_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_WRITE_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
_NETWORK = "Check the network, then look again."
_TOKEN_HOST = "ghcr.io"  # noqa: S105  a host
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_WRITE_ADVICE = "The token needs write:packages for this image (a classic token: fine-grained ones can not)."
_PRIVATE_ADVICE = "A new package on ghcr.io is private: make it public, or log in with read:packages."


class OciWire:
    """Requests about manifests; plain http on this machine only.

    Args:
        clock: For `Retry-After` dates.
        user_agent: Who asks.
        base_url: Of the registry to ask in place of the one that an image names.
        token: For ghcr.io, and for `base_url` when that is on this machine; sent nowhere else.
    """

    def __init__(self, clock: Clock, user_agent: str, base_url: str, token: Token | None) -> None:
        self._clock = clock
        self._base = base_url.rstrip("/")
        self._token = token
        self._bearers: dict[tuple[str, str], str] = {}
        self._http = httpx.AsyncClient(headers={"User-Agent": user_agent}, timeout=_READ_TIMEOUT)

    def __repr__(self) -> str:
        return f"OciWire({self._base})"

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()

    async def read(self, method: str, name: ImageName, reference: str, what: str) -> httpx.Response | None:
        """HEAD or GET of a manifest: without credentials, then with them; None when there is none.

        Raises:
            LookError: the registry could not be read, or does not show it.
        """
        url = f"{self._origin(name)}/v2/{name.path}/manifests/{reference}"
        headers = {"Accept": ", ".join(MANIFEST_TYPES)}
        reply = await self._send(method, url, what, headers | self._known(name))
        if reply.status_code in (401, 403):
            for with_token in (False, True):
                found = await self._bearer(reply, name, what, with_token=with_token)
                if found:
                    reply = await self._send(method, url, what, headers | found)
                if reply.status_code not in (401, 403):
                    break
        if reply.status_code == 404:
            return None
        self._must_be_ok(reply, what)
        return reply

    def _known(self, name: ImageName) -> dict[str, str]:
        value = self._bearers.get((name.host, name.path))
        return {"Authorization": value} if value else {}

    async def authorization(self, name: ImageName) -> dict[str, str]:
        """The header for a write; empty where the registry wants none.

        Raises:
            LookError: it could not be had.
        """
        what = f"the registry of {name.path}"
        reply = await self._send("GET", f"{self._origin(name)}/v2/", what, {})
        if reply.status_code == 200:
            return {}
        if reply.status_code != 401:
            self._must_be_ok(reply, what)
        found = await self._bearer(reply, name, what, with_token=True, can_write=True)
        if not found:
            raise LookError(
                f"{name.host} gave no token for writing to {name.path}",
                advice=_WRITE_ADVICE if self._token else "Log in first: gonogo auth login.",
            )
        return found

    async def _bearer(
        self, reply: httpx.Response, name: ImageName, what: str, *, with_token: bool, can_write: bool = False
    ) -> dict[str, str]:
        """The header that a challenge asks for; empty when there is none to be had."""
        challenge = read_challenge(reply.headers.get("www-authenticate", ""))
        realm = challenge.get("realm", "")
        if not realm or not _is_safe(httpx.URL(realm)):
            return {}
        auth = self._credentials(name, httpx.URL(realm)) if with_token else None
        if with_token and auth is None:
            return {}
        actions = "pull,push" if can_write else "pull"
        query = {"service": challenge.get("service", ""), "scope": f"repository:{name.path}:{actions}"}
        answer = await self._send("GET", realm, f"a token for {what}", {}, params=query, auth=auth)
        if answer.status_code != 200:
            return {}
        try:
            body = answer.json()
            value = body.get("token") or body.get("access_token")
        except (ValueError, AttributeError):
            value = None
        if not isinstance(value, str) or not value.isprintable():
            return {}
        header = f"Bearer {value}"
        if not can_write:
            self._bearers[name.host, name.path] = header
        return {"Authorization": header}

    def _credentials(self, name: ImageName, realm: httpx.URL) -> httpx.BasicAuth | None:
        """The token, where it may be sent: ghcr.io's own realm for an image there, or this machine's registry."""
        if self._token is None:
            return None
        if self._base:
            own = httpx.URL(self._base)
            is_own = own.host in _LOOPBACK and (realm.host, realm.port) == (own.host, own.port)
        else:
            is_own = name.host == realm.host == _TOKEN_HOST
        return httpx.BasicAuth("gonogo", self._token.reveal()) if is_own else None

    async def put(
        self, name: ImageName, tag: str, body: bytes, headers: Mapping[str, str], what: str
    ) -> httpx.Response:
        """Put a manifest under a tag, once.

        Raises:
            ActError: the registry refused it, or was not reached.
            OutcomeUnknownError: it may have worked.
        """
        url = f"{self._origin(name)}/v2/{name.path}/manifests/{tag}"
        deed = f"put {what}"
        unsure = "Look again before you try again: gonogo never repeats a write by itself."
        try:
            reply = await self._http.put(
                url,
                content=body,
                headers=dict(headers),
                timeout=_WRITE_TIMEOUT,
            )
        except _NOT_SENT as error:
            raise ActError(
                f"the registry did not {deed}: it could not be reached ({type(error).__name__})",
                advice="Check the network, then try again.",
            ) from None
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise OutcomeUnknownError(
                f"it is not known whether the registry did {deed} ({type(error).__name__})", advice=unsure
            ) from None
        if reply.status_code >= 500:
            raise OutcomeUnknownError(
                f"it is not known whether the registry did {deed} ({_words(reply)})", advice=unsure
            )
        if reply.status_code not in (200, 201):
            advice = _WRITE_ADVICE if reply.status_code in (401, 403, 404) else ""
            raise ActError(f"the registry did not {deed} ({_words(reply)})", advice=advice)
        return reply

    async def _send(
        self,
        method: str,
        url: str,
        what: str,
        headers: Mapping[str, str],
        *,
        params: Mapping[str, str] | None = None,
        auth: httpx.BasicAuth | None = None,
    ) -> httpx.Response:
        request = self._http.build_request(method, url, headers=dict(headers), params=params)
        try:
            return await self._http.send(request, auth=auth, follow_redirects=True)
        except httpx.TimeoutException:
            raise LookError(f"no answer in time about {what}", advice=_NETWORK) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise LookError(f"{what} could not be read ({type(error).__name__})", advice=_NETWORK) from None

    def _must_be_ok(self, reply: httpx.Response, what: str) -> None:
        status = reply.status_code
        if status == 200:
            return
        wait_s = asked_wait_s(reply.headers, self._clock.now())
        if status in (401, 403):
            raise LookError(
                f"{what} is not there, or not publicly pullable ({_words(reply)})",
                advice=_PRIVATE_ADVICE,
                status=status,
            )
        if status == 429:
            raise LookError(
                f"the registry asks to wait before it says more about {what}",
                advice="gonogo looks again by itself.",
                status=status,
                retry_after_s=60.0 if wait_s is None else wait_s,
            )
        raise LookError(
            f"the registry {'failed' if status >= 500 else 'would not answer'} when asked about {what}"
            f" ({_words(reply)})",
            advice="Look again in a moment.",
            status=status,
            retry_after_s=wait_s,
        )

    def _origin(self, name: ImageName) -> str:
        """Where an image's registry is: over TLS, or on this machine."""
        if self._base:
            if not _is_safe(httpx.URL(self._base)):
                raise LookError("a registry of images is asked over https, or on this machine only")
            return self._base
        host = name.host.partition(":")[0]
        return f"{'http' if host in _LOOPBACK else 'https'}://{name.host}"


def _is_safe(url: httpx.URL) -> bool:
    return url.scheme == "https" or (url.scheme == "http" and url.host in _LOOPBACK)


def _words(reply: httpx.Response) -> str:
    """The registry's own words (`{"errors": [{"code", "message"}]}`), with the status."""
    try:
        first = reply.json()["errors"][0]
        said = clean_line(f"{first.get('code', '')}: {first.get('message', '')}", 200).strip(": ")
    except (ValueError, LookupError, TypeError, AttributeError):
        said = ""
    return f"{reply.status_code}: {said}" if said else str(reply.status_code)

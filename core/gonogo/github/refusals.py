"""What went wrong, in words: from a bad reply, or from none, to one of our errors with advice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gonogo.errors import ActError, LookError, MovedError, OutcomeUnknownError
from gonogo.model.text import clean_line
from gonogo.model.waiting import asked_wait_s

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.github.reply import Reply, WireFault

_NO_TOKEN = "Give a valid one: `gonogo auth login`, or set GH_TOKEN."  # noqa: S105  a sentence
_NETWORK = "Check the network and https://www.githubstatus.com, then look again."
_MINUTE_S = 60.0


def is_limit(reply: Reply) -> bool:
    """Whether a reply is a rate limit, primary or secondary."""
    if reply.status == 429:
        return True
    return reply.status == 403 and (
        "retry-after" in reply.headers
        or reply.headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in said(reply).lower()
    )


def said(reply: Reply) -> str:
    """GitHub's own words in an error body, in one harmless line; empty when it gave none."""
    try:
        body = json.loads(reply.body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(body, dict):
        return ""
    parts = [body.get("message"), *_details(body.get("errors"))]
    return clean_line(": ".join(part for part in parts if isinstance(part, str) and part), 300)


def look_failed(what: str, reply: Reply, now: datetime) -> LookError:
    """The error for a read of `what` (`the runs of 1234567`) that got a bad reply."""
    if is_limit(reply):
        return limit_reached(what, asked_wait_s(reply.headers, now), reply.status)
    words = _quoted(reply)
    if reply.status == 401:
        return LookError(f"GitHub does not accept the token{words}", advice=_NO_TOKEN, status=401)
    if reply.status == 404:
        sentence = f"GitHub has no {_bare(what)}, or does not show it to this token{words}"
        return LookError(sentence, advice=_permissions(reply), status=404)
    if reply.status == 403:
        return LookError(f"GitHub would not show {what}{words}", advice=_permissions(reply), status=403)
    if reply.status >= 500:
        return LookError(f"GitHub failed when asked for {what}{words}", advice=_NETWORK, status=reply.status)
    return LookError(f"GitHub would not answer about {what}{words}", status=reply.status)


def limit_reached(what: str, wait_s: float | None, status: int | None) -> LookError:
    """The error for a rate limit."""
    wait = _MINUTE_S if wait_s is None else wait_s
    return LookError(
        f"GitHub's rate limit is reached: {what} could not be read",
        advice=f"Wait {_duration(wait)}; gonogo looks again by itself.",
        status=status,
        retry_after_s=wait,
    )


def look_silent(what: str, fault: WireFault) -> LookError:
    """The error for a read of `what` to which no answer came."""
    if fault.is_timeout:
        return LookError(f"GitHub did not answer in time when asked for {what}", advice=_NETWORK)
    return LookError(f"GitHub could not be reached for {what} ({fault.kind})", advice=_NETWORK)


def act_failed(deed: str, reply: Reply, advice: str = "") -> ActError:
    """The error for a write (`merge #12`) that got a bad reply."""
    words = _quoted(reply)
    if reply.status >= 500:
        return act_unknown(deed, f"GitHub failed{words}")
    if reply.status == 401:
        return ActError(f"GitHub did not {deed}: it does not accept the token{words}", advice=_NO_TOKEN)
    if is_limit(reply):
        return ActError(
            f"GitHub did not {deed}: its rate limit is reached{words}", advice="Wait, then try again."
        )
    if reply.status < 400:
        return ActError(f"GitHub did not {deed}{words}", advice="The repository has moved: use its new name.")
    if reply.status in (403, 404):
        return ActError(f"GitHub did not {deed}{words}", advice=advice or _permissions(reply))
    return ActError(f"GitHub did not {deed}{words}", advice=advice)


def moved(deed: str, reply: Reply) -> MovedError:
    """The error for a write that GitHub refused because what it names has moved."""
    return MovedError(f"GitHub did not {deed}{_quoted(reply)}", advice="Look again, then plan again.")


def act_silent(deed: str, fault: WireFault) -> ActError:
    """The error for a write to which no answer came."""
    if not fault.was_sent:
        return ActError(
            f"GitHub did not {deed}: it could not be reached ({fault.kind}), so nothing was sent",
            advice="Check the network, then try again.",
        )
    reason = "no answer came in time" if fault.is_timeout else f"the connection broke ({fault.kind})"
    return act_unknown(deed, reason)


def act_unknown(deed: str, reason: str) -> OutcomeUnknownError:
    """The error for a write that may have worked."""
    return OutcomeUnknownError(
        f"it is not known whether GitHub did {deed}: {reason}",
        advice="Look again before you try again: gonogo never repeats a write by itself.",
    )


def _quoted(reply: Reply) -> str:
    words = said(reply)
    return f" ({reply.status}: {words})" if words else f" ({reply.status})"


def _details(errors: Any) -> list[str]:
    """GitHub writes `errors` as a string, as a list of strings, or as a list of objects."""
    if isinstance(errors, str):
        return [errors]
    found: list[str] = []
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, str):
            found.append(error)
        elif isinstance(error, dict):
            words = error.get("message") or " ".join(
                str(error[key]) for key in ("resource", "field", "code") if error.get(key)
            )
            found.append(str(words))
    return found[:3]


def _permissions(reply: Reply) -> str:
    if url := reply.headers.get("x-github-sso", "").partition("url=")[2]:
        return f"The organisation wants the token authorised for single sign-on: {clean_line(url)}"
    accepted = clean_line(reply.headers.get("x-accepted-github-permissions", ""), 100)
    scopes = clean_line(reply.headers.get("x-accepted-oauth-scopes", ""), 100)
    if accepted:
        return f"The token needs the permission {accepted.replace('=', ': ')}."
    if scopes:
        return f"The token needs one of the scopes {scopes}."
    return "Check that the token may see this repository (`gonogo auth status`)."


def _bare(what: str) -> str:
    return what.removeprefix("the ")


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 2 * _MINUTE_S else f"{seconds / _MINUTE_S:.0f} min"

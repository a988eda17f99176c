"""What comes back over the wire, free of any HTTP library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

API_VERSION = "2022-11-28"
"""The version whose answers are read here; githubkit's raw requests send none by themselves."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server, good or bad.

    Attributes:
        headers: Lower-case name → value.
        next_url: The `next` of its `Link` header; empty on the last page.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    next_url: str = ""


class WireFault(Exception):  # noqa: N818  it is a fact about the connection; the policy makes it an error
    """No answer came.

    Attributes:
        kind: The HTTP library's word for it (`ReadTimeout`, `ConnectError`).
        was_sent: False only when the request certainly did not leave.
        is_timeout: Nothing came for too long.
    """

    def __init__(self, kind: str, *, was_sent: bool, is_timeout: bool) -> None:
        super().__init__(kind)
        self.kind = kind
        self.was_sent = was_sent
        self.is_timeout = is_timeout

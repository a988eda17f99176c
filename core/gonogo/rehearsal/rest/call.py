"""One REST call: who asks, what for, and how answers, errors and pages look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from gonogo.rehearsal.world.nouns import Credential, Repo
    from gonogo.rehearsal.world.state import World

T = TypeVar("T")
DOCS = "https://docs.github.com/rest"


class ApiError(Exception):
    """A refusal, as GitHub words it."""

    def __init__(
        self, status: int, message: str, *, errors: Any = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"message": self.message}
        if self.errors is not None:
            body["errors"] = self.errors
        return {**body, "documentation_url": DOCS, "status": str(self.status)}


def not_found() -> ApiError:
    """What is not there, or may not be seen."""
    return ApiError(404, "Not Found")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: `body` is JSON, or bytes with their `media`."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media: str = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Call:
    """A request, read.

    Attributes:
        url: The address that was asked for, without its query.
        login: Who asks; None: nobody.
        data: The body as it came.
    """

    world: World
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    url: str
    credential: Credential | None
    found_repo: Repo | None
    data: bytes = b""

    @property
    def login(self) -> str | None:
        """Login of the one who asks."""
        return self.credential.login if self.credential else None

    @property
    def repo(self) -> Repo:
        """The repository that is asked about.

        Raises:
            ApiError: 404, it is not there for the one who asks.
        """
        if self.found_repo is None:
            raise not_found()
        return self.found_repo

    @property
    def api(self) -> str:
        """Address of the API, without a slash at its end."""
        return self.world.url.rstrip("/")

    @property
    def can_push(self) -> bool:
        """Whether the one who asks has write access."""
        return self.world.has_role(self.repo, self.login, "write")

    def number(self, name: str) -> int:
        """A number in the path.

        Raises:
            ApiError: 404, it is none.
        """
        text = self.path[name]
        if not text.isdecimal() or len(text) > 18:
            raise not_found()
        return int(text)

    def text(self, name: str) -> str:
        """A required text of the body.

        Raises:
            ApiError: 422, it is missing.
        """
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise ApiError(422, f'Invalid request.\n\n"{name}" wasn\'t supplied.')
        return value


def page(call: Call, things: Sequence[T]) -> tuple[list[T], dict[str, str]]:
    """The page that is asked for, and its Link header."""
    size = min(max(_int(call.query.get("per_page"), 30), 1), 100)
    number = max(_int(call.query.get("page"), 1), 1)
    last = max((len(things) + size - 1) // size, 1)
    links = []
    for relation, target in (("prev", number - 1), ("next", number + 1), ("last", last), ("first", 1)):
        wanted = number < last if relation in ("next", "last") else number > 1
        if wanted:
            query = urlencode({**call.query, "per_page": size, "page": target})
            links.append(f'<{call.url}?{query}>; rel="{relation}"')
    start = (number - 1) * size
    return list(things[start : start + size]), {"Link": ", ".join(links)} if links else {}


def stamp(moment: datetime | None) -> str | None:
    """A moment as GitHub writes it."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _int(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else default

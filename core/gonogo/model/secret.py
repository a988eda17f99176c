"""A token that does not show itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Token:
    """A GitHub token. Its value is in no repr, str or format; `reveal` is called at the edge only.

    Attributes:
        source: Where it was found: `GH_TOKEN`, `GITHUB_TOKEN`, `keyring`, `gh`.
    """

    _value: str = field(repr=False)
    source: str = ""

    def reveal(self) -> str:
        """The value itself: for the request header, nowhere else."""
        return self._value

    def __str__(self) -> str:
        return "Token(…)"

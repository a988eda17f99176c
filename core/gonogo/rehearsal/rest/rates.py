"""Rate limits: counted for each person and hour of the world's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gonogo.rehearsal.world.state import World

SIGNED_IN, ANONYMOUS = 5000, 60


def _key(world: World, login: str, resource: str) -> tuple[str, str, datetime]:
    return login, resource, world.now().replace(minute=0, second=0)


def count_request(world: World, login: str, resource: str = "core", cost: int = 1) -> None:
    """Take from the budget."""
    key = _key(world, login, resource)
    world.used[key] = world.used.get(key, 0) + cost


def budget(world: World, login: str, resource: str = "core") -> dict[str, int]:
    """The budget of a person as GitHub shows it."""
    limit = SIGNED_IN if login else ANONYMOUS
    key = _key(world, login, resource)
    used = min(world.used.get(key, 0), limit)
    reset = int((key[2] + timedelta(hours=1)).timestamp())
    return {"limit": limit, "remaining": limit - used, "used": used, "reset": reset}


def resets_at(world: World, login: str, resource: str) -> datetime:
    """When the budget is whole again."""
    return datetime.fromtimestamp(budget(world, login, resource)["reset"], UTC)


def rate_headers(world: World, login: str, resource: str = "core") -> dict[str, str]:
    """The budget as headers."""
    shown: dict[str, Any] = {**budget(world, login, resource), "resource": resource}
    return {f"X-RateLimit-{name.title()}": str(value) for name, value in shown.items()}

"""What will happen at a moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@dataclass(order=True, slots=True)
class Due:
    """Something that will happen at a moment, unless it is called off."""

    at: datetime
    order: int
    act: Callable[[], object] = field(compare=False)
    is_background: bool = field(default=False, compare=False)
    is_called_off: bool = field(default=False, compare=False)

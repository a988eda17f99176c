"""The loop: observe, assess, plan, act; and how a release is begun. One session, several faces."""

from __future__ import annotations

from gonogo.session.session import Session
from gonogo.session.setting import Setting

__all__ = ["Session", "Setting"]

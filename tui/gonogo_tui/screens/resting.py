"""When the board rests: no look while nobody sees it, and old values let go of while nobody types."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from gonogo_tui.screens.jumping import Jumping

if TYPE_CHECKING:
    from textual.timer import Timer

    from gonogo_tui.commands.session import Desk
    from gonogo_tui.screens.watch import Watch

_UNTIDY = 10
"""So many times have new values been looked through since the older ones were."""


class Resting(Jumping):
    """The part of the board that pauses and goes on, and tidies up when it is idle."""

    session: Desk
    watch_day: Watch
    _timer: Timer | None = None
    _is_touched = False

    def look_soon(self) -> None:
        """Look at once."""
        raise NotImplementedError

    def keep_words(self) -> None:
        """Keep the words of the screen for the next start."""
        raise NotImplementedError

    def _focus_changed(self, is_seen: bool) -> None:  # noqa: FBT001 (Textual's form)
        """The terminal has the focus again, or has lost it."""
        if is_seen:
            self._go_on()
        else:
            self._pause()

    def _go_on(self) -> None:
        """Look at once if the last look is old; else go on as before."""
        if self.watch_day.is_paused and not self.watch_day.is_looking:
            rest = self.watch_day.rest(is_hidden=False)
            if self.watch_day.is_due or rest is None:
                self.look_soon()
            else:
                self._timer = self.set_timer(rest, self.look_soon)
            self.repaint_words()

    def _pause(self) -> None:
        """No more looks, unless somebody wants to be told; time to look through old values."""
        self.keep_words()
        gc.collect()
        if self.watch_day.is_looking or self.session.is_rehearsal:
            return
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        rest = self.watch_day.rest(is_hidden=True)
        if rest is not None:
            self._timer = self.set_timer(rest, self.look_soon)
        self.repaint_words()

    def _tidy(self) -> None:
        """Let go of values that hold each other, while nobody types: a fifth of a million takes some frames."""
        if not self._is_touched and gc.get_count()[1] >= _UNTIDY:
            gc.collect(1)
        self._is_touched = False

"""Since when each release stands as it does: told by the world, else seen by this session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.day import Since

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.verdicts import Assessment, Verdict


class Sinces:
    """Remembers, for each release, in which look it came to stand as it does."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str | None, Verdict, Since]] = {}

    def of(self, release_id: str, assessment: Assessment, now: datetime, *, is_new: bool) -> Since:
        """Since when the step that decides stands as it does.

        What its source tells counts; else the first look that found it so. Where that was the first
        look of all, it may have been so before: it is not sure then.

        Args:
            release_id: The release.
            assessment: What this look came to.
            now: The time of the world.
            is_new: A look before this one found the release not begun.
        """
        before = self._seen.get(release_id)
        step, verdict = assessment.next_step, assessment.verdict
        if before is None or before[:2] != (step, verdict):
            self._seen[release_id] = (step, verdict, Since(now, is_sure=is_new or before is not None))
        told = assessment.standing(step).finding.since if step is not None else None
        return Since(min(told, now)) if told is not None else self._seen[release_id][2]

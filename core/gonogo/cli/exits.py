"""The exit codes that tell of a release."""

from __future__ import annotations

from gonogo.model.verdicts import Verdict

EXIT_OF = {
    Verdict.GO: 0,
    Verdict.DONE: 0,
    Verdict.HOLD: 3,
    Verdict.NO_GO: 4,
    Verdict.UNKNOWN: 5,
}

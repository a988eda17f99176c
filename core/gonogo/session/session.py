"""The session: what a face (screen, command line) holds for one repository."""

from __future__ import annotations

from gonogo.session.acting import Acting
from gonogo.session.starting import Starting


class Session(Starting, Acting):
    """One repository's release day: it looks, begins releases, and acts."""

"""The session: what a face (screen, command line) holds for one repository."""

from __future__ import annotations

from gonogo.session.acting import Acting
from gonogo.session.starting import Starting
from gonogo.session.telling import Telling


class Session(Starting, Acting, Telling):
    """One repository's release day: it looks, begins releases, acts, and tells of what is opened."""

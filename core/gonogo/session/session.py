"""The session: what a face (screen, command line) holds for one repository."""

from __future__ import annotations

from gonogo.observe.stories import Stories
from gonogo.session.acting import Acting
from gonogo.session.starting import Starting


class Session(Starting, Acting, Stories):
    """One repository's release day: it looks, begins releases, acts, and tells of what is opened."""

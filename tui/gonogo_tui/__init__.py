"""The terminal dashboard: a Textual app over the session."""

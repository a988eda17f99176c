"""The git command, in the user's clone."""

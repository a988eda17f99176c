"""The histories of the miniatures: commits, branches and tags, the same ones every time."""

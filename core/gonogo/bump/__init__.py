"""Text in, text out: versions, manifests, lock files, changelogs. Pure."""

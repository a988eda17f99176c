"""A small repository whose release is judged: its nouns, its world, and the stages of its day."""

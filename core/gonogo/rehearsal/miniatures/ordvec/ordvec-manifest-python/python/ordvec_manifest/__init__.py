"""Checks what an index was made from, from Python."""

__version__ = "0.5.0"

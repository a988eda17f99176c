"""Ordinal vectors, from Python."""

__version__ = "0.5.0"

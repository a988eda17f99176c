"""One action → one outcome."""

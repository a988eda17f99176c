"""crates.io and PyPI, read only."""

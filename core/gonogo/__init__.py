"""gonogo: can we release now? The headless core."""

__version__ = "0.1.0"

"""The panels of the board."""

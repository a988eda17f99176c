"""Step + snapshot → plan. Pure."""

"""The embedded GitHub and registries: a server of its own, on loopback."""

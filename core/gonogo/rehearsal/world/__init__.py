"""The state of the embedded GitHub: people, repositories, runs, gates, releases."""

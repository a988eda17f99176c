"""The GitHub client: githubkit at the edge, our nouns behind it."""

"""What other people have done by the time that a demo opens, and what they do meanwhile."""

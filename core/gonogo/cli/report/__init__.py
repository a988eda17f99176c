"""A release as a record: every step, evidence, who, when and digests, for people and for programs."""

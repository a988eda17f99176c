"""YAML → Playbook: parse, validate, explain with file:line:column."""

"""Playbook + snapshot + events → standings and verdict. Pure."""

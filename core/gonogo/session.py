"""The loop: observe → assess → plan → act → record, for one repository."""

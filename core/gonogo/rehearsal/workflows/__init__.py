"""Workflow files as GitHub reads them: triggers, matrices, conditions. Pure."""

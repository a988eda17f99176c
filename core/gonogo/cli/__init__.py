"""The command line: every subcommand, over the same session as the screen."""

"""Command lines on this machine, run only when their exact text was trusted by hand."""

"""My bench: what I work on, the next one, and help."""

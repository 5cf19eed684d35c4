"""The inspection of what was lent: compared with the year before, and decided by a person."""

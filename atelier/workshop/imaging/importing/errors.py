class NotImported(Exception):
    """What was given cannot become an image; the message says why, and what to do."""

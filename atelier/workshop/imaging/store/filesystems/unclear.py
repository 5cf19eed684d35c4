class Unclear(Exception):
    """It cannot be said for sure what is used; the message says why. Then all of it is."""

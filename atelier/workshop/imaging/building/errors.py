"""What keeps an image from being built."""


class BuildError(Exception):
    """For whoever keeps the system, in English: what is wrong, and what to do about it."""

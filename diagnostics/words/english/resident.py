"""The loop at the bench, in English."""

WORDS: dict[str, str] = {}

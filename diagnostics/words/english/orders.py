"""Orders and their results, in English."""

WORDS: dict[str, str] = {}

"""The frame around everything, in English."""

WORDS: dict[str, str] = {}

"""The frame around everything, in French."""

WORDS: dict[str, str] = {}

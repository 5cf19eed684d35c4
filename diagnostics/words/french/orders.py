"""Orders and their results, in French."""

WORDS: dict[str, str] = {}

"""The loop at the bench, in French."""

WORDS: dict[str, str] = {}

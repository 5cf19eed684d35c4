"""What a person checks, in French."""

WORDS: dict[str, str] = {}

"""What a person checks, in English."""

WORDS: dict[str, str] = {}

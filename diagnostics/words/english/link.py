"""Settings, network and pairing, in English."""

WORDS: dict[str, str] = {}

"""Settings, network and pairing, in French."""

WORDS: dict[str, str] = {}

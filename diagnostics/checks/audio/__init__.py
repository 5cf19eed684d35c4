"""Sound cards: which there are, loud enough, and tones to play on them."""

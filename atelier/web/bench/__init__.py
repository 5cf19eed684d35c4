"""Pages of the bench: every machine now connected, and what one of them is doing."""

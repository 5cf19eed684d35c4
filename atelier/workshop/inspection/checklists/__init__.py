"""What a person is asked of a device before it is ready: cards, kept as data with a version."""

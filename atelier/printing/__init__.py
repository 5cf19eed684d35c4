"""Printers of labels: which there are, where they stand, and what they were sent."""

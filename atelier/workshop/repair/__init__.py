"""Repair: from a fault to what was done about it, and what came of it."""

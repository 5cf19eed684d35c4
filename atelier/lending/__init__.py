"""Desks, reservations, hand-over, loans, returns, gifts: what draws from stock."""

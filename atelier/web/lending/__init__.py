"""Desks, reservations and loans, as people see them."""

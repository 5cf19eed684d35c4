"""Loans: handed over by scan, extended, swapped, and brought to an end."""

"""Certificates of erasure and destruction: numbered, signed, kept, and checkable by anyone."""

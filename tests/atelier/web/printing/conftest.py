"""Whoever prints, and a port that takes it."""

from tests.atelier.printing.conftest import port

__all__ = ["port"]

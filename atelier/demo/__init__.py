"""Data that is visibly made up, put in through the same verbs that people and agents use."""

from atelier.demo.fill import fill
from atelier.demo.people import PASSWORD, SIGN_INS

__all__ = ["PASSWORD", "SIGN_INS", "fill"]

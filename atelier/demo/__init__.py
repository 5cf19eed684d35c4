"""Data that is visibly made up, put in through the same verbs that people and agents use."""

from atelier.demo.fill import fill
from atelier.demo.people import PASSWORD, PIN, SIGN_INS, badge_of

__all__ = ["PASSWORD", "PIN", "SIGN_INS", "badge_of", "fill"]

"""Verdicts in plain words: what a report says about each part, and what the machine is good for."""

from atelier.words import Sentence
from atelier.workshop.diagnosis.verdicts.judge import judge
from atelier.workshop.diagnosis.verdicts.loading import load_rules
from atelier.workshop.diagnosis.verdicts.rules import Rules, RulesError
from atelier.workshop.diagnosis.verdicts.verdict import (
    Figure,
    Grade,
    Level,
    Part,
    Suggestion,
    Use,
    Verdict,
    Verdicts,
    worst,
)

__all__ = [
    "Figure",
    "Grade",
    "Level",
    "Part",
    "Rules",
    "RulesError",
    "Sentence",
    "Suggestion",
    "Use",
    "Verdict",
    "Verdicts",
    "judge",
    "load_rules",
    "worst",
]

"""The settings that diagnosis works with, from those of the running application."""

from functools import cache
from pathlib import Path

from atelier.edge import settings
from atelier.settings import rules_path
from atelier.workshop.diagnosis.reading import Limits
from atelier.workshop.diagnosis.verdicts import Rules, load_rules


def limits() -> Limits:
    chosen = settings().reports
    return Limits(chosen.max_bytes, chosen.max_plain_bytes)


def rules() -> Rules:
    return _rules(rules_path(settings().rules.verdicts))


@cache
def _rules(path: Path) -> Rules:
    return load_rules(path)

"""One report in, verdicts in plain words out. Pure: no clock, no database, no framework."""

from atelier.workshop.diagnosis.verdicts.rules import Rules
from atelier.workshop.diagnosis.verdicts.verdict import Verdicts
from diagnostics.report import Report


def judge(report: Report, rules: Rules) -> Verdicts:
    """Judge every disk and battery, the memory, the screen and the machine of a report."""
    raise NotImplementedError("the parts follow in the next commits")

"""One report in, verdicts in plain words out. Pure: no clock, no database, no framework."""

from collections.abc import Iterable

from atelier.workshop.diagnosis.verdicts.batteries import judge_batteries
from atelier.workshop.diagnosis.verdicts.checks import judge_checks
from atelier.workshop.diagnosis.verdicts.disks import judge_disks
from atelier.workshop.diagnosis.verdicts.machine import judge_machine
from atelier.workshop.diagnosis.verdicts.memory import judge_memory
from atelier.workshop.diagnosis.verdicts.rules import Rules
from atelier.workshop.diagnosis.verdicts.screens import judge_screens
from atelier.workshop.diagnosis.verdicts.suggestions import facts_of, suggest
from atelier.workshop.diagnosis.verdicts.verdict import Verdicts, answered
from diagnostics.report import Check, Report


def judge(report: Report, rules: Rules, checks: Iterable[Check] | None = None) -> Verdicts:
    """Judge every disk and battery, the memory, the screen and the machine of a report.

    ``checks``: what people answered at the machine, over several reports; without, this report's.
    """
    parts = (
        *judge_disks(report, rules.disk),
        *judge_batteries(report, rules.battery),
        judge_memory(report, rules.memory),
        *judge_screens(report, rules.screen),
        judge_machine(report, rules.machine),
    )
    checked = judge_checks(report.checks if checks is None else checks, rules.checks)
    facts = facts_of(report, (*parts, *answered(checked)))
    return Verdicts(
        parts=parts,
        checks=checked,
        grade=suggest(facts, rules.grades, rules.needs_known),
        use=suggest(facts, rules.uses, rules.needs_known),
    )

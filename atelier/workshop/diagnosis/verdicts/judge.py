"""One report in, verdicts in plain words out. Pure: no clock, no database, no framework."""

from atelier.workshop.diagnosis.verdicts.batteries import judge_batteries
from atelier.workshop.diagnosis.verdicts.disks import judge_disks
from atelier.workshop.diagnosis.verdicts.machine import judge_machine
from atelier.workshop.diagnosis.verdicts.memory import judge_memory
from atelier.workshop.diagnosis.verdicts.rules import Rules
from atelier.workshop.diagnosis.verdicts.screens import judge_screens
from atelier.workshop.diagnosis.verdicts.suggestions import facts_of, suggest
from atelier.workshop.diagnosis.verdicts.verdict import Verdicts
from diagnostics.report import Report


def judge(report: Report, rules: Rules) -> Verdicts:
    """Judge every disk and battery, the memory, the screen and the machine of a report."""
    parts = (
        *judge_disks(report, rules.disk),
        *judge_batteries(report, rules.battery),
        judge_memory(report, rules.memory),
        *judge_screens(report, rules.screen),
        judge_machine(report, rules.machine),
    )
    facts = facts_of(report, parts)
    return Verdicts(
        parts=parts,
        grade=suggest(facts, rules.grades, rules.needs_known),
        use=suggest(facts, rules.uses, rules.needs_known),
    )

"""SCSI and SAS: grown defects and uncorrected errors, weighed as their SATA fellows."""

from collections.abc import Iterator

from atelier.workshop.diagnosis.verdicts.disks.ata import WORDS, Weighed, rate_at, rate_of
from atelier.workshop.diagnosis.verdicts.findings import Finding, counted
from atelier.workshop.diagnosis.verdicts.rules import DiskRules, Steps
from diagnostics.report import DiskHealth


def findings(health: DiskHealth, rules: DiskRules) -> Iterator[Finding]:
    weighed = (
        *_weigh(health.grown_defects, rules.scsi.grown_defects, 5, rules),
        *_weigh(health.uncorrected_errors, rules.scsi.uncorrected_errors, 187, rules),
    )
    yield from (each.finding for each in weighed)
    yield from rate_of(weighed)


def _weigh(count: int | None, steps: Steps, alike: int, rules: DiskRules) -> Iterator[Weighed]:
    if count is None or count <= 0:
        return
    words, rate = WORDS[alike], rate_at(steps, count)
    yield Weighed(
        Finding(
            rules.level_of(rate),
            counted(count, words.short_one, words.short),
            counted(count, words.one, words.many),
        ),
        rate,
    )

"""How much of its life a disk has used: flash in percent, a rotating disk in hours."""

from collections.abc import Iterator

from atelier.words import N_, Sentence
from atelier.workshop.diagnosis.verdicts.findings import Finding
from atelier.workshop.diagnosis.verdicts.rules import DiskRules
from atelier.workshop.diagnosis.verdicts.sane import MOST_HOURS, within
from atelier.workshop.diagnosis.verdicts.verdict import Level
from diagnostics.report import Disk, DiskHealth


def used_percent(disk: Disk, health: DiskHealth, rules: DiskRules) -> int | None:
    """Endurance used: as told, or 100 less what an SSD's attribute says is left."""
    if health.percentage_used is not None and 0 <= health.percentage_used <= 255:
        return health.percentage_used
    if disk.rotational:
        return None
    left = min(_life_left(health, rules), default=None)
    return None if left is None else 100 - left


def _life_left(health: DiskHealth, rules: DiskRules) -> Iterator[int]:
    for attribute in health.attributes:
        told = [
            within(attribute.value, 1, 100) if attribute.name in rules.life_left_names else None,
            within(attribute.raw, 2, 100) if attribute.name in rules.life_left_raw_names else None,
        ]
        yield from (percent for percent in told if percent is not None)


def findings(disk: Disk, health: DiskHealth, rules: DiskRules) -> Iterator[Finding]:
    used = used_percent(disk, health, rules)
    if used is not None and used >= rules.worn_used_percent:
        yield _worn_out(used, Level.REPLACE if used >= rules.replace_used_percent else Level.WORN)
    hours = within(health.power_on_hours, rules.worn_hours, MOST_HOURS)
    if disk.rotational and hours is not None:
        yield _old(hours)


def _worn_out(used: int, level: Level) -> Finding:
    values = {"used": used}
    return Finding(
        level,
        Sentence(N_("%(used)s %% versleten"), values),
        Sentence(N_("De schijf heeft %(used)s %% van haar leven gebruikt."), values),
    )


def _old(hours: int) -> Finding:
    years = round(hours / 8766)
    return Finding(
        Level.WORN,
        Sentence(N_("draaide al %(years)s jaar"), {"years": years}),
        Sentence(N_("De schijf heeft %(hours)s uur gedraaid."), {"hours": hours}),
    )

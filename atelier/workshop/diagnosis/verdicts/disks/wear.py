"""How much of its life a disk has used: flash in percent, a rotating disk in hours."""

from collections.abc import Iterator

from atelier.workshop.diagnosis.verdicts.findings import Finding
from atelier.workshop.diagnosis.verdicts.rules import DiskRules
from atelier.workshop.diagnosis.verdicts.sentences import N_, Sentence
from atelier.workshop.diagnosis.verdicts.verdict import Level
from diagnostics.report import Disk, DiskHealth


def used_percent(disk: Disk, health: DiskHealth, rules: DiskRules) -> int | None:
    """Endurance used: as told, or 100 less what an SSD's attribute says is left."""
    if health.percentage_used is not None and 0 <= health.percentage_used <= 255:
        return health.percentage_used
    if disk.rotational:
        return None
    left = [
        attribute.value
        for attribute in health.attributes
        if attribute.name in rules.life_left_names
        and attribute.value is not None
        and 1 <= attribute.value <= 100
    ]
    return 100 - min(left) if left else None


def findings(disk: Disk, health: DiskHealth, rules: DiskRules) -> Iterator[Finding]:
    used = used_percent(disk, health, rules)
    if used is not None and used >= rules.worn_used_percent:
        yield _worn_out(used, Level.REPLACE if used >= rules.replace_used_percent else Level.WORN)
    if disk.rotational and (health.power_on_hours or 0) >= rules.worn_hours:
        yield _old(health.power_on_hours or 0)


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

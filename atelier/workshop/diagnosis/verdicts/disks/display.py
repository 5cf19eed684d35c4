"""How a disk's verdict reads: the title, the headline when all is well, the figures."""

from collections.abc import Iterator

from atelier.words import N_, Sentence, Value
from atelier.workshop.diagnosis.verdicts.disks.ata import count_of
from atelier.workshop.diagnosis.verdicts.disks.names import maker_of, size_on_the_box
from atelier.workshop.diagnosis.verdicts.disks.wear import used_percent
from atelier.workshop.diagnosis.verdicts.findings import counted
from atelier.workshop.diagnosis.verdicts.rules import DiskRules
from atelier.workshop.diagnosis.verdicts.sane import MOST_BYTES, MOST_HOURS, within
from atelier.workshop.diagnosis.verdicts.verdict import Figure
from diagnostics.report import Disk, DiskHealth

#: Attributes that count spots of the disk itself (as against events).
_SPOTS = (5, 197, 198)


def title(disk: Disk) -> Sentence:
    maker = maker_of(disk) or (disk.model or "").strip() or disk.name
    told = within(disk.size_bytes, 1, MOST_BYTES)
    if told is None:
        return Sentence(N_("Schijf · %(maker)s"), {"maker": maker})
    size, unit = size_on_the_box(told)
    values: dict[str, Value] = {"maker": maker, "size": size, "unit": unit}
    return Sentence(N_("Schijf · %(maker)s %(size)s %(unit)s"), values)


def good_headline(disk: Disk, rules: DiskRules) -> Sentence:
    """``9 % versleten, geen slechte plekken``, or as much of it as is known."""
    health = disk.health or DiskHealth()
    used, spots = used_percent(disk, health, rules), bad_spots(disk, health, rules)
    if used is not None:
        return _used(used, spots)
    if spots is None:
        return Sentence(N_("meldt geen fouten"))
    if spots == 0:
        return Sentence(N_("geen slechte plekken"))
    return counted(
        spots,
        N_("%(count)s slechte plek, dat is nog goed"),
        N_("%(count)s slechte plekken, dat is nog goed"),
    )


def _used(used: int, spots: int | None) -> Sentence:
    if spots is None:
        return Sentence(N_("%(used)s %% versleten"), {"used": used})
    if spots == 0:
        return Sentence(N_("%(used)s %% versleten, geen slechte plekken"), {"used": used})
    return counted(
        spots,
        N_("%(used)s %% versleten, %(count)s slechte plek"),
        N_("%(used)s %% versleten, %(count)s slechte plekken"),
        used=used,
    )


def bad_spots(disk: Disk, health: DiskHealth, rules: DiskRules) -> int | None:
    """Spots that do not hold data, as far as the disk tells."""
    told = [count_of(disk, health, rules, number) for number in _SPOTS]
    told += [health.media_errors, health.grown_defects]
    return max((count for count in told if count is not None), default=None)


def figures(disk: Disk, rules: DiskRules) -> dict[str, Figure]:
    health = disk.health
    return {} if health is None else dict(_figures(disk, health, rules))


def _figures(disk: Disk, health: DiskHealth, rules: DiskRules) -> Iterator[tuple[str, Figure]]:
    told: tuple[tuple[str, Value | None, str], ...] = (
        (N_("Versleten"), used_percent(disk, health, rules), "%"),
        (N_("Slechte plekken"), bad_spots(disk, health, rules), ""),
        (N_("Leesfouten"), _read_errors(disk, health, rules), ""),
        (N_("Reserve"), health.available_spare, "%"),
        (N_("Gedraaid"), within(health.power_on_hours, 0, MOST_HOURS), "h"),
        (N_("Aangezet"), health.power_cycles, "x"),
        (N_("Geschreven"), _terabytes(within(health.written_bytes, 0, MOST_BYTES)), "TB"),
        (N_("Temperatuur"), health.temperature_c, "°C"),
    )
    for label, value, unit in told:
        if value is not None:
            yield label, Figure(value, unit)


def _read_errors(disk: Disk, health: DiskHealth, rules: DiskRules) -> int | None:
    told = count_of(disk, health, rules, 187)
    return health.uncorrected_errors if told is None else told


def _terabytes(number: int | None) -> float | None:
    return None if number is None else round(number / 10**12, 1)

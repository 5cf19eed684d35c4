"""What changed between two reports of one device, as far as an inspection asks: a pure rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from atelier.devices.identity import medium_id
from atelier.words import N_, Sentence
from diagnostics.report import Battery, Disk, Report

_GIB = 2**30
#: In points of a hundred: less than this is how batteries are measured, not how they age.
_BATTERY_POINTS = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """``kind`` says how a screen shows it: *worse* asks for a look, *changed* is only told."""

    part: Literal["battery", "disk", "memory"]
    kind: Literal["worse", "changed"]
    sentence: Sentence


def compare(before: Report, after: Report) -> list[Difference]:
    """Of parts that both tell of; what one of them could not measure is left out."""
    return [*_memory(before, after), *_batteries(before, after), *_disks(before, after)]


def health(battery: Battery) -> int | None:
    """What it holds of what it was made for, in percent."""
    if not battery.design_mwh or battery.full_mwh is None:
        return None
    return min(100, round(100 * battery.full_mwh / battery.design_mwh))


def bad_sectors(disk: Disk) -> int | None:
    """Replaced, waiting to be, or unreadable, by the disk's own count; None where it keeps none."""
    if disk.health is None:
        return None
    counts = [disk.health.media_errors, disk.health.grown_defects]
    counts += [one.raw for one in disk.health.attributes if one.id in _BAD_SECTORS]
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


#: SMART attributes: reallocated, pending and uncorrectable sectors.
_BAD_SECTORS = frozenset({5, 197, 198})


def _memory(before: Report, after: Report) -> Iterator[Difference]:
    was, now = before.memory.total_bytes, after.memory.total_bytes
    if not was or not now or round(was / _GIB) == round(now / _GIB):
        return
    values = {"before": round(was / _GIB), "after": round(now / _GIB)}
    text = N_("Geheugen: van %(before)s naar %(after)s GB.")
    yield Difference("memory", "worse" if now < was else "changed", Sentence(text, values))


def _batteries(before: Report, after: Report) -> Iterator[Difference]:
    if len(before.batteries) > len(after.batteries):
        yield Difference("battery", "worse", Sentence(N_("Er is een batterij minder.")))
    known = {battery.name: battery for battery in before.batteries}
    for battery in after.batteries:
        was = known.get(battery.name)
        if was is None:
            continue
        if was.serial and battery.serial and was.serial != battery.serial:
            yield Difference("battery", "changed", Sentence(N_("Er zit een andere batterij in.")))
        else:
            yield from _aged(was, battery)


def _aged(was: Battery, battery: Battery) -> Iterator[Difference]:
    then, now = health(was), health(battery)
    if then is None or now is None or then - now < _BATTERY_POINTS:
        return
    values = {"points": then - now, "before": then, "after": now}
    text = N_("Batterij: %(points)s punten minder, van %(before)s naar %(after)s op 100.")
    yield Difference("battery", "worse", Sentence(text, values))


def _disks(before: Report, after: Report) -> Iterator[Difference]:
    were = {medium_id(disk): disk for disk in before.disks if not disk.boot_medium}
    are = {medium_id(disk): disk for disk in after.disks if not disk.boot_medium}
    if were.keys() != are.keys():
        yield Difference("disk", "changed", Sentence(N_("Er zit een andere schijf in.")))
    for medium in were.keys() & are.keys():
        yield from _worn(were[medium], are[medium])


def _worn(was: Disk, disk: Disk) -> Iterator[Difference]:
    then, now = bad_sectors(was), bad_sectors(disk)
    if then is not None and now is not None and now > then:
        text = N_("Schijf: %(more)s slechte sectoren erbij, nu %(after)s.")
        yield Difference("disk", "worse", Sentence(text, {"more": now - then, "after": now}))
    if was.health and disk.health and was.health.passed and disk.health.passed is False:
        text = N_("De schijf zegt zelf dat ze op is.")
        yield Difference("disk", "worse", Sentence(text))

"""The report of now beside that of a year ago."""

from dataclasses import replace

import pytest

from atelier.workshop.inspection.comparing import bad_sectors, compare
from diagnostics.report import Battery, Disk, DiskHealth, Memory, Report, SmartAttribute
from tests.reports import a_report

GIB = 2**30


def battery(full: int | None, serial: str = "B1") -> Battery:
    return Battery(name="BAT0", serial=serial, design_mwh=50_000, full_mwh=full)


def disk(bad: int | None, *, passed: bool = True, serial: str = "S4EVNX0M112233") -> Disk:
    found = () if bad is None else (SmartAttribute(id=5, name="Reallocated_Sector_Ct", raw=bad),)
    health = DiskHealth(protocol="ata", passed=passed, attributes=found)
    return Disk(name="sda", serial=serial, size_bytes=256 * 10**9, internal=True, health=health)


def told(before: Report, after: Report) -> list[tuple[str, str, str]]:
    return [(one.part, one.kind, str(one.sentence)) for one in compare(before, after)]


@pytest.fixture
def report() -> Report:
    return replace(
        a_report(),
        memory=Memory(total_bytes=8 * GIB),
        batteries=(battery(45_000),),
        disks=(disk(0),),
    )


def test_nothing_changed(report: Report) -> None:
    assert compare(report, report) == []


def test_the_battery_aged(report: Report) -> None:
    later = replace(report, batteries=(battery(39_000),))
    said = "Batterij: 12 punten minder, van 90 naar 78 op 100."
    assert told(report, later) == [("battery", "worse", said)]


@pytest.mark.parametrize("full", [44_500, 46_000, None])
def test_a_battery_is_not_measured_that_finely(report: Report, full: int | None) -> None:
    assert compare(report, replace(report, batteries=(battery(full),))) == []


def test_another_battery_and_none(report: Report) -> None:
    other = replace(report, batteries=(battery(20_000, serial="B2"),))
    assert told(report, other) == [("battery", "changed", "Er zit een andere batterij in.")]
    gone = replace(report, batteries=())
    assert told(report, gone) == [("battery", "worse", "Er is een batterij minder.")]


def test_the_disk_wore(report: Report) -> None:
    later = replace(report, disks=(disk(4, passed=False),))
    assert told(report, later) == [
        ("disk", "worse", "Schijf: 4 slechte sectoren erbij, nu 4."),
        ("disk", "worse", "De schijf zegt zelf dat ze op is."),
    ]


def test_another_disk(report: Report) -> None:
    other = replace(report, disks=(disk(9, serial="S4EVNX0M445566"),))
    assert told(report, other) == [("disk", "changed", "Er zit een andere schijf in.")]


@pytest.mark.parametrize(("size", "kind"), [(4, "worse"), (16, "changed")])
def test_memory_went_or_came(report: Report, size: int, kind: str) -> None:
    later = replace(report, memory=Memory(total_bytes=size * GIB))
    said = f"Geheugen: van 8 naar {size} GB."
    assert told(report, later) == [("memory", kind, said)]


def test_a_disk_that_counts_nothing_is_not_called_good() -> None:
    assert bad_sectors(disk(None)) is None
    assert bad_sectors(Disk(name="sda")) is None

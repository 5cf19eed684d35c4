"""Which grade and which use the table gives, and what it says kept the better one away."""

from typing import Any

import pytest

from atelier.workshop.diagnosis.verdicts import Rules, Verdicts, judge
from diagnostics.report import (
    Agent,
    Battery,
    Cpu,
    Disk,
    DiskHealth,
    Firmware,
    FirmwarePassword,
    Memory,
    Report,
    Screen,
    System,
    Windows11,
)

GB = 2**30
SCREEN = Screen(internal=True, inches=14.0, width_px=1920, height_px=1080)


def disk(used: int | None = 9) -> Disk:
    return Disk(name="nvme0n1", health=DiskHealth(passed=True, percentage_used=used))


def battery(percent: int) -> Battery:
    return Battery(name="BAT0", design_mwh=50_000, full_mwh=500 * percent)


def laptop(**changed: Any) -> Report:
    told = {
        "system": System(chassis="Notebook"),
        "cpu": Cpu(bits64=True),
        "memory": Memory(total_bytes=8 * GB),
        "disks": (disk(),),
        "batteries": (battery(90),),
        "screens": (SCREEN,),
        "windows11": Windows11(possible=True),
    }
    return Report(id="0", made_at="0", agent=Agent(version="0", root=True), **told | changed)


PASSWORD = Firmware(passwords=(FirmwarePassword(name="Admin", is_set=True),))


@pytest.mark.parametrize(
    ("changed", "grade", "reasons"),
    [
        ({}, "A", []),
        ({"batteries": (battery(71),)}, "B", ["De batterij is niet goed genoeg."]),
        (
            {"windows11": Windows11(possible=False)},
            "B",
            ["Windows 11 gaat niet, of we weten het niet."],
        ),
        ({"memory": Memory(total_bytes=4 * GB)}, "C", ["Er is niet genoeg geheugen."]),
        ({"disks": (disk(None), disk(85))}, "B", ["De schijf is niet goed genoeg."]),
        ({"disks": (Disk(name="mmcblk0"),)}, "C", ["Van de schijf weten we te weinig."]),
        ({"batteries": (battery(20),)}, "C", ["De batterij is niet goed genoeg."]),
        ({"disks": (disk(100),)}, "D", ["De schijf is niet goed genoeg."]),
        ({"firmware": PASSWORD}, "D", ["Het toestel zelf is te oud of zit op slot."]),
        ({"memory": Memory(total_bytes=2 * GB)}, "D", ["Er is niet genoeg geheugen."]),
    ],
)
def test_grade(rules: Rules, changed: dict[str, Any], grade: str, reasons: list[str]) -> None:
    suggestion = judge(laptop(**changed), rules).grade
    assert (suggestion.value, [reason.nl() for reason in suggestion.reasons]) == (grade, reasons)


@pytest.mark.parametrize(
    ("changed", "use"),
    [
        ({}, "school"),
        ({"disks": (disk(100),)}, "school"),
        ({"firmware": PASSWORD}, "school"),
        ({"batteries": (battery(20),)}, "adult"),
        ({"system": System(chassis="Desktop"), "batteries": (), "screens": ()}, "adult"),
        (
            {"screens": (Screen(internal=True, inches=17.3, width_px=1920, height_px=1080),)},
            "adult",
        ),
        ({"memory": Memory(total_bytes=4 * GB)}, "senior"),
        ({"memory": Memory(total_bytes=2 * GB)}, "parts"),
        ({"cpu": Cpu(bits64=False)}, "parts"),
    ],
)
def test_use(rules: Rules, changed: dict[str, Any], use: str) -> None:
    assert judge(laptop(**changed), rules).use.value == use


def test_the_better_row_is_named(rules: Rules) -> None:
    suggestion = judge(laptop(batteries=(battery(71),)), rules).grade
    assert (suggestion.value, suggestion.better) == ("B", "A")


def test_too_little_measured_suggests_nothing_rather_than_scrap(rules: Rules) -> None:
    empty = Report(id="0", made_at="0", agent=Agent(version="0", root=False))
    verdicts: Verdicts = judge(empty, rules)
    assert verdicts.grade.value is verdicts.use.value is None
    assert [reason.nl() for reason in verdicts.use.reasons] == [
        "Van het geheugen weten we te weinig."
    ]


def test_the_parts_come_in_the_order_of_the_page(rules: Rules) -> None:
    parts = [verdict.part for verdict in judge(laptop(), rules).parts]
    assert parts == ["disk", "battery", "memory", "screen", "machine"]

"""What kind of device a report is of, and the sizes that lists filter by."""

import math
from dataclasses import replace

import pytest

from atelier.devices.hardware import describe
from atelier.devices.lifecycle import KINDS
from diagnostics.report import Battery, Disk, Memory, Peripherals, Screen, System
from tests.reports import a_report

BATTERY = (Battery(name="BAT0"),)
INSIDE = (Screen(internal=True, inches=14.0),)
OUTSIDE = (Screen(internal=False, inches=24.0),)
TOUCHPAD = Peripherals(touchpad=True)
NONE = Peripherals()


@pytest.mark.parametrize(
    ("chassis", "batteries", "screens", "peripherals", "kind"),
    [
        ("Notebook", (), (), NONE, "laptop"),
        ("Convertible", BATTERY, INSIDE, NONE, "laptop"),
        ("Tablet", BATTERY, INSIDE, NONE, "tablet"),
        ("All In One", (), (), NONE, "all_in_one"),
        ("Desktop", (), OUTSIDE, NONE, "desktop"),
        ("Desktop", (), INSIDE, NONE, "all_in_one"),
        ("Desktop", BATTERY, INSIDE, NONE, "laptop"),
        ("Mini PC", (), (), NONE, "desktop"),
        ("Desktop", BATTERY, (), NONE, "desktop"),  # an uninterruptible supply on USB
        (None, BATTERY, (), NONE, "laptop"),
        ("Other", (), INSIDE, TOUCHPAD, "laptop"),
        (None, (), (), NONE, "desktop"),
    ],
)
def test_kind(chassis, batteries, screens, peripherals, kind) -> None:
    report = a_report(
        system=System(chassis=chassis),
        batteries=batteries,
        screens=screens,
        peripherals=peripherals,
    )
    assert describe(report).kind == kind
    assert kind in KINDS


def disk(name: str, gb: float, **fields) -> Disk:
    known = Disk(name=name, size_bytes=int(gb * 1e9), internal=True, rotational=False)
    return replace(known, **fields)


@pytest.mark.parametrize(
    ("disks", "size_gb", "kind"),
    [
        ((), None, None),
        ((disk("sda", 256),), 256, "ssd"),
        ((disk("sda", 1000, rotational=True), disk("nvme0n1", 256, transport="nvme")), 256, "ssd"),
        ((disk("sda", 1000, rotational=True), disk("nvme0n1", 16, transport="nvme")), 1000, "hdd"),
        ((disk("mmcblk0", 32, transport="mmc"),), 32, "emmc"),
        ((disk("sda", 500), disk("sdb", 32, internal=False)), 500, "ssd"),
        ((disk("sdb", 32, boot_medium=True),), None, None),
        ((disk("sdb", 32, removable=True),), None, None),
        ((disk("sda", 320, rotational=None),), 320, None),
    ],
)
def test_the_disk_that_the_system_would_go_on(disks, size_gb, kind) -> None:
    told = describe(a_report(disks=disks))
    assert told.disk_bytes == (size_gb and size_gb * 10**9)
    assert told.disk_kind == kind


@pytest.mark.parametrize("inches", [None, 0.0, -3.0, 1e9, math.nan, math.inf])
def test_a_damaged_screen_has_no_size(inches: float | None) -> None:
    screens = (Screen(internal=True, inches=inches),)
    assert describe(a_report(screens=screens)).screen_inches is None


def test_memory_that_is_installed_stands_above_what_the_kernel_sees() -> None:
    told = describe(a_report(memory=Memory(total_bytes=8 * 2**30, usable_bytes=7 * 2**30)))
    assert told.memory_bytes == 8 * 2**30
    assert describe(a_report(memory=Memory(usable_bytes=7 * 2**30))).memory_bytes == 7 * 2**30


def test_a_machine_that_tells_nothing() -> None:
    told = describe(a_report(system=System(), memory=Memory(), disks=(), screens=()))
    assert (told.name, told.memory_bytes, told.disk_bytes) == (None, None, None)

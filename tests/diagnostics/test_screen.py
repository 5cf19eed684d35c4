"""What stands on the screen, for machines made up to have something to say."""

import io
from typing import Any

import pytest
from rich.console import Console

from diagnostics import screen
from diagnostics.report import (
    Agent,
    Battery,
    Cpu,
    Disk,
    DiskHealth,
    Firmware,
    FirmwarePassword,
    Memory,
    MemoryModule,
    Problem,
    Report,
    Requirement,
    Screen,
    System,
    TheftTracking,
    Windows11,
)
from diagnostics.words import LANGUAGES, in_language

GIB = 2**30
DISK = Disk(
    name="sda",
    model="Schijf 1",
    size_bytes=256 * 10**9,
    rotational=False,
    internal=True,
    health=DiskHealth(passed=True),
)


def report(**parts: Any) -> Report:
    return Report(
        id="1", made_at="2026-01-01T00:00:00+01:00", agent=Agent(version="0", root=True), **parts
    )


def shown(made: Report, language: str = "nl", width: int = 80) -> str:
    out = io.StringIO()
    screen.show(Console(file=out, width=width), made, in_language(language), "4217 0385 61")
    return out.getvalue()


FULL = report(
    system=System(maker="LENOVO", product="20HES0", version="ThinkPad T470", serial="PF0"),
    cpu=Cpu(model="Intel Core i5-7200U", cores=2),
    memory=Memory(
        total_bytes=8 * GIB, slots=2, slots_free=1, modules=(MemoryModule(size_bytes=8 * GIB),)
    ),
    disks=(DISK,),
    batteries=(Battery(name="BAT0", design_mwh=47520, full_mwh=31000, cycles=312),),
    screens=(Screen(inches=14.0, width_px=1920, height_px=1080, maker="AU Optronics"),),
    windows11=Windows11(
        possible=False,
        requirements=(
            Requirement(name="cpu", met=False, found="Intel Core i5-7200U", needed="…"),
            Requirement(name="tpm", met=True, found="2.0", needed="2.0"),
        ),
    ),
)


@pytest.mark.parametrize(
    "line",
    [
        "LENOVO ThinkPad T470",
        "4217 0385 61",
        "8 GB, 1 van 2 plaatsen vrij",
        "Schijf 1, 256 GB, SSD",
        "(v) zegt zelf: in orde",
        "(!) 65 % van nieuw, 312 keer geladen",
        "14,0 inch, 1920 × 1080, AU Optronics",
        "Windows 11      (x) kan niet",
        "processor: Intel Core i5-7200U (nodig: Intel Core 8e",
    ],
)
def test_a_whole_machine(line: str) -> None:
    assert line in shown(FULL)


@pytest.mark.parametrize(
    ("system", "name"),
    [
        (System(maker="HP", product="HP Pavilion 15"), "HP Pavilion 15"),
        (System(maker="LENOVO", product="80E5", version="Lenovo G50-80"), "Lenovo G50-80"),
        (System(maker="Dell Inc.", product="Latitude E5470"), "Dell Inc. Latitude E5470"),
        (System(maker="HP"), "HP"),
        (System(product="Boek"), "Boek"),
        (System(), ""),
    ],
)
def test_a_machine_is_named_once(system: System, name: str) -> None:
    assert screen.lines.name(system) == name


def test_what_is_fine_is_not_explained() -> None:
    assert "TPM" not in shown(FULL)


def test_a_failing_disk_is_said_in_words_and_sign() -> None:
    failing = Disk(name="sda", internal=True, health=DiskHealth(passed=False))
    assert "(x) zegt zelf: gaat stuk" in shown(report(disks=(failing,)))


def test_the_stick_that_it_was_started_from_is_no_disk_of_the_machine() -> None:
    stick = Disk(name="sdb", model="Stick", internal=False, boot_medium=True)
    text = shown(report(disks=(DISK, stick)))
    assert "Stick" not in text
    assert "Externe schijf" in shown(report(disks=(Disk(name="sdb", internal=False),)))


def test_a_machine_with_nothing_but_our_stick_has_no_disk() -> None:
    stick = Disk(name="sdb", model="Stick", internal=False, boot_medium=True)
    assert "geen gevonden" in shown(report(disks=(stick,)))
    assert "geen gevonden" not in shown(report(disks=(DISK, stick)))


def test_what_windows_misses_is_said_as_people_write_it() -> None:
    missing = (
        Requirement(name="tpm", met=False, found="none", needed="2.0"),
        Requirement(name="memory", met=False, found="1.5 GiB", needed="4 GiB"),
    )
    text = shown(report(windows11=Windows11(possible=False, requirements=missing)))
    assert "TPM: geen (nodig: 2.0)" in text
    assert "geheugen: 1,5 GiB (nodig: 4 GiB)" in text


@pytest.mark.parametrize(("internal", "word"), [(True, "eMMC"), (False, "geheugenkaart")])
def test_memory_on_a_card_is_not_called_an_ssd(internal, word):
    card = Disk(name="mmcblk0", transport="mmc", internal=internal, rotational=False)
    text = shown(report(disks=(card,)))
    assert word in text
    assert "SSD" not in text


@pytest.mark.parametrize(
    ("firmware", "line"),
    [
        (Firmware(passwords=(FirmwarePassword(name="Admin", is_set=True),)), "(!) wachtwoord"),
        (
            Firmware(theft_tracking=(TheftTracking(product="A", active=True),)),
            "(x) diefstalbeveiliging staat aan",
        ),
        (Firmware(theft_tracking=(TheftTracking(product="A"),)), "(!) diefstalbeveiliging"),
    ],
)
def test_what_may_stop_the_work(firmware: Firmware, line: str) -> None:
    assert line in shown(report(firmware=firmware))


def test_tracking_that_is_switched_off_stops_nothing() -> None:
    off = Firmware(theft_tracking=(TheftTracking(product="A", present=True, active=False),))
    assert "diefstalbeveiliging" not in shown(report(firmware=off))


def test_what_could_not_be_read_becomes_what_to_do() -> None:
    problems = (
        Problem(subsystem="system", kind="needs_root", message="m", facts=("system.serial",)),
        Problem(subsystem="memory", kind="needs_root", message="m", facts=("memory.modules",)),
        Problem(
            subsystem="disks",
            kind="missing_tool",
            message="smartctl is not installed",
            facts=("disks[sda].health",),
        ),
        Problem(subsystem="disks", kind="timeout", message="sdb: silent", facts=()),
    )
    text = " ".join(shown(report(problems=problems)).split())
    assert "(!) Start als root (met sudo) voor: serienummer, geheugenmodules" in text
    assert "(!) Installeer smartmontools voor: gezondheid van sda" in text
    assert "Geen antwoord (?) schijven (sdb: silent)" in text


def test_hostile_text_from_hardware_moves_no_cursor() -> None:
    evil = "\x1b[2J\x07[bold]X[/bold]\x00"
    text = shown(report(system=System(product=evil), disks=(Disk(name="sda", model=evil),)))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold]X[/bold]" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_screen(language: str, width: int) -> None:
    lines = shown(FULL, language, width).splitlines()
    assert max(map(len, lines)) <= min(width, 100)


def test_an_empty_report_is_shown_too() -> None:
    assert "Onbekend toestel" in shown(report())

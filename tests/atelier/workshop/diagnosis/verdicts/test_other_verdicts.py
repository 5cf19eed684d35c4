"""Battery, memory, screen and machine: what each comes to, and how it reads."""

from typing import Any

import pytest

from atelier.workshop.diagnosis.verdicts import Level, Rules
from atelier.workshop.diagnosis.verdicts.batteries import judge_batteries, judge_battery
from atelier.workshop.diagnosis.verdicts.machine import judge_machine
from atelier.workshop.diagnosis.verdicts.memory import judge_memory
from atelier.workshop.diagnosis.verdicts.screens import judge_screens
from diagnostics.report import (
    Agent,
    Battery,
    Cpu,
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

GB = 2**30
LAPTOP, DESKTOP = System(chassis="Notebook"), System(chassis="Mini Tower")


def report(**told: Any) -> Report:
    return Report(id="0", made_at="0", agent=Agent(version="0", root=True), **told)


@pytest.mark.parametrize(
    ("full", "level", "title"),
    [
        (63_000, Level.UNKNOWN, "Batterij"),
        (62_500, Level.GOOD, "Batterij · 100 % van nieuw"),
        (50_000, Level.GOOD, "Batterij · 100 % van nieuw"),
        (52_000, Level.GOOD, "Batterij · 100 % van nieuw"),
        (40_000, Level.GOOD, "Batterij · 80 % van nieuw"),
        (39_999, Level.WORN, "Batterij · 79 % van nieuw"),
        (35_500, Level.WORN, "Batterij · 71 % van nieuw"),
        (30_000, Level.WORN, "Batterij · 60 % van nieuw"),
        (29_999, Level.REPLACE, "Batterij · 59 % van nieuw"),
        (0, Level.REPLACE, "Batterij · 0 % van nieuw"),
        (-1, Level.UNKNOWN, "Batterij"),
        (100_000, Level.UNKNOWN, "Batterij"),
        (None, Level.UNKNOWN, "Batterij"),
    ],
)
def test_battery_by_what_it_still_holds(
    rules: Rules, full: int | None, level: Level, title: str
) -> None:
    verdict = judge_battery(Battery(name="BAT0", design_mwh=50_000, full_mwh=full), rules.battery)
    assert (verdict.level, verdict.title.nl()) == (level, title)


@pytest.mark.parametrize("design", [0, None, -5, 999, 10**9])
def test_a_battery_of_impossible_design_is_not_judged(rules: Rules, design: int | None) -> None:
    verdict = judge_battery(Battery(name="BAT0", design_mwh=design, full_mwh=900), rules.battery)
    assert verdict.level is Level.UNKNOWN
    assert verdict.headline.nl() == "slijtage is niet bekend"


@pytest.mark.parametrize(
    ("cycles", "headline"),
    [
        (412, "412 keer geladen"),
        (1, "1 keer geladen"),
        (0, "hoe vaak geladen is niet bekend"),
        (None, "hoe vaak geladen is niet bekend"),
        (-1, "hoe vaak geladen is niet bekend"),
    ],
)
def test_zero_cycles_is_unknown(rules: Rules, cycles: int | None, headline: str) -> None:
    battery = Battery(name="BAT0", design_mwh=50_000, full_mwh=45_000, cycles=cycles)
    verdict = judge_battery(battery, rules.battery)
    assert verdict.headline.nl() == headline
    assert ("Geladen" in verdict.figures) == (cycles in (412, 1))


def test_a_laptop_without_a_battery_says_so(rules: Rules) -> None:
    (verdict,) = judge_batteries(report(system=LAPTOP), rules.battery)
    assert (verdict.level, verdict.headline.nl()) == (Level.REPLACE, "er zit geen batterij in")


def test_a_battery_that_could_not_be_read_is_not_missing(rules: Rules) -> None:
    problem = Problem(subsystem="batteries", kind="failed", message="")
    (verdict,) = judge_batteries(report(system=LAPTOP, problems=(problem,)), rules.battery)
    assert verdict.level is Level.UNKNOWN


@pytest.mark.parametrize("system", [DESKTOP, System(), System(chassis="Other")])
def test_a_desktop_needs_no_battery(rules: Rules, system: System) -> None:
    assert judge_batteries(report(system=system), rules.battery) == ()


@pytest.mark.parametrize(
    ("memory", "level", "title", "headline"),
    [
        (
            Memory(total_bytes=8 * GB, slots=2, slots_free=1, max_bytes=32 * GB),
            Level.GOOD,
            "Geheugen · 8 GB",
            "1 plaats vrij, tot 32 GB",
        ),
        (
            Memory(total_bytes=4 * GB, slots=4, slots_free=3, max_bytes=64 * GB),
            Level.WORN,
            "Geheugen · 4 GB",
            "3 plaatsen vrij, tot 64 GB",
        ),
        (
            Memory(total_bytes=2 * GB, slots=1, slots_free=0, max_bytes=4 * GB),
            Level.REPLACE,
            "Geheugen · 2 GB",
            "geen plaats vrij, tot 4 GB",
        ),
        (
            Memory(total_bytes=8 * GB, slots=2, slots_free=0, max_bytes=8 * GB),
            Level.GOOD,
            "Geheugen · 8 GB",
            "geen plaats vrij",
        ),
        (
            Memory(
                total_bytes=8 * GB,
                slots=2,
                slots_free=0,
                max_bytes=32 * GB,
                modules=(MemoryModule(size_bytes=4 * GB, form_factor="Row Of Chips"),) * 2,
            ),
            Level.GOOD,
            "Geheugen · 8 GB",
            "zit vast, er kan niets bij",
        ),
        (
            Memory(total_bytes=8 * GB, slots=2, slots_free=1, max_bytes=2 * GB),
            Level.GOOD,
            "Geheugen · 8 GB",
            "1 plaats vrij",
        ),
        (
            Memory(total_bytes=8 * GB, slots=2, slots_free=7, max_bytes=2 * GB),
            Level.GOOD,
            "Geheugen · 8 GB",
            "genoeg voor gewoon werk",
        ),
        (
            Memory(usable_bytes=int(7.6 * GB)),
            Level.GOOD,
            "Geheugen · 8 GB",
            "genoeg voor gewoon werk",
        ),
        (
            Memory(usable_bytes=int(3.7 * GB)),
            Level.WORN,
            "Geheugen · 4 GB",
            "genoeg voor eenvoudig werk",
        ),
        (
            Memory(total_bytes=3 * GB // 2),
            Level.REPLACE,
            "Geheugen · 1.5 GB",
            "te weinig",
        ),
        (Memory(), Level.UNKNOWN, "Geheugen", "niet gemeten"),
        (Memory(total_bytes=-1), Level.UNKNOWN, "Geheugen", "niet gemeten"),
    ],
)
def test_memory(rules: Rules, memory: Memory, level: Level, title: str, headline: str) -> None:
    verdict = judge_memory(report(memory=memory), rules.memory)
    assert (verdict.level, verdict.title.nl(), verdict.headline.nl()) == (level, title, headline)


def screen(**told: Any) -> Screen:
    return Screen(**{"internal": True, "inches": 14.0, "width_px": 1920, "height_px": 1080} | told)


@pytest.mark.parametrize(
    ("told", "level", "title", "headline"),
    [
        ({}, Level.GOOD, "Scherm · 14 duim", "1920 × 1080 beeldpunten"),
        ({"inches": 15.6}, Level.GOOD, "Scherm · 15.6 duim", "1920 × 1080 beeldpunten"),
        ({"width_px": 1366, "height_px": 768}, Level.GOOD, "Scherm · 14 duim", "1366 × 768"),
        ({"width_px": 800, "height_px": 1280}, Level.GOOD, "Scherm · 14 duim", "800 × 1280"),
        ({"width_px": 1024, "height_px": 600}, Level.WORN, "Scherm · 14 duim", "1024 × 600"),
        ({"inches": 9.9}, Level.WORN, "Scherm · 9.9 duim", "1920 × 1080"),
        ({"inches": None}, Level.GOOD, "Scherm", "1920 × 1080"),
        ({"inches": float("nan")}, Level.GOOD, "Scherm", "1920 × 1080"),
        ({"inches": float("inf")}, Level.GOOD, "Scherm", "1920 × 1080"),
        ({"width_px": None}, Level.UNKNOWN, "Scherm · 14 duim", "aantal punten niet bekend"),
        ({"width_px": 0}, Level.UNKNOWN, "Scherm · 14 duim", "aantal punten niet bekend"),
        ({"width_px": 0, "inches": 9}, Level.WORN, "Scherm · 9 duim", "klein scherm"),
    ],
)
def test_screen(
    rules: Rules, told: dict[str, Any], level: Level, title: str, headline: str
) -> None:
    (verdict,) = judge_screens(report(screens=(screen(**told),)), rules.screen)
    assert (verdict.level, verdict.title.nl()) == (level, title)
    assert verdict.headline.nl().startswith(headline)


def test_an_external_screen_is_not_the_machines(rules: Rules) -> None:
    (verdict,) = judge_screens(
        report(system=LAPTOP, screens=(screen(internal=False),)), rules.screen
    )
    assert verdict.level is Level.UNKNOWN
    assert judge_screens(report(system=DESKTOP), rules.screen) == ()


CPU_TOO_OLD = Requirement(name="cpu", met=False)
TPM_UNKNOWN = Requirement(name="tpm", met=None)
V2 = ("popcnt", "sse4_1", "sse4_2", "ssse3")


@pytest.mark.parametrize(
    ("told", "level", "shown"),
    [
        (
            {"windows11": Windows11(possible=True)},
            Level.GOOD,
            ("Windows 11 kan", "voldoet aan alle eisen", "goed"),
        ),
        (
            {"windows11": Windows11(possible=False, requirements=(TPM_UNKNOWN, CPU_TOO_OLD))},
            Level.GOOD,
            ("Windows 11 kan niet", "processor te oud; Linux gaat wel", "weet dit"),
        ),
        (
            {"windows11": Windows11(requirements=(TPM_UNKNOWN,))},
            Level.UNKNOWN,
            ("Windows 11: niet bekend", "niet alles is gemeten", "niet bekend"),
        ),
        (
            {"cpu": Cpu(bits64=False), "windows11": Windows11(possible=False)},
            Level.REPLACE,
            ("Processor van 32 bit", "te oud voor nieuwe software", "los dit op"),
        ),
        (
            {
                "cpu": Cpu(bits64=True, architecture="x86_64", features=("sse2", "ssse3")),
                "windows11": Windows11(possible=False),
            },
            Level.WORN,
            ("Oude processor", "niet alle nieuwe software gaat", "verouderd"),
        ),
        (
            {
                "cpu": Cpu(bits64=True, architecture="x86_64", features=V2),
                "windows11": Windows11(possible=True),
            },
            Level.GOOD,
            ("Windows 11 kan", "voldoet aan alle eisen", "goed"),
        ),
        (
            {"firmware": Firmware(passwords=(FirmwarePassword(name="Admin", is_set=True),))},
            Level.REPLACE,
            ("Wachtwoord op het BIOS", "vraag het aan de schenker", "los dit op"),
        ),
        (
            {"firmware": Firmware(passwords=(FirmwarePassword(name="NVMe", is_set=True),))},
            Level.REPLACE,
            ("Wachtwoord op de schijf", "vraag het aan de schenker", "los dit op"),
        ),
        (
            {
                "firmware": Firmware(
                    theft_tracking=(TheftTracking(product="Absolute", active=True),)
                )
            },
            Level.REPLACE,
            (
                "Diefstalbeveiliging staat aan",
                "vraag de schenker om ze uit te zetten",
                "los dit op",
            ),
        ),
        (
            {
                "firmware": Firmware(
                    theft_tracking=(TheftTracking(product="Absolute", present=True),)
                ),
                "windows11": Windows11(possible=True),
            },
            Level.GOOD,
            ("Windows 11 kan", "voldoet aan alle eisen", "weet dit"),
        ),
        (
            {
                "firmware": Firmware(
                    passwords=(FirmwarePassword(name="Admin", is_set=False),),
                    theft_tracking=(TheftTracking(product="Absolute", present=True, active=False),),
                ),
                "windows11": Windows11(possible=True),
            },
            Level.GOOD,
            ("Windows 11 kan", "voldoet aan alle eisen", "goed"),
        ),
    ],
)
def test_machine(
    rules: Rules, told: dict[str, Any], level: Level, shown: tuple[str, str, str]
) -> None:
    verdict = judge_machine(report(**told), rules.machine)
    assert verdict.level is level
    assert (verdict.title.nl(), verdict.headline.nl(), verdict.chip.nl()) == shown


def test_every_windows_11_requirement_has_its_words(rules: Rules) -> None:
    names: Any = Requirement.__annotations__["name"].__args__
    unmet = Windows11(
        possible=False, requirements=tuple(Requirement(name=name, met=False) for name in names)
    )
    verdict = judge_machine(report(windows11=unmet), rules.machine)
    assert len({reason.nl() for reason in verdict.reasons}) == len(names) == 9

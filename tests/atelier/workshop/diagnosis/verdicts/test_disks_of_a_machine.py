"""Which disks of a machine are judged, what they are called, and what is said when one is not."""

from typing import Any

import pytest

from atelier.workshop.diagnosis.verdicts import Level, Rules
from atelier.workshop.diagnosis.verdicts.disks import judge_disk, judge_disks
from diagnostics.report import (
    Agent,
    AtaIdentity,
    AtaSecurity,
    Disk,
    DiskHealth,
    Problem,
    Report,
)


@pytest.mark.parametrize(
    ("kind", "headline"),
    [
        ("needs_root", "niet gemeten: geen beheerdersrechten"),
        ("missing_tool", "niet gemeten: een programma ontbreekt"),
        ("timeout", "antwoordt niet op tijd"),
        ("failed", "meten is niet gelukt"),
    ],
)
@pytest.mark.parametrize("facts", [("disks[sda].health",), ("disks[sda]",), ("disks",), ()])
def test_a_disk_that_was_not_measured_says_why(
    rules: Rules, kind: Any, headline: str, facts: tuple[str, ...]
) -> None:
    problem = Problem(subsystem="disks", kind=kind, message="", facts=facts)
    verdict = judge_disk(Disk(name="sda"), (problem,), rules.disk)
    assert (verdict.level, verdict.headline.nl()) == (Level.UNKNOWN, headline)


def test_the_problem_of_another_disk_explains_nothing(rules: Rules) -> None:
    problem = Problem(subsystem="disks", kind="timeout", message="", facts=("disks[sdb].health",))
    verdict = judge_disk(Disk(name="sda", transport="usb"), (problem,), rules.disk)
    assert verdict.headline.nl() == "niet te meten via USB"


def test_a_locked_disk_is_not_called_good(rules: Rules) -> None:
    locked = AtaIdentity(security=AtaSecurity(locked=True))
    disk = Disk(name="sda", health=DiskHealth(passed=True), ata=locked)
    verdict = judge_disk(disk, (), rules.disk)
    assert (verdict.level, verdict.headline.nl()) == (Level.UNKNOWN, "op slot met een wachtwoord")


def report(*disks: Disk, problems: tuple[Problem, ...] = ()) -> Report:
    agent = Agent(version="0", root=True)
    return Report(id="0", made_at="0", agent=agent, disks=disks, problems=problems)


def test_only_disks_of_the_machine_itself_are_judged(rules: Rules) -> None:
    others = (
        Disk(name="sdb", boot_medium=True),
        Disk(name="sdc", removable=True),
        Disk(name="sdd", internal=False),
    )
    verdicts = judge_disks(report(Disk(name="sda"), *others), rules.disk)
    assert [verdict.key for verdict in verdicts] == ["sda"]


def test_a_machine_without_a_disk_needs_one(rules: Rules) -> None:
    (verdict,) = judge_disks(report(), rules.disk)
    assert (verdict.level, verdict.chip.nl()) == (Level.REPLACE, "ontbreekt")


def test_disks_that_could_not_be_listed_are_not_missing(rules: Rules) -> None:
    problem = Problem(subsystem="disks", kind="failed", message="")
    (verdict,) = judge_disks(report(problems=(problem,)), rules.disk)
    assert verdict.level is Level.UNKNOWN


@pytest.mark.parametrize(
    ("told", "name", "title"),
    [
        (
            {"model": "Samsung SSD 850 EVO 250GB", "size_bytes": 256_060_514_304},
            "Samsung 256 GB",
            "Schijf · Samsung 256 GB",
        ),
        (
            {"model": "ST1000LM035", "maker": "ATA", "size_bytes": 1_000_204_886_016},
            "Seagate 1 TB",
            "Schijf · Seagate 1 TB",
        ),
        (
            {"model": "MTFDHBE1T9TDF", "size_bytes": 1_920_383_410_176},
            "Micron 1,9 TB",
            "Schijf · Micron 1.9 TB",  # the edge writes the number as the language does
        ),
        ({"model": "Odd One"}, "Odd One", "Schijf · Odd One"),
        ({"size_bytes": 10**30}, "sda", "Schijf · sda"),
    ],
)
def test_the_name_is_the_one_on_the_box(
    rules: Rules, told: dict[str, Any], name: str, title: str
) -> None:
    verdict = judge_disk(Disk(name="sda", **told), (), rules.disk)
    assert (verdict.name, verdict.title.nl()) == (name, title)

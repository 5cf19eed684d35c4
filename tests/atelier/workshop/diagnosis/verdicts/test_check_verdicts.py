"""What a person answered at the machine, in words, with how grave it is."""

from typing import Any

import pytest

from atelier.workshop.diagnosis.verdicts import Level, Rules, judge
from atelier.workshop.diagnosis.verdicts.checks import _FAULTS, judge_check, judge_checks
from diagnostics.report import (
    FAULTS,
    Agent,
    Battery,
    Check,
    CheckName,
    Cpu,
    Disk,
    DiskHealth,
    KeysSeen,
    Memory,
    PortsSeen,
    RadioSeen,
    Report,
    Screen,
    System,
    Windows11,
)


def check(name: CheckName = "keyboard", answer: Any = "good", **more: Any) -> Check:
    return Check(name=name, answer=answer, **more)


@pytest.mark.parametrize(
    ("told", "level", "chip", "headline"),
    [
        (check(), Level.GOOD, "goed", "nagekeken en goed"),
        (check(answer="wrong"), Level.REPLACE, "herstellen", "iemand zag dat het niet goed is"),
        (
            check(answer="wrong", faults=("dead_keys",)),
            Level.REPLACE,
            "herstellen",
            "er werken toetsen niet",
        ),
        (check("camera", "wrong"), Level.WORN, "beperkt", "iemand zag dat het niet goed is"),
        (
            check("screen", "wrong", faults=("dots",)),
            Level.WORN,
            "beperkt",
            "er zijn punten te zien",
        ),
        (
            check("screen", "wrong", faults=("dots", "broken")),
            Level.REPLACE,
            "herstellen",
            "er zijn punten te zien",
        ),
        # A fault that only a later agent knows: as grave as the part itself.
        (
            check("keyboard", "wrong", faults=("molten",)),
            Level.REPLACE,
            "herstellen",
            "iemand zag dat het niet goed is",
        ),
        (check("camera", "not_present"), Level.GOOD, "niet aanwezig", "zit er niet in"),
        (check("charger", "not_present"), Level.WORN, "niet aanwezig", "zit er niet in"),
        (check("sound", "skipped"), Level.UNKNOWN, "overgeslagen", "dit is overgeslagen"),
        (
            check("wifi", radio=RadioSeen(networks=3, strongest_dbm=-80.0)),
            Level.WORN,
            "beperkt",
            "het signaal is zwak",
        ),
        (
            check("wifi", radio=RadioSeen(networks=3, strongest_dbm=-75.0)),
            Level.GOOD,
            "goed",
            "nagekeken en goed",
        ),
        (check("wifi", radio=RadioSeen(networks=0)), Level.GOOD, "goed", "nagekeken en goed"),
    ],
)
def test_answers_in_words(
    rules: Rules, told: Check, level: Level, chip: str, headline: str
) -> None:
    verdict = judge_check(told, rules.checks)
    assert (verdict.level, verdict.chip.nl(), verdict.headline.nl()) == (level, chip, headline)
    assert verdict.reasons


def test_a_person_is_believed_and_what_was_seen_stands_beside_it(rules: Rules) -> None:
    told = check(keys=KeysSeen(pressed=70, missing=("F1", "F2")))
    verdict = judge_check(told, rules.checks)
    assert verdict.level is Level.GOOD
    assert verdict.reasons[-1].nl() == "Niet gezien: F1, F2."
    assert verdict.figures["Toetsen gezien"].value == 70


def test_a_wrong_part_is_to_be_repaired_or_replaced(rules: Rules) -> None:
    verdict = judge_check(check("touchpad", "wrong", faults=("jumps",)), rules.checks)
    assert "herstel of vervang" in verdict.reasons[0].nl()


def test_figures_of_zero_are_shown(rules: Rules) -> None:
    verdict = judge_check(check("ports", "wrong", ports=PortsSeen()), rules.checks)
    assert verdict.figures["USB-poorten gezien"].value == 0


def test_every_fault_that_the_agent_offers_has_its_words() -> None:
    offered = {fault for faults in FAULTS.values() for fault in faults}
    assert offered <= set(_FAULTS)
    # ``not_found`` is offered where the machine shows nothing of the kind.
    assert set(_FAULTS) - offered == {"not_found"}


def test_they_stand_in_one_order_whatever_order_they_came_in(rules: Rules) -> None:
    told = [check("wifi"), check("keyboard"), check("screen")]
    parts = [verdict.part for verdict in judge_checks(told, rules.checks)]
    assert parts == ["keyboard", "panel", "wifi"]


def laptop(**parts: Any) -> Report:
    values: dict[str, Any] = {
        "id": "r",
        "made_at": "2026-01-01T00:00:00Z",
        "agent": Agent(version="1", root=True),
        "system": System(chassis="Notebook"),
        "cpu": Cpu(bits64=True),
        "memory": Memory(total_bytes=8 * 2**30),
        "screens": (Screen(internal=True, inches=14.0, width_px=1920, height_px=1080),),
        "disks": (Disk(name="sda", health=DiskHealth(passed=True, percentage_used=9)),),
        "batteries": (Battery(name="BAT0", design_mwh=50_000, full_mwh=45_000),),
        "windows11": Windows11(possible=True),
    }
    return Report(**(values | parts))


@pytest.mark.parametrize(
    ("checks", "grade", "reason"),
    [
        ((), "A", ""),
        ((check("keyboard"), check("screen")), "A", ""),
        ((check("camera", "skipped"),), "A", ""),
        ((check("camera", "not_present"),), "A", ""),
        ((check("camera", "wrong"),), "B", "De camera is niet goed genoeg."),
        ((check("screen", "wrong", faults=("dots",)),), "B", "Het beeld is niet goed genoeg."),
        ((check("touchpad", "wrong"),), "C", "De touchpad is niet goed genoeg."),
        ((check("keyboard", "wrong"),), "D", "Het toetsenbord is niet goed genoeg."),
        ((check("screen", "wrong"),), "D", "Het beeld is niet goed genoeg."),
    ],
)
def test_what_is_broken_lowers_the_grade_and_says_so(
    rules: Rules, checks: tuple[Check, ...], grade: str, reason: str
) -> None:
    judged = judge(laptop(checks=checks), rules)
    assert judged.grade.value == grade
    assert not reason or reason in [each.nl() for each in judged.grade.reasons]
    # A broken screen can be replaced: it says nothing of whom the machine is for.
    assert judged.use == judge(laptop(), rules).use


def test_answers_of_other_reports_take_the_place_of_its_own(rules: Rules) -> None:
    report = laptop(checks=(check("keyboard", "wrong"),))
    assert [each.level for each in judge(report, rules).checks] == [Level.REPLACE]
    assert [each.level for each in judge(report, rules, (check(),)).checks] == [Level.GOOD]
    assert judge(report, rules, ()).checks == ()

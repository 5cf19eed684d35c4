"""What a person does at a laptop itself: press keys, look, listen."""

from pathlib import Path

import pytest

from tests.bench.conftest import Look, Start
from tests.bench.machine import Build
from tests.bench.medium import Medium
from tests.bench.smbios import Smbios
from tests.bench.sound import Card
from tests.bench.waiting import until
from tests.bench.workshop import Workshop

pytestmark = pytest.mark.long

REPORTED_S = 600
ANSWERED_S = 120
#: In the menu; 1 is all of them.
_KEYBOARD, _SCREEN, _SOUND = "2", "3", "5"
_TYPED = "qwertyuiopasdfghjklzxcvbnm1234567890"


def test_the_checks(medium: Medium, workshop: Workshop, start: Start, look: Look, tmp_path: Path):
    """A keyboard with dead keys, a good screen, good sound; the answers are in the report."""
    sound = Card(tmp_path / "heard.wav")
    stick = medium.stick(**workshop.settings())
    build = Build(smbios=Smbios(serial="PFHAND1"), disks=(stick,), more=sound.arguments)
    machine = start(build)
    workshop.wait_for_report(machine, REPORTED_S)
    machine.press("1")
    look(machine, "menu")

    machine.press(_KEYBOARD, "1")
    look(machine, "keyboard")
    machine.type(_TYPED)
    look(machine, "keys")
    machine.hold("escape", 3)
    look(machine, "question")
    machine.press("2")
    look(machine, "fault")
    machine.press("2")

    machine.press(_SCREEN, "1")
    look(machine, "colour")
    machine.press(*["space"] * 5)
    machine.press("1")

    machine.press(_SOUND, "1")
    until("all tones", lambda: sound.sides() == {"left", "right", "both"}, ANSWERED_S)
    look(machine, "sound")
    machine.press("1", "escape")

    report = workshop.wait_for_report(machine, ANSWERED_S, beside=1)
    answers = {check["name"]: check for check in report["checks"]}
    assert {name: check["answer"] for name, check in answers.items()} == {
        "keyboard": "wrong",
        "screen": "good",
        "sound": "good",
    }
    assert answers["keyboard"]["faults"] == ["dead_keys"]
    assert answers["keyboard"]["keys"]["pressed"] == len(_TYPED) + 1  # and Escape
    assert "F1" in answers["keyboard"]["keys"]["missing"]
    look(machine, "after")
    machine.press("0")
    machine.wait_off(ANSWERED_S)

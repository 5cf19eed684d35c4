"""What the agent found badly is a question, until somebody answered it."""

from datetime import timedelta

import pytest

from atelier.db import now
from atelier.devices import faults
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Event
from atelier.web.repair.suggesting import suggest
from atelier.words import Sentence
from atelier.workshop.diagnosis.verdicts import Level, Part, Suggestion, Verdict, Verdicts


def verdict(part: Part, level: Level) -> Verdict:
    said = Sentence("Demo")
    return Verdict(part=part, name="", level=level, title=said, headline=said)


def verdicts(*parts: Verdict, checks: tuple[Verdict, ...] = ()) -> Verdicts:
    return Verdicts(
        parts=parts, grade=Suggestion(value=None), use=Suggestion(value=None), checks=checks
    )


@pytest.fixture
def laptop() -> Device:
    return Device(kind="laptop", diagnosed_at=now() - timedelta(hours=1))


def keys(*found: object) -> list[str]:
    return [one.problem.key for one in suggest(*found)]  # type: ignore[arg-type, call-arg]


def test_only_what_is_bad_is_asked(laptop: Device) -> None:
    told = verdicts(
        verdict("disk", Level.GOOD),
        verdict("battery", Level.REPLACE),
        verdict("memory", Level.WORN),
        verdict("screen", Level.REPLACE),
        checks=(verdict("panel", Level.WORN), verdict("sound", Level.UNKNOWN)),
    )
    assert keys(laptop, told, [], []) == ["battery", "screen"]


def test_two_bad_disks_are_one_question(laptop: Device) -> None:
    told = verdicts(verdict("disk", Level.REPLACE), verdict("disk", Level.REPLACE))
    assert keys(laptop, told, [], []) == ["disk"]


def test_what_was_answered_since_is_not_asked_again(laptop: Device) -> None:
    told = verdicts(verdict("battery", Level.REPLACE))
    answered = Event(kind=facts.FAULT_CLOSED, at=now(), data={"fault": "battery"})
    assert keys(laptop, told, [], [answered]) == []
    answered.at = now() - timedelta(days=2)
    assert keys(laptop, told, [], [answered]) == ["battery"]


def test_what_is_open_is_not_asked(laptop: Device) -> None:
    told = verdicts(verdict("battery", Level.REPLACE))
    known = faults.OpenFault(
        event_id=1,
        key="loan:1",
        problem="battery",
        blocking=True,
        source="desk",
        words="",
        detail="",
        since=now(),
        account_id=None,
    )
    assert keys(laptop, told, [known], []) == []


def test_a_screen_is_not_asked_for_its_battery(laptop: Device) -> None:
    laptop.kind = "screen"
    assert keys(laptop, verdicts(verdict("battery", Level.REPLACE)), [], []) == []
    assert keys(laptop, None, [], []) == []

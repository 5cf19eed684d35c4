"""What the machine itself found of a device: what a person need not be asked again."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.models import Device
from atelier.workshop.diagnosis import answers
from atelier.workshop.diagnosis import service as diagnosis
from atelier.workshop.inspection.checking.asking import Measured

_WORDS = {"good": "good", "wrong": "wrong", "not_present": "absent"}


def of(session: Session, device: Device) -> Measured:
    """By check at the machine, since the device last came in."""
    told = answers.latest(history.facts(history.events_of(session, device)))
    return {check.name: _WORDS[check.answer] for check in told if check.answer in _WORDS}


@dataclass(frozen=True, kw_only=True)
class Hardware:
    """``grade``: by what was measured; None where nothing was."""

    grade: str | None


def hardware_of(session: Session, device: Device) -> Hardware:
    report = diagnosis.latest_report(session, device)
    if report is None:
        return Hardware(grade=None)
    happened = history.facts(history.events_of(session, device))
    return Hardware(grade=diagnosis.judge_report(report, happened).grade.value)

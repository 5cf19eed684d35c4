"""What happened to a loan, in words: the last first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import format_date
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending.models import LendingEvent, Loan
from atelier.people import accounts
from atelier.web.lending import words
from atelier.words import N_, Sentence

Told = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Line:
    """What happened, by whom, and what there is to tell of it."""

    text: str
    at: datetime
    by: str | None
    detail: Sentence | None


def of(session: Session, loan: Loan) -> list[Line]:
    """In three queries."""
    events = session.scalars(
        sa.select(LendingEvent).where(LendingEvent.loan_id == loan.id).order_by(LendingEvent.id)
    ).all()
    names = accounts.names(session, {event.account_id for event in events if event.account_id})
    device = session.get_one(Device, loan.device_id)
    return [
        Line(
            text=words.EVENTS.get(event.kind, event.kind),
            at=event.at,
            by=names.get(event.account_id or 0),
            detail=_detail(event, device),
        )
        for event in reversed(events)
    ]


def _detail(event: LendingEvent, device: Device) -> Sentence | None:
    if event.kind == "handed_over" and device.name:
        return Sentence("%(name)s", {"name": device.name})
    return _DETAILS[event.kind](event.data) if event.kind in _DETAILS else None


def _day(told: str) -> str:
    return str(format_date(date.fromisoformat(told), "d MMMM yyyy"))


def _month(told: Told) -> Sentence:
    return Sentence(N_("maand %(number)s"), {"number": str(told["instalment"])})


_DETAILS: Mapping[str, Callable[[Told], Sentence]] = {
    "extended": lambda told: Sentence(N_("tot %(day)s"), {"day": _day(told["until"])}),
    "signed": lambda told: Sentence(words.SIGNED[told["how"]]),
    "mistake": lambda told: Sentence("%(note)s", {"note": told["note"]}),
    "called": lambda told: Sentence("%(day)s", {"day": _day(told["due_on"])}),
    "visit_planned": lambda told: Sentence("%(day)s", {"day": _day(told["day"])}),
    "visit_changed": lambda told: Sentence("%(day)s", {"day": _day(told["day"])}),
    "helper_chosen": lambda told: Sentence("%(name)s", {"name": told["name"]}),
    **dict.fromkeys(words.SETTLED, _month),
}

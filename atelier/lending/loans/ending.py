"""A loan comes to its end: the device is back, gone, or somebody's for good."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids, locking
from atelier.db import now, today
from atelier.devices import faults, inspections
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.lending import events
from atelier.lending.loans import instalments
from atelier.lending.loans.goods import LENT, RETURNED, Goods, lines
from atelier.lending.models import Loan
from atelier.lending.reservations import collecting
from atelier.people.actor import Actor
from atelier.stock import ledger, places
from atelier.stock.models import Place, PlaceKind, Posting
from atelier.words import N_

Gone = Literal["lost", "stolen", "given"]
_TO: Mapping[str, PlaceKind] = {
    "lost": PlaceKind.LOST,
    "stolen": PlaceKind.LOST,
    "given": PlaceKind.GIVEN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What came back, as it was looked at. ``articles``: how many of each by number.

    ``fault``: what is wrong with the device, in words; empty: nothing.
    """

    articles: Mapping[int, int] = field(default_factory=dict)
    answers: Mapping[str, bool] = field(default_factory=dict)
    fault: str = ""


def live(session: Session, device: Device) -> Loan:
    """The loan that the device is out on. Raises Conflict, saying where it is instead."""
    loan = session.scalar(
        sa.select(Loan).where(Loan.device_id == device.id, Loan.ended_at.is_(None))
    )
    if loan is None:
        here = ledger.place_of(session, device)
        raise Conflict(
            N_("Dit toestel is niet uitgeleend. Volgens ons staat het op %(place)s."),
            place=places.spoken(here),
        )
    return loan


def take_back(
    session: Session,
    loan: Loan,
    to: Place,
    back: Back,
    *,
    actor: Actor,
    client_id: str,
    how: Literal["returned", "swapped"] = "returned",
) -> None:
    """The device is at ``to``, where it waits to be looked at and wiped: nobody gets it before.

    Twice with one ``client_id`` (UUID) is once. Raises Conflict where the loan ended otherwise.
    """
    if not _begin(session, loan, client_id):
        return
    device = session.get_one(Device, loan.device_id)
    ledger.post(
        session,
        device,
        to,
        reason=RETURNED,
        actor=actor,
        client_id=ids.part(client_id, "device"),
    )
    inspections.end_loan(session, device, today(), actor=actor)
    Goods(session, loan, actor, client_id).bring_back(to, back.articles)
    if back.fault:
        faults.open(
            session,
            device,
            problem=faults.OTHER,
            key=f"loan:{loan.number}",
            source="desk",
            words=back.fault,
            actor=actor,
            client_id=ids.part(client_id, "fault"),
        )
    _end(session, loan, how, actor, client_id, answers=dict(back.answers))


def write_off(session: Session, loan: Loan, how: Gone, *, actor: Actor, client_id: str) -> None:
    """The device does not come back: lost, stolen, or given to whoever has it. Twice is once.

    What went along goes the same way.
    """
    if not _begin(session, loan, client_id):
        return
    account = places.virtual(session, loan.workshop_id, _TO[how])
    device = session.get_one(Device, loan.device_id)
    ledger.post(
        session, device, account, reason=how, actor=actor, client_id=ids.part(client_id, "device")
    )
    Goods(session, loan, actor, client_id).leave_with(account)
    _end(session, loan, how, actor, client_id)


def undo(session: Session, loan: Loan, *, note: str, actor: Actor, client_id: str) -> None:
    """The hand-over was a mistake: the device never left. Twice is once.

    What was collected with it is reserved again.

    Raises Invalid without a reason, Conflict where the loan ended otherwise.
    """
    if not note.strip():
        raise Invalid(N_("Zeg waarom: wat was er fout?"), field="note")
    locking.allocation(session, loan.workshop_id)  # what was collected is reserved again
    if not _begin(session, loan, client_id):
        return
    for posting in _postings(session, loan):
        ledger.correct(
            session,
            posting,
            note=note,
            actor=actor,
            client_id=ids.part(client_id, f"posting {posting.id}"),
            whole=True,
        )
    for line in lines(session, loan):
        line.returned = line.quantity
    _end(session, loan, "mistake", actor, client_id, note=note[:200])
    instalments.waive_rest(session, loan, date.min, actor=actor)
    device = session.get_one(Device, loan.device_id)
    collecting.bring_back(
        session, loan.organisation_id, device, actor=actor, client_id=loan.client_id
    )


def _begin(session: Session, loan: Loan, client_id: str) -> bool:
    """Whether there is something to do still. Raises Conflict where the loan ended otherwise."""
    session.refresh(loan, with_for_update=True)
    if events.known(session, loan.organisation_id, ids.part(client_id, "ended")):
        return False
    if loan.ended_at is not None:
        raise Conflict(N_("Uitlening %(number)s is al afgesloten."), number=loan.number)
    return True


def _end(session: Session, loan: Loan, how: str, actor: Actor, client_id: str, **told: Any) -> None:
    loan.ended_at, loan.ended_by_id, loan.ended_how = now(), actor.account_id, how
    if answers := told.get("answers"):
        loan.answers = answers
    session.flush()
    instalments.waive_rest(session, loan, today(), actor=actor)
    events.record(session, loan, how, actor=actor, client_id=ids.part(client_id, "ended"), **told)


def _postings(session: Session, loan: Loan) -> list[Posting]:
    """Those of the hand-over: of the device, and of articles by number (``atelier.locking``)."""
    parts = ["device", *(f"article {line.article_id}" for line in lines(session, loan))]
    made = [ids.part(loan.client_id, part) for part in parts]
    return list(
        session.scalars(
            sa.select(Posting)
            .where(
                Posting.organisation_id == loan.workshop_id,
                Posting.client_id.in_(made),
                Posting.reason == LENT,
            )
            .order_by(Posting.article_id.is_not(None), Posting.article_id)
        )
    )

"""Scans that a person still has to settle: refused, or answered with a question."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import now
from atelier.devices import recognition
from atelier.errors import Conflict, NotFound
from atelier.people.actor import Actor
from atelier.people.models import Account
from atelier.stock import places
from atelier.words import N_
from atelier.workshop.intake import answers, donations, service
from atelier.workshop.intake.models import Donation, IntakeScan

#: What lies there longer is found again with the device in hand, or not at all.
_RECENT = timedelta(days=30)
PAGE_SIZE = 50


def waiting(session: Session, organisation_id: int, size: int = PAGE_SIZE) -> Sequence[IntakeScan]:
    """Those of the last weeks that nobody settled, the oldest first."""
    return session.scalars(
        sa.select(IntakeScan)
        .where(*_open(organisation_id))
        .order_by(IntakeScan.at, IntakeScan.client_id)
        .limit(size)
    ).all()


def how_many(session: Session, organisation_id: int) -> int:
    counted = sa.select(sa.func.count()).select_from(IntakeScan).where(*_open(organisation_id))
    return session.scalar(counted) or 0


def get(session: Session, organisation_id: int, client_id: str) -> IntakeScan:
    """Raises NotFound, also for a scan of another organisation."""
    scan = service.find(session, organisation_id, ids.checked(client_id))
    if scan is None:
        raise NotFound(N_("Deze scan bestaat niet (meer)."))
    return scan


def donations_of(session: Session, scans: Sequence[IntakeScan]) -> dict[int, Donation]:
    wanted = sa.select(Donation).where(Donation.id.in_({scan.donation_id for scan in scans}))
    return {one.id: one for one in session.scalars(wanted)}


def names_of(session: Session, scans: Sequence[IntakeScan]) -> dict[int | None, str]:
    """Who scanned, by number."""
    wanted = {scan.account_id for scan in scans}
    rows = session.execute(sa.select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return dict(rows.all())


def choose(
    session: Session,
    *,
    organisation_id: int,
    client_id: str,
    actor: Actor,
    number: str | None = None,
    device_id: int | None = None,
    fresh: bool = False,
) -> IntakeScan:
    """What a person chose: that number, that device, a new one; none of them: it is tried again.

    The new scan that comes of it; where that asks again, the old question makes place for it.
    Raises Conflict when somebody settled it before.
    """
    recognition.hold(session, organisation_id)
    scan = get(session, organisation_id, client_id)
    chosen_id = ids.part(scan.client_id, "settled")
    if done := service.find(session, organisation_id, chosen_id):
        return done
    _refuse_settled(scan)
    asked = scan.answer.get("asked", {})
    return service.receive(
        session,
        organisation_id=organisation_id,
        client_id=chosen_id,
        code=number or scan.code,
        donation=donations.get(session, organisation_id, scan.donation_id),
        place=places.get(session, organisation_id, scan.place_id),
        kind=asked.get("kind", "laptop"),
        actor=actor,
        device_id=device_id,
        fresh=fresh,
        scrap=asked.get("scrap", False),
        settles=scan.client_id,
        scanned_at=scan.scanned_at or scan.at,
    )


def dismiss(session: Session, *, organisation_id: int, client_id: str, actor: Actor) -> IntakeScan:
    """Nothing has to be done about it. Twice is once."""
    recognition.hold(session, organisation_id)
    scan = get(session, organisation_id, client_id)
    service.settle(session, organisation_id, scan.client_id, actor)
    return scan


def _refuse_settled(scan: IntakeScan) -> None:
    if scan.settled_at is not None or scan.state == answers.RECEIVED:
        raise Conflict(N_("Dit is al uitgezocht door iemand anders."))


def _open(organisation_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        IntakeScan.organisation_id == organisation_id,
        IntakeScan.state != answers.RECEIVED,
        IntakeScan.settled_at.is_(None),
        IntakeScan.at > now() - _RECENT,
    )

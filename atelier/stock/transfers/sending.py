"""A transfer leaves: all that is in it is on its way, or nothing is."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids, locking
from atelier.db import now
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.people.actor import Actor
from atelier.stock import holds, places
from atelier.stock.ledger import post, post_articles
from atelier.stock.models import Article, Place, PlaceKind, Transfer, TransferLine
from atelier.stock.transfers.packing import blockers
from atelier.stock.transfers.standing import State, hold, lines, state_of
from atelier.words import N_

SENT = "sent"


def send(session: Session, transfer: Transfer, *, actor: Actor) -> None:
    """Twice is once. Raises Invalid when it is empty, Conflict while something blocks it."""
    locking.allocation(session, transfer.organisation_id)  # it moves many devices
    session.refresh(transfer, with_for_update=True)
    if state_of(transfer) in (State.UNDERWAY, State.RECEIVED):
        return
    hold(session, transfer, State.PACKING)
    packed = lines(session, transfer)
    if not packed:
        raise Invalid(N_("Er zit nog niets in deze zending. Scan eerst wat meegaat."))
    holds.keep_still(session, [line.device_id for line in packed if line.device_id])
    if stuck := blockers(session, transfer):
        raise Conflict(
            N_("%(count)s toestellen kunnen niet mee. Haal ze eruit, of los het eerst op."),
            count=len(stuck),
        )
    for line in sorted(packed, key=_by_number):
        _on_its_way(session, transfer, line, actor)
    transfer.sent_at, transfer.sent_by_id = now(), actor.account_id
    session.flush()


def _by_number(line: TransferLine) -> tuple[int, int]:
    """Devices, then articles: the order of locks (``atelier.locking``)."""
    return line.article_id or 0, line.device_id or 0


def _on_its_way(session: Session, transfer: Transfer, line: TransferLine, actor: Actor) -> None:
    transit = places.virtual(session, transfer.organisation_id, PlaceKind.TRANSIT)
    client_id = ids.part(transfer.client_id, f"sent {line.id}")
    if line.article_id is not None:
        post_articles(
            session,
            session.get_one(Article, line.article_id),
            line.quantity,
            origin=session.get_one(Place, transfer.from_place_id),
            to=transit,
            reason=SENT,
            actor=actor,
            client_id=client_id,
        )
        return
    device = session.scalars(sa.select(Device).where(Device.id == line.device_id)).one()
    post(session, device, transit, reason=SENT, actor=actor, client_id=client_id)

"""One line of the ledger, of a device or of an article."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.errors import Conflict, NotFound
from atelier.people.actor import Actor
from atelier.people.models import Organisation
from atelier.stock import places
from atelier.stock.models import Place, PlaceKind, Posting
from atelier.words import N_

CLOSED = N_("De plaats %(name)s is gesloten. Kies een andere.")
ALREADY_DONE = N_("Deze verplaatsing is al gedaan. Open de pagina opnieuw.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is said of a move, whatever it moves. ``client_id``: UUID made by whoever asked.

    ``weight_g``: in grams.
    """

    reason: str
    actor: Actor
    client_id: str
    at: datetime | None = None
    note: str | None = None
    weight_g: int | None = None
    corrects: Posting | None = None

    def write(
        self,
        session: Session,
        organisation_id: int,
        origin: Place,
        to: Place,
        *,
        device_id: int | None = None,
        article_id: int | None = None,
        quantity: int = 1,
    ) -> Posting:
        """Not flushed yet."""
        posting = Posting(
            organisation_id=organisation_id,
            client_id=self.client_id,
            device_id=device_id,
            article_id=article_id,
            quantity=quantity,
            from_place_id=origin.id,
            to_place_id=to.id,
            reason=self.reason,
            note=self.note,
            weight_g=self.weight_g,
            corrects_id=self.corrects.id if self.corrects else None,
            at=self.at or now(),
            account_id=self.actor.account_id,
            station_id=self.actor.station_id,
        )
        session.add(posting)
        return posting


def by_client_id(session: Session, organisation_id: int, client_id: str) -> Posting | None:
    return session.scalar(
        sa.select(Posting).where(
            Posting.organisation_id == organisation_id, Posting.client_id == client_id
        )
    )


def refuse_strange(session: Session, organisation_id: int, place: Place) -> None:
    """Things of a workshop stand at its own places, and at those of whom it serves.

    Raises NotFound.
    """
    if place.organisation_id == organisation_id:
        return
    keeper = session.get_one(Organisation, place.organisation_id)
    if keeper.served_by_id != organisation_id or not PlaceKind(place.kind).physical:
        raise NotFound(places.UNKNOWN)


def hold_open(session: Session, place: Place) -> None:
    """No place closes while something comes in (``refuse_closed`` says so of one that is)."""
    session.refresh(place, ["active"], with_for_update={"read": True})


def refuse_closed(place: Place) -> None:
    """Raises Conflict."""
    if not place.active:
        raise Conflict(CLOSED, name=place.name)

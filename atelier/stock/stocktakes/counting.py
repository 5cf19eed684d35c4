"""The count while it goes on: opened, and scanned by as many people as come."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.people.actor import Actor
from atelier.stock import tree
from atelier.stock.ledger import place_of
from atelier.stock.models import Article, Place, PlaceKind, Stocktake, StocktakeScan
from atelier.words import N_


def open_one(
    session: Session, *, organisation_id: int, place: Place, actor: Actor, client_id: str
) -> Stocktake:
    """The count of ``place`` and all in it; one that is open already is gone on with, by anybody.

    ``organisation_id``: the one with the workshop. Raises Conflict for a closed place.
    """
    session.refresh(place, with_for_update=True)
    if not PlaceKind(place.kind).physical:
        raise Invalid(N_("Kies een plaats in de lijst."), field="place")
    if not place.active:
        raise Conflict(N_("De plaats %(name)s is gesloten. Kies een andere."), name=place.name)
    known = session.scalar(
        sa.select(Stocktake).where(
            sa.or_(
                sa.and_(
                    Stocktake.organisation_id == organisation_id, Stocktake.client_id == client_id
                ),
                sa.and_(Stocktake.place_id == place.id, Stocktake.closed_at.is_(None)),
            )
        )
    )
    if known is not None:
        return known
    stocktake = Stocktake(
        organisation_id=organisation_id,
        client_id=client_id,
        place_id=place.id,
        opened_by_id=actor.account_id,
    )
    session.add(stocktake)
    session.flush()
    return stocktake


def scan(
    session: Session, stocktake: Stocktake, device: Device, *, actor: Actor, client_id: str
) -> StocktakeScan:
    """Notes that the device was seen here. Seen by two people, or sent twice, it counts once.

    Raises Conflict once the count is closed.
    """
    _hold_open(session, stocktake)
    known = session.scalar(
        sa.select(StocktakeScan).where(
            StocktakeScan.stocktake_id == stocktake.id, StocktakeScan.device_id == device.id
        )
    )
    if known is not None:
        return known
    here = place_of(session, device)
    return _note(
        session,
        StocktakeScan(
            stocktake_id=stocktake.id,
            client_id=client_id,
            device_id=device.id,
            expected_place_id=here.id if here else None,
            account_id=actor.account_id,
        ),
    )


def count(
    session: Session,
    stocktake: Stocktake,
    article: Article,
    quantity: int,
    *,
    actor: Actor,
    client_id: str,
) -> StocktakeScan:
    """Notes that so many were counted, beside what was counted before; ``client_id`` counts once.

    Raises Invalid below zero, Conflict once the count is closed.
    """
    _hold_open(session, stocktake)
    if quantity < 0:
        raise Invalid(N_("Geef een aantal van 0 of meer."), field="quantity")
    known = session.scalar(
        sa.select(StocktakeScan).where(
            StocktakeScan.stocktake_id == stocktake.id, StocktakeScan.client_id == client_id
        )
    )
    return known or _note(
        session,
        StocktakeScan(
            stocktake_id=stocktake.id,
            client_id=client_id,
            article_id=article.id,
            quantity=quantity,
            account_id=actor.account_id,
        ),
    )


def is_here(session: Session, stocktake: Stocktake, seen: StocktakeScan) -> bool:
    """Whether what was seen is where it belongs: in the place that is counted, or in it."""
    if seen.expected_place_id is None:
        return False
    counted = session.get_one(Place, stocktake.place_id)
    return tree.is_below(session, session.get_one(Place, seen.expected_place_id), counted)


def _note(session: Session, seen: StocktakeScan) -> StocktakeScan:
    session.add(seen)
    session.flush()
    return seen


def _hold_open(session: Session, stocktake: Stocktake) -> None:
    """Several count at once, but nobody while it is closed. Raises Conflict."""
    session.refresh(stocktake, with_for_update=True)
    if stocktake.closed_at is not None:
        raise Conflict(N_("Deze telling is afgesloten. Begin een nieuwe."))

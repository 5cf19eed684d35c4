"""The one door through which things that are counted move."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock
from atelier.errors import Conflict, Invalid
from atelier.people.actor import Actor
from atelier.stock import places
from atelier.stock.ledger.entry import (
    ALREADY_DONE,
    Entry,
    by_client_id,
    hold_open,
    refuse_closed,
    refuse_strange,
)
from atelier.stock.ledger.gates import FACTUAL
from atelier.stock.models import Article, Balance, PartHold, Place, PlaceKind, Posting
from atelier.words import N_

#: More than this at once is a slip of the scanner: a serial number typed where a count belongs.
MOST = 10_000


def post_articles(
    session: Session,
    article: Article,
    quantity: int,
    *,
    origin: Place,
    to: Place,
    reason: str,
    actor: Actor,
    client_id: str,
    at: datetime | None = None,
    note: str | None = None,
    weight_g: int | None = None,
    corrects: Posting | None = None,
) -> Posting:
    """Moves so many of ``article``. The same ``client_id`` (UUID of whoever asked) moves once.

    Raises Invalid for a quantity below one or beyond ``MOST``, NotFound for a place of another
    organisation, Conflict where there are not so many, a place is closed, or ``client_id`` stands
    for another move.
    """
    for place in (origin, to):
        refuse_strange(session, article.organisation_id, place)
    if not 1 <= quantity <= MOST:
        raise Invalid(N_("Geef een aantal van 1 tot %(most)s."), field="quantity", most=MOST)
    keep_articles_still(session, [article.id])
    if known := by_client_id(session, article.organisation_id, client_id):
        return _same_move(known, article, quantity, origin, to)
    if origin.id == to.id:
        raise Invalid(N_("Dit staat er al. Kies een andere plaats."), field="place")
    hold_open(session, to)
    refuse_closed(to)
    if reason not in FACTUAL:
        _refuse_kept(session, article, quantity, origin)
    _move(session, article, quantity, origin, to)
    entry = Entry(
        reason=reason,
        actor=actor,
        client_id=client_id,
        at=at,
        note=note,
        weight_g=weight_g,
        corrects=corrects,
    )
    posting = entry.write(
        session,
        article.organisation_id,
        origin,
        to,
        article_id=article.id,
        quantity=quantity,
    )
    session.flush()
    return posting


def keep_articles_still(session: Session, article_ids: Iterable[int]) -> None:
    """Whoever else moves some of one of these waits until this transaction ends."""
    for number in sorted(article_ids):
        lock(session, key_of("article", str(number)))


def _same_move(
    known: Posting, article: Article, quantity: int, origin: Place, to: Place
) -> Posting:
    asked = (article.id, quantity, origin.id, to.id)
    if (known.article_id, known.quantity, known.from_place_id, known.to_place_id) != asked:
        raise Conflict(ALREADY_DONE)
    return known


def _refuse_kept(session: Session, article: Article, quantity: int, origin: Place) -> None:
    """What is kept for a repair is not taken for anything else."""
    if not PlaceKind(origin.kind).physical:
        return
    kept = session.scalar(
        sa.select(sa.func.sum(PartHold.quantity)).where(
            PartHold.article_id == article.id,
            PartHold.place_id == origin.id,
            PartHold.settled_at.is_(None),
        )
    )
    if not kept:
        return
    here = _balance(session, article, origin).quantity
    if here >= quantity > here - kept:
        raise Conflict(
            N_(
                "Op %(place)s: %(kept)s × %(name)s wacht op een herstelling. Neem er minder, of"
                " haal ze daar eerst af."
            ),
            field="quantity",
            place=places.spoken(origin),
            kept=kept,
            name=article.name,
        )


def _move(session: Session, article: Article, quantity: int, origin: Place, to: Place) -> None:
    taken, given = (_balance(session, article, place) for place in (origin, to))
    if taken.physical and taken.quantity < quantity:
        raise Conflict(
            N_("Op %(place)s: nog %(count)s × %(name)s. Tel na, of kies een andere plaats."),
            field="quantity",
            place=places.spoken(origin),
            count=taken.quantity,
            name=article.name,
        )
    taken.quantity -= quantity
    given.quantity += quantity


def _balance(session: Session, article: Article, place: Place) -> Balance:
    key = (place.id, article.id)
    found = session.get(Balance, key, populate_existing=True, with_for_update=True)
    if found is None:
        found = Balance(
            place_id=place.id,
            article_id=article.id,
            quantity=0,
            physical=PlaceKind(place.kind).physical,
        )
        session.add(found)
        session.flush()
    return found

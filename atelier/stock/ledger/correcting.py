"""A mistake is put right by a counter-entry, with its reason."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.people.actor import Actor
from atelier.people.text import tidy
from atelier.stock.ledger.articles import post_articles
from atelier.stock.ledger.entry import by_client_id
from atelier.stock.ledger.posting import post
from atelier.stock.models import Article, Place, PlaceKind, Posting
from atelier.words import N_

CORRECTED = "corrected"
LONGEST = 300
_PART_OF = {
    PlaceKind.LENT: N_("Dit hoort bij een uitlening. Draai die zelf terug, of neem het terug."),
    PlaceKind.TRANSIT: N_("Dit hoort bij een zending. Zeg daar wat ervan geworden is."),
    PlaceKind.INSTALLED: N_("Dit hoort bij een herstelling. Leg het onderdeel op die kaart terug."),
    PlaceKind.MERGED: N_("Dit hoort bij een samenvoeging van twee toestellen."),
    PlaceKind.GIVEN: N_(
        "Deze verplaatsing kan hier niet terug: ze hoort bij een uitlening, een zending of"
        " een schenking, of er is daarna nog iets gebeurd."
    ),
}


def correct(
    session: Session,
    posting: Posting,
    *,
    note: str,
    actor: Actor,
    client_id: str,
    whole: bool = False,
) -> Posting:
    """Takes ``posting`` back: what it moved is where it was. Twice with one ``client_id`` is once.

    ``whole``: the loan, gift or transfer that it is part of is taken back with it. Raises Invalid
    without a reason, Conflict where it was taken back already, where the device has moved on since,
    or where it is part of more than itself.
    """
    _hold_still(session, posting)
    if known := by_client_id(session, posting.organisation_id, client_id):
        return known
    note = tidy(note)[:LONGEST]
    if not note:
        raise Invalid(N_("Zeg waarom: wat was er fout?"), field="note")
    back = session.get_one(Place, posting.from_place_id)
    if not whole:
        _refuse_part(back, session.get_one(Place, posting.to_place_id))
    if posting.article_id is not None:
        return _articles_back(session, posting, back, note=note, actor=actor, client_id=client_id)
    _refuse_moved_on(session, posting)
    done = post(
        session,
        session.get_one(Device, posting.device_id),
        back,
        reason=CORRECTED,
        actor=actor,
        client_id=client_id,
        note=note,
        corrects=posting,
    )
    assert done is not None  # noqa: S101 - a posting moves, so its counter-entry does
    return done


def _hold_still(session: Session, posting: Posting) -> None:
    """Two who take it back at once wait for each other."""
    if posting.article_id is not None:
        lock(session, key_of("article", str(posting.article_id)))
        return
    of_device = sa.select(Device.id).where(Device.id == posting.device_id)
    session.execute(of_device.with_for_update(key_share=True))


def _refuse_part(*places: Place) -> None:
    """By itself it would leave a loan, a gift or a transfer that says something else."""
    for place in places:
        if place.kind in _PART_OF:
            raise Conflict(_PART_OF[PlaceKind(place.kind)])


def _articles_back(
    session: Session, posting: Posting, back: Place, *, note: str, actor: Actor, client_id: str
) -> Posting:
    article = session.get_one(Article, posting.article_id)
    taken_back = sa.select(Posting.id).where(Posting.corrects_id == posting.id)
    if session.scalar(taken_back) is not None:
        raise Conflict(N_("Deze verplaatsing is al teruggedraaid."))
    return post_articles(
        session,
        article,
        posting.quantity,
        origin=session.get_one(Place, posting.to_place_id),
        to=back,
        reason=CORRECTED,
        actor=actor,
        client_id=client_id,
        note=note,
        corrects=posting,
    )


def _refuse_moved_on(session: Session, posting: Posting) -> None:
    last = session.scalar(
        sa.select(sa.func.max(Posting.id)).where(Posting.device_id == posting.device_id)
    )
    if last != posting.id:
        raise Conflict(
            N_("Dit toestel is daarna nog verplaatst. Draai eerst de laatste verplaatsing terug.")
        )

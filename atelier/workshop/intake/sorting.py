"""What came with a donation without a tag: articles that are counted, scrap by its weight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import key_of, lock, now
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.stock import ledger, places
from atelier.stock.models import Article, Place, PlaceKind, Posting
from atelier.words import N_
from atelier.workshop.intake.models import CameAlong, Donation

#: Kinds of scrap by the bins of a recycling park, in the order in which they are offered.
SCRAP: Mapping[str, str] = {
    "computers": N_("Computers"),
    "screens": N_("Schermen"),
    "cables": N_("Kabels en laders"),
    "batteries": N_("Batterijen"),
    "small": N_("Kleine toestellen"),
    "other": N_("Iets anders"),
}
SCRAP_ICONS: Mapping[str, str] = {
    "computers": "pc-display",
    "screens": "display",
    "cables": "usb-plug",
    "batteries": "battery-half",
    "small": "mouse",
    "other": "box",
}
#: In grams. A pallet weighs less: more is a comma forgotten.
MOST_G = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Along:
    """Of one donation: pieces by article, grams by kind of scrap."""

    articles: Sequence[tuple[Article, int]] = ()
    scrap: Mapping[str, int] = field(default_factory=dict)

    @property
    def pieces(self) -> int:
        return sum(count for _, count in self.articles)

    @property
    def scrap_g(self) -> int:
        return sum(self.scrap.values())


def count(
    session: Session,
    *,
    client_id: str,
    donation: Donation,
    article: Article,
    quantity: int,
    place: Place,
    actor: Actor,
    scanned_at: datetime | None = None,
) -> CameAlong:
    """So many of an article came in at ``place``. The same ``client_id`` counts once.

    Raises Conflict for a donation or a place that is closed, Invalid for a quantity that is none.
    """
    line, known = _line(session, client_id, donation, actor, scanned_at)
    if known:
        return line
    donor = places.virtual(session, donation.organisation_id, PlaceKind.DONOR)
    ledger.post_articles(
        session,
        article,
        quantity,
        origin=donor,
        to=place,
        reason="intake",
        actor=actor,
        client_id=line.client_id,
    )
    line.article_id, line.place_id, line.quantity = article.id, place.id, quantity
    return _kept(session, line)


def weigh(
    session: Session,
    *,
    client_id: str,
    donation: Donation,
    scrap: str,
    weight_g: int,
    actor: Actor,
    scanned_at: datetime | None = None,
) -> CameAlong:
    """So much scrap of one kind came with the donation. The same ``client_id`` counts once.

    Raises Invalid for an unknown kind or a weight that cannot be, Conflict for a closed donation.
    """
    if scrap not in SCRAP:
        raise Invalid(N_("Kies wat voor schroot het is."), field="scrap")
    if not 0 < weight_g <= MOST_G:
        raise Invalid(N_("Vul een gewicht in tussen 0,1 en 1000 kilo."), field="weight_g")
    line, known = _line(session, client_id, donation, actor, scanned_at)
    if known:
        return line
    line.scrap, line.weight_g, line.quantity = scrap, weight_g, 1
    return _kept(session, line)


def undo(session: Session, *, organisation_id: int, client_id: str, actor: Actor) -> CameAlong:
    """Takes one line back; articles go back by a counter-entry. Twice is once.

    Raises NotFound, or Conflict where the articles are not there any more.
    """
    client_id = ids.checked(client_id)
    lock(session, key_of("came along", client_id))
    line = session.get(CameAlong, (organisation_id, client_id))
    if line is None:
        raise NotFound(N_("Deze scan is niet ontvangen. Er is niets om terug te draaien."))
    if line.undone_at is not None:
        return line
    posting = ledger.by_client_id(session, organisation_id, client_id)
    if posting is not None:
        _back(session, posting, actor)
    line.undone_at = now()
    session.flush()
    return line


def of(session: Session, donation: Donation) -> Along:
    """What came along with the donation, in two queries."""
    lines = (CameAlong.donation_id == donation.id, CameAlong.undone_at.is_(None))
    pieces = session.execute(
        sa.select(Article, sa.func.sum(CameAlong.quantity))
        .join(Article, Article.id == CameAlong.article_id)
        .where(*lines)
        .group_by(Article.id)
        .order_by(Article.kind, Article.name)
    )
    weights = session.execute(
        sa.select(CameAlong.scrap, sa.func.sum(CameAlong.weight_g))
        .where(*lines, CameAlong.scrap.is_not(None))
        .group_by(CameAlong.scrap)
    )
    grams = {kind: int(weight or 0) for kind, weight in weights}
    return Along(
        articles=[(article, int(quantity)) for article, quantity in pieces],
        scrap={kind: grams[kind] for kind in SCRAP if kind in grams},
    )


def _line(
    session: Session, client_id: str, donation: Donation, actor: Actor, scanned_at: datetime | None
) -> tuple[CameAlong, bool]:
    """The line of that id, and whether it was there already."""
    client_id = ids.checked(client_id)
    lock(session, key_of("came along", client_id))
    known = session.get(CameAlong, (donation.organisation_id, client_id))
    if known is not None:
        return known, True
    if donation.closed_at is not None:
        raise Conflict(N_("Deze schenking is gesloten. Kies een andere, of open ze weer."))
    line = CameAlong(
        organisation_id=donation.organisation_id,
        client_id=client_id,
        donation_id=donation.id,
        account_id=actor.account_id,
        at=now(),
        scanned_at=scanned_at,
    )
    return line, False


def _kept(session: Session, line: CameAlong) -> CameAlong:
    session.add(line)
    session.flush()
    return line


def _back(session: Session, posting: Posting, actor: Actor) -> None:
    ledger.correct(
        session,
        posting,
        note="intake",
        actor=actor,
        client_id=ids.part(posting.client_id, "undo"),
    )

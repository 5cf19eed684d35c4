"""The end of a count: now the ledger follows what was seen."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids, locking
from atelier.db import now
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.stock import holds, places, tree
from atelier.stock.ledger import keep_articles_still, places_of, post, post_articles
from atelier.stock.models import Article, Balance, Place, PlaceKind, Stocktake
from atelier.stock.stocktakes.standing import COUNTED, Standing, standing


def close(session: Session, stocktake: Stocktake, *, actor: Actor) -> None:
    """What was not seen is missing, what was is here; twice is once.

    Whatever moved while people counted is left as it is, and so are articles that nobody counted.
    """
    locking.allocation(session, stocktake.organisation_id)  # it moves many devices
    session.refresh(stocktake, with_for_update=True)
    if stocktake.closed_at is not None:
        return
    before = standing(session, stocktake)
    _keep_still(session, before)
    told = standing(session, stocktake)
    closing = _Closing(session, stocktake, actor)
    missing = {device.id for device in before.missing}
    for device in told.missing:
        if device.id in missing:
            closing.move(device, closing.lost)
    for device in _still_elsewhere(session, told):
        closing.move(device, closing.counted)
    for article, expected, seen in sorted(told.articles, key=lambda row: row[0].id):
        closing.even_out(article, seen - expected)
    stocktake.closed_at, stocktake.closed_by_id = now(), actor.account_id
    session.flush()


class _Closing:
    """One count that comes to its end."""

    def __init__(self, session: Session, stocktake: Stocktake, actor: Actor) -> None:
        self.session, self.stocktake, self.actor = session, stocktake, actor
        self.lost = places.virtual(session, stocktake.organisation_id, PlaceKind.LOST)
        self.counted = session.get_one(Place, stocktake.place_id)

    def move(self, device: Device, to: Place) -> None:
        client_id = self._part(f"device {device.id}")
        post(self.session, device, to, reason=COUNTED, actor=self.actor, client_id=client_id)

    def even_out(self, article: Article, more: int) -> None:
        """What is too many was missing before; what is short goes there, from here, then below."""
        if more > 0:
            self._move_articles(article, more, self.lost, self.counted)
        short = -more
        for place, quantity in self._balances(article) if short > 0 else ():
            taken = min(short, quantity)
            if taken:
                self._move_articles(article, taken, place, self.lost)
            short -= taken

    def _move_articles(self, article: Article, quantity: int, origin: Place, to: Place) -> None:
        post_articles(
            self.session,
            article,
            quantity,
            origin=origin,
            to=to,
            reason=COUNTED,
            actor=self.actor,
            client_id=self._part(f"article {article.id} {origin.id}"),
        )

    def _balances(self, article: Article) -> list[tuple[Place, int]]:
        rows = self.session.execute(
            sa.select(Place, Balance.quantity)
            .join(Balance, Balance.place_id == Place.id)
            .where(Balance.article_id == article.id, Place.id.in_(tree.below(self.counted)))
            .order_by(Place.id != self.counted.id, Place.id)
        )
        return [(place, quantity) for place, quantity in rows]

    def _part(self, what: str) -> str:
        return ids.part(self.stocktake.client_id, f"{COUNTED} {what}")


def _keep_still(session: Session, told: Standing) -> None:
    """Nothing of this moves any more: what moved in the last moment is seen by who looks again."""
    elsewhere = [device for device, _ in told.elsewhere]
    holds.keep_still(session, [device.id for device in (*told.missing, *elsewhere)])
    keep_articles_still(session, [article.id for article, _, _ in told.articles])


def _still_elsewhere(session: Session, told: Standing) -> Sequence[Device]:
    """Those that are where they were when they were seen here."""
    here = places_of(session, [device.id for device, _ in told.elsewhere])
    return [device for device, there in told.elsewhere if here.get(device.id) == there]

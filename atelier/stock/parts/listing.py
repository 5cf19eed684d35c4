"""What parts there are: in house, kept, free, and used; what runs out stands first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.paging import Page, cut
from atelier.stock.models import Article, Balance, PartHold, Place, PlaceKind, Posting
from atelier.stock.models.article import PARTS

PAGE_SIZE = 50
#: Over so long is reckoned how many are used a month.
_MONTHS, _LATELY = 3, timedelta(days=91)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``stock`` lies in house, ``kept`` of it is for repairs under way."""

    article: Article
    stock: int
    kept: int

    @property
    def free(self) -> int:
        return self.stock - self.kept

    @property
    def is_low(self) -> bool:
        return self.article.minimum is not None and self.free < self.article.minimum


def page(
    session: Session, organisation_id: int, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Row]:
    """First what is below its minimum, then by kind and name."""
    stock, kept = _stock(), _kept()
    rank = sa.case((stock - kept < Article.minimum, 0), else_=1)
    in_order = (rank, Article.kind, sa.func.lower(Article.name), Article.id)
    wanted = sa.select(Article, stock, kept).where(_is_part(organisation_id))
    last = _one(session, organisation_id, after) if after else None
    if last is not None:
        reached = sa.tuple_(
            sa.literal(0 if last.is_low else 1),
            sa.literal(last.article.kind),
            sa.func.lower(last.article.name),
            sa.literal(last.article.id),
        )
        wanted = wanted.where(sa.tuple_(*in_order) > reached)
    found = session.execute(wanted.order_by(*in_order).limit(size + 1))
    rows = [Row(article=article, stock=here, kept=held) for article, here, held in found]
    return cut(rows, [row.article.id for row in rows], size)


def free_of(session: Session, organisation_id: int) -> list[Row]:
    """Those of which one is free, by kind and name."""
    stock, kept = _stock(), _kept()
    wanted = (
        sa.select(Article, stock, kept)
        .where(_is_part(organisation_id), Article.active, stock - kept > 0)
        .order_by(Article.kind, sa.func.lower(Article.name))
        .limit(200)
    )
    return [Row(article=one, stock=here, kept=held) for one, here, held in session.execute(wanted)]


def below_minimum(session: Session, organisation_id: int) -> int:
    """How many sorts have to be found or bought."""
    wanted = (
        sa.select(sa.func.count())
        .select_from(Article)
        .where(_is_part(organisation_id), _stock() - _kept() < Article.minimum)
    )
    return session.scalar(wanted) or 0


def used_per_month(session: Session, articles: Iterable[Article]) -> Mapping[int, float]:
    """How many of each were built in a month, lately; in one query."""
    rows = session.execute(
        sa.select(Posting.article_id, sa.func.sum(Posting.quantity))
        .join(Place, Place.id == Posting.to_place_id)
        .where(
            Posting.article_id.in_([article.id for article in articles]),
            Place.kind == PlaceKind.INSTALLED,
            Posting.at > now() - _LATELY,
        )
        .group_by(Posting.article_id)
    )
    return {int(article_id or 0): round(float(count) / _MONTHS, 1) for article_id, count in rows}


def _is_part(organisation_id: int) -> sa.ColumnElement[bool]:
    """Of a kind that is built in; or anything that is watched."""
    sort = sa.or_(Article.kind.in_([kind.value for kind in PARTS]), Article.minimum.is_not(None))
    return sa.and_(Article.organisation_id == organisation_id, sort)


def _stock() -> sa.ScalarSelect[int]:
    """In the workshop's own places: what stands at a desk is for its borrowers."""
    return (
        sa.select(sa.func.coalesce(sa.func.sum(Balance.quantity), 0))
        .join(Place, Place.id == Balance.place_id)
        .where(
            Balance.article_id == Article.id,
            Balance.physical,
            Place.organisation_id == Article.organisation_id,
            Place.kind.not_in([PlaceKind.DESK, PlaceKind.EQUIPMENT]),
        )
        .scalar_subquery()
    )


def _kept() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.coalesce(sa.func.sum(PartHold.quantity), 0))
        .where(PartHold.article_id == Article.id, PartHold.settled_at.is_(None))
        .scalar_subquery()
    )


def _one(session: Session, organisation_id: int, article_id: int) -> Row | None:
    wanted = sa.select(Article, _stock(), _kept()).where(
        Article.id == article_id, Article.organisation_id == organisation_id
    )
    found = session.execute(wanted).first()
    return Row(article=found[0], stock=found[1], kept=found[2]) if found else None

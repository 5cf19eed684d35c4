"""The sorts of things that are counted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock
from atelier.errors import Conflict, Invalid, NotFound
from atelier.paging import Page, cut
from atelier.people.text import tidy
from atelier.stock.models import Article, ArticleKind, Balance, Place, Posting
from atelier.words import N_

KIND_NAMES: dict[ArticleKind, str] = {
    ArticleKind.CHARGER: N_("Lader"),
    ArticleKind.BAG: N_("Tas"),
    ArticleKind.MOUSE: N_("Muis"),
    ArticleKind.HEADSET: N_("Hoofdtelefoon"),
    ArticleKind.CABLE: N_("Kabel"),
    ArticleKind.MEMORY: N_("Geheugen"),
    ArticleKind.DISK: N_("Schijf"),
    ArticleKind.BATTERY: N_("Batterij"),
    ArticleKind.SCREEN: N_("Scherm"),
    ArticleKind.KEYBOARD: N_("Toetsenbord"),
    ArticleKind.FAN: N_("Ventilator"),
    ArticleKind.NETWORK: N_("Netwerkkaart"),
    ArticleKind.ADAPTER: N_("Verloopstuk"),
    ArticleKind.OTHER: N_("Iets anders"),
}

KIND_ICONS: dict[ArticleKind, str] = {
    ArticleKind.CHARGER: "plug",
    ArticleKind.BAG: "bag",
    ArticleKind.MOUSE: "mouse",
    ArticleKind.HEADSET: "headphones",
    ArticleKind.CABLE: "usb-symbol",
    ArticleKind.MEMORY: "memory",
    ArticleKind.DISK: "device-hdd",
    ArticleKind.BATTERY: "battery-half",
    ArticleKind.SCREEN: "display",
    ArticleKind.KEYBOARD: "keyboard",
    ArticleKind.FAN: "fan",
    ArticleKind.NETWORK: "wifi",
    ArticleKind.ADAPTER: "usb-c",
    ArticleKind.OTHER: "box",
}

PAGE_SIZE = 50
UNKNOWN = N_("Dit artikel bestaat niet (meer). Kies een ander.")


def create(
    session: Session,
    *,
    organisation_id: int,
    kind: ArticleKind,
    name: str,
    client_id: str | None = None,
) -> Article:
    """A new sort of thing; the same ``client_id`` (UUID of the form) makes it once.

    Raises Invalid without a name, Conflict when the name is taken.
    """
    name = tidy(name)[:80]
    if not name:
        raise Invalid(N_("Geef het artikel een naam."), field="name")
    lock(session, key_of("articles", str(organisation_id)))
    known = _by_client_id(session, organisation_id, client_id)
    if known is not None and known.name == name:
        return known
    taken = sa.select(Article.id).where(
        Article.organisation_id == organisation_id, Article.name == name
    )
    if session.scalar(taken) is not None:
        raise Conflict(N_("Het artikel %(name)s bestaat al."), field="name", name=name)
    article = Article(
        organisation_id=organisation_id,
        client_id=None if known else client_id,  # a form gone back to, for another article
        kind=kind.value,
        name=name,
    )
    session.add(article)
    session.flush()
    return article


def named(
    session: Session,
    *,
    organisation_id: int,
    kind: ArticleKind,
    name: str,
    fits: str = "",
    spec: str = "",
) -> Article:
    """The sort of this name; a new one of this kind where there is none yet."""
    lock(session, key_of("articles", str(organisation_id)))
    known = session.scalar(
        sa.select(Article).where(
            Article.organisation_id == organisation_id, Article.name == tidy(name)[:80]
        )
    )
    if known is not None:
        return known
    made = create(session, organisation_id=organisation_id, kind=kind, name=name)
    made.fits, made.spec = tidy(fits)[:200], tidy(spec)[:80]
    session.flush()
    return made


def get(session: Session, organisation_id: int, article_id: int) -> Article:
    article = session.get(Article, article_id)
    if article is None or article.organisation_id != organisation_id:
        raise NotFound(UNKNOWN)
    return article


def offered(session: Session, organisation_id: int) -> Sequence[Article]:
    """Those in use, by kind and name."""
    return session.scalars(
        sa.select(Article)
        .where(Article.organisation_id == organisation_id, Article.active)
        .order_by(Article.kind, Article.name)
    ).all()


def at(session: Session, place: Place) -> Sequence[tuple[Article, int]]:
    """What is in this place, and how many of each."""
    rows = session.execute(
        sa.select(Article, Balance.quantity)
        .join(Balance, Balance.article_id == Article.id)
        .where(Balance.place_id == place.id, Balance.quantity != 0)
        .order_by(Article.kind, Article.name)
    )
    return [(article, quantity) for article, quantity in rows]


def page(
    session: Session, organisation_id: int, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Article]:
    """By name."""
    in_order = (sa.func.lower(Article.name), Article.id)
    wanted = sa.select(Article).where(Article.organisation_id == organisation_id)
    last = session.get(Article, after) if after else None
    if last is not None and last.organisation_id == organisation_id:
        reached = sa.tuple_(sa.func.lower(last.name), last.id)
        wanted = wanted.where(sa.tuple_(*in_order) > reached)
    rows = session.scalars(wanted.order_by(*in_order).limit(size + 1)).all()
    return cut(rows, [article.id for article in rows], size)


def where(session: Session, found: Iterable[Article]) -> Mapping[int, Sequence[tuple[Place, int]]]:
    """How many of each of these are in which place that a hand can touch, in one query."""
    rows = session.execute(
        sa.select(Balance.article_id, Place, Balance.quantity)
        .join(Place, Place.id == Balance.place_id)
        .where(
            Balance.article_id.in_([article.id for article in found]),
            Balance.physical,
            Balance.quantity != 0,
        )
        .order_by(sa.func.lower(Place.name))
    )
    told: defaultdict[int, list[tuple[Place, int]]] = defaultdict(list)
    for article_id, place, quantity in rows:
        told[article_id].append((place, quantity))
    return told


def moves_of(session: Session, article: Article, size: int = 20) -> Sequence[Posting]:
    """Its moves, newest first."""
    return session.scalars(
        sa.select(Posting)
        .where(Posting.article_id == article.id)
        .order_by(Posting.id.desc())
        .limit(size)
    ).all()


def _by_client_id(session: Session, organisation_id: int, client_id: str | None) -> Article | None:
    if client_id is None:
        return None
    return session.scalar(
        sa.select(Article).where(
            Article.organisation_id == organisation_id, Article.client_id == client_id
        )
    )

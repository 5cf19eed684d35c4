"""Things without a tag in the demo, and what is on its way to a desk."""

from collections.abc import Mapping
from datetime import timedelta

from atelier.db import some_time_ago
from atelier.demo.machines import demo_id
from atelier.demo.places import BUS, NEIGHBOUR, NORTH
from atelier.demo.workshop import Workshop
from atelier.stock import articles, ledger
from atelier.stock.models import Article, ArticleKind, PlaceKind

CHARGER, BAG, MOUSE = "Lader 65 W", "Laptoptas", "USB-muis"
#: Where they lie that go along with devices.
STORE = "Rek B"
_SORTS: Mapping[str, tuple[ArticleKind, Mapping[str, int]]] = {
    CHARGER: (ArticleKind.CHARGER, {STORE: 34, NORTH: 9, BUS: 2, NEIGHBOUR: 4}),
    BAG: (ArticleKind.BAG, {STORE: 21, NORTH: 6, NEIGHBOUR: 3}),
    MOUSE: (ArticleKind.MOUSE, {STORE: 12, NORTH: 3}),
    "Geheugen 8 GB DDR4": (ArticleKind.MEMORY, {"Werkbank 1": 7}),
    "Schijf 256 GB SSD": (ArticleKind.DISK, {"Werkbank 1": 4}),
}


def play(workshop: Workshop) -> None:
    for name, (kind, where) in _SORTS.items():
        article = _article(workshop, name, kind)
        for place, quantity in where.items():
            _receive(workshop, article, place, quantity)


def article(workshop: Workshop, name: str) -> Article:
    """The one of this name."""
    offered = articles.offered(workshop.session, workshop.organisation_id)
    return next(one for one in offered if one.name == name)


def _article(workshop: Workshop, name: str, kind: ArticleKind) -> Article:
    return articles.create(
        workshop.session,
        organisation_id=workshop.organisation_id,
        kind=kind,
        name=name,
        client_id=demo_id(f"article {name}"),
    )


def _receive(workshop: Workshop, article: Article, place: str, quantity: int) -> None:
    with some_time_ago(timedelta(days=420)):
        ledger.post_articles(
            workshop.session,
            article,
            quantity,
            origin=workshop.account(PlaceKind.DONOR),
            to=workshop.places[place],
            reason="intake",
            actor=workshop.volunteer,
            client_id=workshop.id(),
        )

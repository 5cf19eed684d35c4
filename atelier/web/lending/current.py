"""At which desk a person works now: the one chosen last, else the first."""

from collections.abc import Sequence

from flask import session as cookie

from atelier.db import db
from atelier.errors import Forbidden
from atelier.lending import scope
from atelier.paging import LARGEST_KEY
from atelier.people.actor import Actor
from atelier.people.guard import me
from atelier.stock.models import Place
from atelier.words import N_

_CHOSEN = "desk"


def mine() -> Sequence[Place]:
    """The desks that this person looks after, by name."""
    return scope.desks_of(db.session, me())


def named() -> Sequence[Place]:
    """Those of them whose borrowers are this person's business."""
    return [place for place in mine() if may_see_names(place.organisation_id)]


def choose(desks: Sequence[Place], asked: str | None = None) -> Place | None:
    """Of these, else the first of one's own organisation, else the first. None without a desk.

    ``asked``: the key in the address, kept for the next pages.
    """
    by_key = {desk.id: desk for desk in desks}
    if asked and asked.isdecimal() and int(asked) <= LARGEST_KEY and int(asked) in by_key:
        cookie[_CHOSEN] = int(asked)
    chosen = by_key.get(cookie.get(_CHOSEN, 0))
    own = (desk for desk in desks if may_see_names(desk.organisation_id))
    return chosen or next(own, None) or next(iter(desks), None)


def remembered(desks: Sequence[Place], asked: str | None = None) -> Place | None:
    """As ``choose``, but who works at several and chose none has to say which: then None."""
    here = choose(desks, asked)
    chose = here is not None and cookie.get(_CHOSEN) == here.id
    return here if chose or len(desks) == 1 else None


def desk(place_id: int) -> Place:
    """Raises NotFound for one that this person does not look after."""
    return scope.desk(db.session, me(), place_id)


def own_desk(place_id: int) -> Place:
    """One of the person's own organisation: who borrows there is nobody else's business.

    Raises NotFound or Forbidden.
    """
    found = desk(place_id)
    if not may_see_names(found.organisation_id):
        raise Forbidden(N_("Uitlenen kan alleen wie bij de organisatie van dit punt werkt."))
    return found


def may_see_names(organisation_id: int) -> bool:
    return scope.may_see_names(me(), organisation_id)


def actor() -> Actor:
    return Actor(account_id=me().id)

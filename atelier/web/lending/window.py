"""The shop window: what is ready, and how soon it can be here; nothing else of the workshop."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, render_template, request, send_file
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.devices import photos
from atelier.devices.kinds import KIND_NAMES
from atelier.edge import settings
from atelier.errors import NotFound
from atelier.lending import window as service
from atelier.lending.reservations import listing
from atelier.lending.window import Filters, Offer, View, Where
from atelier.people.guard import me, requires
from atelier.web.lending import asked_words, choosing, current
from atelier.web.lending.choosing import Titles
from atelier.words import N_

window = Blueprint("window", __name__)

_DAY = 86_400
#: Offered in the window even when there is none: people can wait for one.
_ALWAYS = ("laptop", "tablet", "smartphone")


@dataclass(frozen=True, kw_only=True)
class Card:
    """``ask``: what the form of a reservation is filled in with."""

    kind: str
    title: str
    specs: str
    count: int
    where: Sequence[tuple[Where, int]]
    waiting: int
    photo_id: int | None
    ask: dict[str, object]
    narrow: dict[str, object]


@window.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(asked_words=asked_words)


@window.get("/window")
@requires("window.see")
def index() -> str:
    """``?desk=``: as seen from there; the rest of the address narrows what is shown."""
    filters = Filters.read(request.args)
    desks = current.mine()
    desk = current.choose(desks, request.args.get("desk"))
    view = View(workshop_id=me().organisation.workshop_id, desk=desk, filters=filters)
    titles = choosing.titles(db.session, view.workshop_id)
    found = service.offers(db.session, view)
    waiting = listing.waiting_by_kind(db.session, view.workshop_id)
    return render_template(
        "lending/window.html",
        desk=desk,
        desks=desks,
        filters=filters,
        chips=_chips(filters, titles),
        cards=[*(_card(offer, filters, titles) for offer in found)],
        lacking=_lacking(found, filters, waiting),
        total=sum(offer.count for offer in found),
        coming=sum(offer.counts.get(Where.COMING, 0) for offer in found),
    )


@window.get("/window/devices")
@requires("window.see")
def devices() -> str:
    """One by one, for who wants this one."""
    desks = current.mine()
    desk = current.choose(desks, request.args.get("desk"))
    filters = Filters.read(request.args)
    view = View(workshop_id=me().organisation.workshop_id, desk=desk, filters=filters)
    return render_template(
        "lending/window_devices.html",
        desk=desk,
        filters=filters,
        titles=choosing.titles(db.session, view.workshop_id),
        page=service.devices(db.session, view, paging.after()),
    )


@window.get("/window/photos/<int:photo_id>.jpg")
@requires("window.see")
def photo(photo_id: int) -> Response:
    """Of what lies in the window; of anything else there is none to see."""
    workshop_id = me().organisation.workshop_id
    found = photos.get(db.session, workshop_id, photo_id)
    view = View(workshop_id=workshop_id, desk=current.choose(current.mine()))
    if not service.shows(db.session, view, found.device_id):
        raise NotFound(N_("Deze foto bestaat niet (meer)."))
    path = photos.path(settings().files, found, small=True)
    return send_file(path.absolute(), mimetype="image/jpeg", etag=found.sha256, max_age=_DAY)


@dataclass(frozen=True, slots=True)
class Chip:
    """``args``: of the address that it leads to; chosen, it leads back."""

    text: str
    args: dict[str, object]
    chosen: bool


def _chips(filters: Filters, titles: Titles) -> dict[str, list[Chip]]:
    offered: dict[str, list[tuple[object, str]]] = {
        "kind": [*choosing.kinds()],
        "memory": [*choosing.sizes()],
        "large": [(True, gettext("Groot scherm"))],
        "grade": [*choosing.grades()],
        "image": [*titles.by_name.items()],
        "use": [*choosing.uses()],
    }
    return {
        name: [_chip(filters, name, value, text) for value, text in choices]
        for name, choices in offered.items()
    }


def _chip(filters: Filters, name: str, value: object, text: str) -> Chip:
    chosen = getattr(filters, name) == value
    return Chip(text, filters.as_args(**{name: "" if chosen else value}), chosen)


def _card(offer: Offer, filters: Filters, titles: Titles) -> Card:
    sort = offer.sort
    exactly = replace(filters, kind=sort.kind, image=sort.image, large=sort.large)
    memory = choosing.floor_gb(sort.memory)
    return Card(
        kind=sort.kind,
        title=_title(offer, titles),
        specs=_specs(offer),
        count=offer.count,
        where=[(place, offer.counts[place]) for place in Where if place in offer.counts],
        waiting=0,
        photo_id=offer.photo_id,
        ask=replace(exactly, memory=memory).as_args(),
        narrow=replace(exactly, memory=max(memory, filters.memory)).as_args(),
    )


def _title(offer: Offer, titles: Titles) -> str:
    kind = gettext(KIND_NAMES[offer.sort.kind])
    if offer.sort.large and offer.sort.kind == "laptop":
        kind = gettext("Laptop, groot scherm")
    return f"{kind} · {titles.of(offer.sort.image)}" if offer.sort.image else kind


def _specs(offer: Offer) -> str:
    inches = sorted(offer.inches)
    told = [
        gettext("%(size)s duim", size=_between(inches)) if inches else "",
        f"{offer.sort.memory} GB" if offer.sort.memory else "",
        gettext("klasse %(grades)s", grades=", ".join(sorted(offer.grades)))
        if offer.grades
        else "",
    ]
    return " · ".join(one for one in told if one)


def _between(sizes: Sequence[float]) -> str:
    least, most = (f"{size:g}".replace(".", ",") for size in (sizes[0], sizes[-1]))
    return least if least == most else f"{least}–{most}"


def _lacking(found: Sequence[Offer], filters: Filters, waiting: dict[str, int]) -> list[Card]:
    """Kinds of which nothing is ready: people may wait for one."""
    there = {offer.sort.kind for offer in found}
    wanted = (filters.kind,) if filters.kind else _ALWAYS
    return [
        Card(
            kind=kind,
            title=gettext(KIND_NAMES[kind]),
            specs="",
            count=0,
            where=(),
            waiting=waiting.get(kind, 0),
            photo_id=None,
            ask=replace(filters, kind=kind).as_args(),
            narrow={},
        )
        for kind in wanted
        if kind not in there
    ]

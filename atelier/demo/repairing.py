"""Parts in the demo, one sort of which runs out, and repairs: one done with a part, one begun."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

from atelier.db import some_time_ago
from atelier.demo import stock
from atelier.demo.donors import COUNCIL
from atelier.demo.machines import demo_id
from atelier.demo.workshop import Workshop
from atelier.devices import faults
from atelier.devices.models import Device, Event
from atelier.stock import articles, ledger, parts
from atelier.stock.models import Article, ArticleKind, PlaceKind
from atelier.workshop.repair import harvesting, service

_PLACE = "Werkbank 2"


class _Sort(NamedTuple):
    kind: ArticleKind
    quantity: int
    minimum: int
    fits: str
    spec: str
    cents: int


_SORTS: Mapping[str, _Sort] = {
    "Batterij 48 Wh": _Sort(ArticleKind.BATTERY, 3, 2, "Latitude", "11,4 V", 2500),
    "Toetsenbord azerty": _Sort(ArticleKind.KEYBOARD, 1, 2, "Latitude, T470", "azerty", 1500),
    "Ventilator ProBook": _Sort(ArticleKind.FAN, 4, 2, "ProBook", "", 800),
}
#: What is known of sorts that are there already.
_KNOWN = {
    "Geheugen 8 GB DDR4": (4, "DDR4 SO-DIMM", 900),
    "Schijf 256 GB SSD": (2, "2,5 inch", 1800),
}


def play(workshop: Workshop) -> None:
    for name, sort in _SORTS.items():
        _receive(workshop, name, sort)
    for name, (minimum, spec, cents) in _KNOWN.items():
        known = stock.article(workshop, name)
        known.minimum, known.spec, known.value_cents = minimum, spec, cents
    _mend(workshop)


def take_apart(workshop: Workshop) -> None:
    """A laptop that does not start any more: its disk keeps its duty."""
    with some_time_ago(timedelta(days=3)):
        device = workshop.receive(workshop.blank(), COUNCIL)
        workshop.discard(device)
        harvesting.harvest(
            workshop.session,
            device,
            workshop.places[_PLACE],
            takes=[],
            disks=[],
            unread=1,
            actor=workshop.worker,
            client_id=workshop.id(),
        )


def _receive(workshop: Workshop, name: str, sort: _Sort) -> None:
    made = articles.create(
        workshop.session,
        organisation_id=workshop.organisation_id,
        kind=sort.kind,
        name=name,
        client_id=demo_id(f"part {name}"),
    )
    made.minimum, made.fits, made.spec = sort.minimum, sort.fits, sort.spec
    made.value_cents = sort.cents
    with some_time_ago(timedelta(days=100)):
        ledger.post_articles(
            workshop.session,
            made,
            sort.quantity,
            origin=workshop.account(PlaceKind.DONOR),
            to=workshop.places[_PLACE],
            reason="intake",
            actor=workshop.volunteer,
            client_id=workshop.id(),
        )


def _mend(workshop: Workshop) -> None:
    """The laptop with the broken hinge got a battery, and its hinge is in hand."""
    device = _broken(workshop, "hinge")
    battery = stock.article(workshop, "Batterij 48 Wh")
    with some_time_ago(timedelta(days=2)):
        workshop.break_down(device, "battery", "Demo: na een uur leeg")
    with some_time_ago(timedelta(days=1)):
        repair = workshop.begin_repair(device, "battery", minutes=15)
        hold = _take(workshop, battery, repair.id)
        service.close(workshop.session, repair, "fixed", used=[hold], actor=workshop.worker)
    with some_time_ago(timedelta(hours=2)):
        workshop.begin_repair(device, "hinge", minutes=20)


def _take(workshop: Workshop, article: Article, repair_id: int) -> int:
    held = parts.reserve(
        workshop.session,
        article,
        repair_id=repair_id,
        actor=workshop.worker,
        client_id=workshop.id(),
    )
    return held.id


def _broken(workshop: Workshop, problem: str) -> Device:
    """The one with this fault, and no other."""
    told = workshop.session.scalars(
        sa.select(Device)
        .join(Event, Event.device_id == Device.id)
        .where(Device.organisation_id == workshop.organisation_id, Device.next_step == "repair")
        .distinct()
    )
    return next(
        device
        for device in told
        if any(one.problem == problem for one in faults.open_faults(workshop.session, device))
    )

"""What the demo's desks asked for, got, and lent: something in every state."""

from datetime import timedelta

from atelier.db import some_time_ago, today
from atelier.demo.desk import Desk
from atelier.demo.places import BUS, NEIGHBOUR, NORTH
from atelier.demo.workshop import Workshop
from atelier.lending.fitting import Wish
from atelier.lending.reservations.standing import State

_GIB = 2**30
_LAPTOP = Wish(kind="laptop", memory_bytes=8 * _GIB)
_LARGE = Wish(kind="laptop", memory_bytes=16 * _GIB)
_SCHOOL = Wish(kind="laptop", memory_bytes=8 * _GIB, image="school")
FREE, PAID = "kansentarief", "gewoon"


def play(workshop: Workshop) -> None:
    north, bus, neighbour = (Desk(workshop, name) for name in (NORTH, BUS, NEIGHBOUR))
    _a_year_ago(north)
    _loans(north, neighbour)
    _ready_and_collected(north)
    _cancelled(north)
    _under_way(bus)
    _waiting(neighbour)
    _picked(north)


def _a_year_ago(north: Desk) -> None:
    """Still with their borrowers, and to be inspected: overdue, due and soon."""
    day = today()
    names = ("Demo-lener 7", "Demo-lener 8", "Demo-lener 9")
    lent = zip(north.free()[: len(names)], names, (363, 350, 318), strict=True)
    for device, name, days in lent:
        with some_time_ago(timedelta(days=days)):
            north.lend(device, name, tariff=FREE, due_on=day + timedelta(days=60))


def _loans(north: Desk, neighbour: Desk) -> None:
    """One is overdue, one is due soon, one goes on, one came back."""
    day = today()
    with some_time_ago(timedelta(days=20)):
        overdue, soon, lasting, back = north.free()[:4]
        north.lend(overdue, "Demo-lener 1", tariff=FREE, due_on=day - timedelta(days=3))
        north.lend(soon, "Demo-lener 2", tariff=PAID, due_on=day + timedelta(days=5))
    with some_time_ago(timedelta(days=17)):
        lasts = north.lend(lasting, "Demo-lener 3", tariff=PAID, due_on=None)
        loan = north.lend(back, "Demo-lener 4", tariff=FREE, due_on=None)
        neighbour.lend(neighbour.free()[0], "Demo-lener 5", tariff=FREE, due_on=None)
        north.photograph(lasts)
    with some_time_ago(timedelta(days=4)):
        north.take_back(loan, to=NORTH)
    north.visit(lasts, in_days=2, moment="na de middag")
    north.remind()


def _ready_and_collected(north: Desk) -> None:
    """What was asked for stood at the desk already: one lies ready, one is with its borrower."""
    with some_time_ago(timedelta(days=9)):
        asked = north.ask(_LAPTOP, 2, 7, "Dossier 17")
        waits, goes = north.promised(asked, State.ARRIVED)
    with some_time_ago(timedelta(days=7)):
        north.make_ready(goes)
        north.lend(goes, "Demo-lener 6", tariff=FREE, due_on=None)
    with some_time_ago(timedelta(days=2)):
        north.make_ready(waits)


def _cancelled(north: Desk) -> None:
    with some_time_ago(timedelta(days=8)):
        asked = north.ask(Wish(kind="smartphone"), 1, 10, "Dossier 18")
    with some_time_ago(timedelta(days=6)):
        north.cancel(asked, "Demo: niet meer nodig.")


def _under_way(bus: Desk) -> None:
    """One stood at the desk, one is still to be picked, and the rest is in the van."""
    with some_time_ago(timedelta(days=3)):
        asked = bus.ask(_SCHOOL, 3, 8, "Klas 4B")
        goes = bus.promised(asked, State.PROMISED)[:2]
    with some_time_ago(timedelta(hours=5)):
        transfer = bus.pack(goes, "Demo: met de bus van woensdag.")
        bus.send(transfer, charger=2, bag=1)


def _waiting(neighbour: Desk) -> None:
    """Nobody has so many tablets: these wait in turn, and stay countable."""
    with some_time_ago(timedelta(days=2)):
        neighbour.ask(Wish(kind="tablet"), 4, 20, "Taalklas")
    with some_time_ago(timedelta(days=1)):
        neighbour.ask(Wish(kind="laptop", memory_bytes=32 * _GIB), 1, 30, "Dossier 3")


def _picked(north: Desk) -> None:
    """One lies with what goes along, the other is still on its shelf."""
    with some_time_ago(timedelta(hours=20)):
        asked = north.ask(_LARGE, 2, 6, "Dossier 21")
    with some_time_ago(timedelta(hours=2)):
        north.pack(north.promised(asked, State.PROMISED)[:1])

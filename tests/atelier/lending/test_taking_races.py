"""A coordinator takes a device while somebody packs it: one has it, and the other is told.

Only PostgreSQL lets two write at once.
"""

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.checks import lending, transfers
from atelier.db import db
from atelier.devices.models import Device
from atelier.errors import Conflict, NotFound
from atelier.lending.reservations import fulfilling, overruling
from atelier.stock import holds, ledger
from atelier.stock import transfers as stock_transfers
from atelier.stock.ledger import promises
from atelier.stock.models import Place, PlaceKind, Transfer
from atelier.stock.transfers import packing
from tests.atelier.lending.conftest import Ask, Ready
from tests.atelier.lending.looking import transfer_to
from tests.atelier.lending.racing import Meeting, Work, new, race
from tests.factories import World

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

#: What is done once each has reached where it stops.
Then = Callable[[], None]


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Meeting:
    return Meeting(monkeypatch)


@pytest.fixture
def device(session: Session, world: World, desk: Place, ready: Ready, ask: Ask) -> Device:
    """On the shelf, and promised to the desk."""
    found = ready()
    ask()
    return found


@pytest.fixture
def taking(world: World, neighbour: Place, device: Device) -> Callable[..., Work]:
    """For another desk, or to the bench."""

    def of(kind: PlaceKind, then: Then = lambda: None) -> Work:
        def work(session: Session) -> None:
            it, client_id = session.get_one(Device, numbers[0]), new()
            to = session.get_one(Place, numbers[1] if kind is PlaceKind.DESK else numbers[2])
            with overruling.overruling(
                session, it, to, why="dringend", actor=actor, client_id=client_id
            ):
                ledger.post(session, it, to, reason="moved", actor=actor, client_id=client_id)
                then()

        return work

    numbers, actor = (device.id, neighbour.id, world.bench.id), world.actor
    return of


@pytest.fixture
def packing_it(
    session: Session, world: World, desk: Place, device: Device
) -> Callable[[Then], Work]:
    def of(then: Then = lambda: None) -> Work:
        def work(session: Session) -> None:
            transfer = session.get_one(Transfer, numbers[0])
            it = session.get_one(Device, numbers[1])
            fulfilling.pick(session, transfer, it, actor=actor)
            then()

        return work

    numbers, actor = (transfer_to(session, world, desk).id, device.id), world.actor
    return of


@pytest.mark.parametrize(
    ("kind", "looked"), [(PlaceKind.DESK, "_unpack"), (PlaceKind.BENCH, "against")]
)
def test_packed_first_it_stays_packed(
    app: APIFlask,
    meeting: Meeting,
    device: Device,
    taking: Any,
    packing_it: Any,
    kind: PlaceKind,
    looked: str,
) -> None:
    """Who takes it saw that it was not packed, a moment before it was."""
    meeting.after(overruling, looked)
    took, packed = race(app, taking(kind), packing_it(meeting.here))
    assert packed is None
    assert isinstance(took, Conflict)
    assert fulfilling.unit_of(db.session, device) is not None
    assert all_holds() == []


def test_packed_before_it_was_looked_at_it_is_taken_out(
    app: APIFlask, meeting: Meeting, neighbour: Place, device: Device, taking: Any, packing_it: Any
) -> None:
    meeting.before(overruling, "_unpack")
    assert race(app, taking(PlaceKind.DESK), packing_it()) == [None, None]
    hold = holds.live(db.session, device.id)
    assert hold is not None
    assert hold.place_id == neighbour.id
    assert promises.packed_in(db.session, device) is None
    assert all_holds() == []


def test_taken_first_it_is_packed_no_more(
    app: APIFlask, meeting: Meeting, neighbour: Place, device: Device, taking: Any, packing_it: Any
) -> None:
    meeting.before(fulfilling, "_held")
    took, packed = race(app, taking(PlaceKind.DESK, meeting.here), packing_it())
    assert took is None
    assert isinstance(packed, NotFound)
    hold = holds.live(db.session, device.id)
    assert hold is not None
    assert hold.place_id == neighbour.id
    assert all_holds() == []


def test_taken_first_it_is_put_in_no_van_by_itself_either(
    app: APIFlask, meeting: Meeting, world: World, desk: Place, device: Device, taking: Any
) -> None:
    """By whoever packs what is on no list."""
    numbers = (transfer_to(db.session, world, desk).id, device.id)
    meeting.before(packing.holds, "keep_still")

    def add(session: Session) -> None:
        transfer = session.get_one(Transfer, numbers[0])
        stock_transfers.add(session, transfer, session.get_one(Device, numbers[1]))

    took, packed = race(app, taking(PlaceKind.DESK, meeting.here), add)
    assert took is None
    assert isinstance(packed, Conflict)
    assert all_holds() == []


def all_holds() -> list[str]:
    checks = {**lending.CHECKS, **transfers.CHECKS}
    return [str(found) for check in checks.values() for found in check(db.session)]

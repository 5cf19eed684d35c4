"""Among thousands of devices the database looks for us: it has to choose as the rule does."""

import random
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices.models import Device
from atelier.lending import fitting
from atelier.lending.fitting import Asked, Candidate, Wish
from atelier.lending.models import LendingEvent, Reservation, ReservedUnit
from atelier.lending.reservations import allocating
from atelier.lending.reservations.available import COMING
from atelier.people.actor import SYSTEM
from atelier.stock import places
from atelier.stock.models import Hold, Holding, Place, PlaceKind, Transfer, TransferLine
from tests.factories import World
from tests.visits import counted

GIB = 2**30
MADE = datetime(2026, 3, 1, tzinfo=UTC)
STEPS = ("ready", "ready", "ready", "erase", "image", "check", "diagnose", "repair")


class Stock:
    """Rows put in as they are: only what allocating reads of a device, and no history."""

    def __init__(
        self, session: Session, world: World, desks: tuple[Place, Place], seed: int
    ) -> None:
        self.session, self.world, self.chance = session, world, random.Random(seed)
        self.desk, self.other = desks
        equipment = places.create(
            session,
            organisation_id=self.mine,
            kind=PlaceKind.EQUIPMENT,
            name="Van het punt",
            parent=self.desk,
        )
        lent = places.virtual(session, self.mine, PlaceKind.LENT)
        self.places = [world.shelf, world.shelf, world.bench, *desks, equipment, lent]
        self.transfer = Transfer(
            organisation_id=self.mine,
            client_id=str(uuid.uuid4()),
            number=1,
            from_place_id=world.shelf.id,
            to_place_id=self.desk.id,
        )
        session.add(self.transfer)
        session.flush()

    @property
    def mine(self) -> int:
        return self.world.organisation.id

    def device(self) -> None:
        pick = self.chance.choice
        device = Device(
            organisation_id=self.mine,
            kind=pick(("laptop", "laptop", "tablet")),
            next_step=pick(STEPS),
            memory_bytes=pick((None, 4 * GIB, int(7.6 * GIB), 8 * GIB, 16 * GIB)),
            disk_bytes=pick((None, 240 * 10**9, 256 * 10**9)),
            screen_inches=pick((None, 13.3, 15.6)),
            grade=pick((None, "A", "B", "C")),
            software=pick((None, "basis", "school")),
            use=pick((None, "adult", "school")),
        )
        self.session.add(device)
        self.session.flush()
        if self.chance.random() < 0.95:
            self.session.add(Holding(device_id=device.id, place_id=pick(self.places).id))
        if self.chance.random() < 0.1:
            self.hold(device, resolved=pick((True, False)))
        if self.chance.random() < 0.1:
            settled = pick((None, MADE))
            self.session.add(
                TransferLine(transfer_id=self.transfer.id, device_id=device.id, settled_at=settled)
            )

    def hold(self, device: Device, *, resolved: bool) -> None:
        self.session.add(
            Hold(
                organisation_id=self.mine,
                client_id=str(uuid.uuid4()),
                device_id=device.id,
                place_id=self.desk.id,
                resolved_at=MADE if resolved else None,
                resolution="cancelled" if resolved else None,
            )
        )

    def reservation(self) -> None:
        pick = self.chance.choice
        reservation = Reservation(
            organisation_id=self.mine,
            workshop_id=self.mine,
            client_id=str(uuid.uuid4()),
            place_id=pick((self.desk, self.other)).id,
            quantity=pick((1, 2, 5)),
            wanted_by=date(2026, 4, 1) + timedelta(days=self.chance.randrange(5)),
            made_at=MADE + timedelta(hours=self.chance.randrange(3)),
            kind=pick(("laptop", "laptop", "tablet")),
            memory_bytes=pick((None, 8 * GIB, 16 * GIB)),
            disk_bytes=pick((None, 240 * 10**9)),
            screen_inches=pick((None, None, 15.0)),
            grade=pick((None, "B")),
            image=pick((None, None, "school")),
        )
        self.session.add(reservation)
        self.session.flush()
        self.session.add_all(
            ReservedUnit(reservation_id=reservation.id, number=number)
            for number in range(1, reservation.quantity + 1)
        )

    def by_the_rule(self) -> dict[int, int]:
        """Unit to device, with all there is before the rule at once."""
        candidates, waiting = self._candidates(), self._waiting()
        desks = {self.desk.id, self.other.id}
        distances = {
            (asked.place_id, there): 0 if there == asked.place_id else 2 if there in desks else 1
            for asked in waiting
            for there in {found.place_id for found in candidates}
        }
        return fitting.choose(waiting, candidates, distances)

    def _candidates(self) -> list[Candidate]:
        session = self.session
        held = set(session.scalars(sa.select(Hold.device_id).where(Hold.resolved_at.is_(None))))
        underway = TransferLine.settled_at.is_(None)
        packed = set(session.scalars(sa.select(TransferLine.device_id).where(underway)))
        rows = session.execute(
            sa.select(Device, Place)
            .join(Holding, Holding.device_id == Device.id)
            .join(Place, Place.id == Holding.place_id)
        ).unique()
        return [
            Candidate(
                device_id=device.id,
                kind=device.kind,
                memory_bytes=device.memory_bytes,
                disk_bytes=device.disk_bytes,
                screen_inches=device.screen_inches,
                grade=device.grade,
                image=device.software,
                ready=device.next_step == "ready",
                place_id=place.id,
            )
            for device, place in rows
            if device.next_step in ("ready", *COMING)
            and place.kind not in (PlaceKind.LENT, PlaceKind.EQUIPMENT)
            and device.id not in held | packed
        ]

    def _waiting(self) -> list[Asked]:
        rows = self.session.execute(
            sa.select(ReservedUnit.id, Reservation).join(
                Reservation, Reservation.id == ReservedUnit.reservation_id
            )
        )
        return [
            Asked(
                unit_id=unit_id,
                place_id=one.place_id,
                wanted_by=one.wanted_by,
                made_at=one.made_at,
                wish=Wish(
                    kind=one.kind,
                    memory_bytes=one.memory_bytes,
                    disk_bytes=one.disk_bytes,
                    screen_inches=one.screen_inches,
                    grade=one.grade,
                    image=one.image,
                ),
            )
            for unit_id, one in rows
        ]

    def promised(self) -> dict[int, int]:
        rows = self.session.execute(
            sa.select(ReservedUnit.id, Hold.device_id).join(Hold, Hold.id == ReservedUnit.hold_id)
        )
        return dict(rows.all())


@pytest.mark.parametrize("seed", range(12))
def test_the_database_chooses_as_the_rule_does(
    session: Session, world: World, desk: Place, neighbour: Place, seed: int
) -> None:
    stock = Stock(session, world, (desk, neighbour), seed)
    for _ in range(stock.chance.choice((10, 60, 150))):
        stock.device()
    for _ in range(stock.chance.choice((1, 12, 30))):
        stock.reservation()
    session.flush()
    expected = stock.by_the_rule()
    assert allocating.allocate(session, stock.mine, actor=SYSTEM) == len(expected)
    assert stock.promised() == expected
    told = session.scalars(sa.select(LendingEvent).where(LendingEvent.kind == "promised")).all()
    assert sorted(event.data["device"] for event in told) == sorted(expected.values())
    assert allocating.allocate(session, stock.mine, actor=SYSTEM) == 0


def test_more_promises_cost_no_more_statements(
    session: Session, world: World, desk: Place, neighbour: Place
) -> None:
    stock = Stock(session, world, (desk, neighbour), seed=1)

    def cost(reservations: int) -> int:
        for _ in range(reservations):
            stock.reservation()
        session.flush()
        session.expire_all()
        with counted(db.engine) as seen:
            assert allocating.allocate(session, stock.mine, actor=SYSTEM) >= reservations // 2
        return len(seen)

    for _ in range(300):
        stock.device()
    cost(4)
    assert cost(4) == cost(20)

"""What the pages show of the bench, each in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from atelier.bench import orders, present
from atelier.bench.models import Order, Presence
from atelier.devices import history
from atelier.devices.models import Device
from atelier.people.models import Station
from diagnostics import wire

_ENDED = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """A machine that is on the bench now."""

    presence: Presence
    #: The name of the station that it speaks through.
    station: str
    #: None while a person has to choose which device it is.
    device: Device | None
    #: The open orders of the device, the oldest first.
    orders: Sequence[Order] = ()
    #: Whether another machine is connected that says the same of itself.
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Live:
    """A device, as far as the bench goes."""

    #: The starts of it that are connected now, the latest first.
    here: Sequence[Presence]
    #: Open orders, the oldest first; ``standing`` is their state at this moment.
    orders: Sequence[Order]
    #: The last that ended, the latest first.
    ended: Sequence[Order]

    @property
    def connected(self) -> bool:
        return bool(self.here)

    @property
    def doubtful(self) -> bool:
        """Whether two machines say that they are this device."""
        return present.are_two(self.here)


def connected(session: Session, organisation_id: int) -> Sequence[Seen]:
    """Every machine now on the bench of an organisation, the longest there first."""
    rows = session.execute(_connected(organisation_id)).all()
    starts: dict[int, list[Presence]] = defaultdict(list)
    for presence, _, device in rows[::-1]:  # the latest first
        if device is not None:
            starts[device.id].append(presence)
    open_orders = orders.open_of_many(session, organisation_id, starts)
    return [
        Seen(presence, station, None)
        if device is None
        else Seen(
            presence,
            station,
            device,
            open_orders[device.id],
            present.are_two(starts[device.id]),
        )
        for presence, station, device in rows
    ]


def of_device(session: Session, device: Device) -> Live:
    """The bench's side of the page of a device."""
    ended = (
        sa.select(Order)
        .where(Order.device_id.in_(history.records_of(device)), Order.state.in_(wire.FINAL))
        .order_by(Order.ended_at.desc(), Order.id)
        .limit(_ENDED)
    )
    return Live(
        here=present.here(session, device),
        orders=orders.open_of(session, device),
        ended=session.scalars(ended).all(),
    )


def _connected(organisation_id: int) -> sa.Select[Presence, str, Device | None]:
    reported, device = aliased(Device), aliased(Device)
    return (
        sa.select(Presence, Station.name, device)
        .join(Station, Station.id == Presence.station_id)
        .outerjoin(reported, reported.id == Presence.device_id)
        .outerjoin(device, device.id == sa.func.coalesce(reported.merged_into_id, reported.id))
        .where(Presence.organisation_id == organisation_id, *present.connected())
        .order_by(Presence.first_seen_at, Presence.boot_id)
    )

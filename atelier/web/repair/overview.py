"""All that is to be repaired: who is busy with what, and what waits the longest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import render_template
from sqlalchemy.orm import Session

from atelier import paging
from atelier.db import db
from atelier.devices import faults, history
from atelier.devices.faults import OpenFault, ords
from atelier.devices.models import Device
from atelier.paging import Page, cut
from atelier.people.guard import me, requires
from atelier.people.models import Account
from atelier.stock import ledger
from atelier.stock.models import Place
from atelier.web.repair.blueprint import repairs
from atelier.workshop.repair import reading
from atelier.workshop.repair.models import Repair

PAGE_SIZE = 30
_REPAIR = "repair"


@dataclass(frozen=True, kw_only=True)
class Row:
    """``busy``: a card that somebody began, and who."""

    device: Device
    faults: Sequence[OpenFault]
    place: Place | None
    busy: tuple[Repair, str | None] | None
    #: How the last attempts at what is still broken ended.
    tried: frozenset[str | None]

    @property
    def is_given_up(self) -> bool:
        return ords.END_OF_LIFE in self.tried

    @property
    def is_waiting(self) -> bool:
        return ords.REPAIRABLE in self.tried


@repairs.get("/repairs")
@requires("repairs.do")
def overview() -> str:
    page = _page(db.session, me().organisation_id, paging.after())
    elsewhere = _elsewhere(db.session, me().organisation_id)
    return render_template("repair/overview.html", page=page, elsewhere=elsewhere)


def _page(session: Session, organisation_id: int, after: int | None) -> Page[Row]:
    """What came to this step first stands first."""
    in_order = (Device.next_step_since, Device.id)
    wanted = sa.select(Device).where(
        Device.organisation_id == organisation_id,
        Device.next_step == _REPAIR,
        Device.merged_into_id.is_(None),
    )
    last = session.get(Device, after) if after else None
    if last is not None and last.organisation_id == organisation_id:
        reached = sa.tuple_(sa.literal(last.next_step_since), sa.literal(last.id))
        wanted = wanted.where(sa.tuple_(*in_order) > reached)
    found = session.scalars(wanted.order_by(*in_order).limit(PAGE_SIZE + 1)).all()
    numbers = [device.id for device in found]
    owners = history.owners(session, numbers)
    broken = faults.open_faults_of_many(session, owners)
    tried = _tried(session, owners)
    places, busy = ledger.places_of(session, numbers), _busy(session, owners)
    rows = [
        Row(
            device=device,
            faults=broken.get(device.id, ()),
            place=places.get(device.id),
            busy=busy.get(device.id),
            tried=frozenset(
                tried[fault.event_id].outcome
                for fault in broken.get(device.id, ())
                if fault.event_id in tried
            ),
        )
        for device in found
    ]
    return cut(rows, numbers, PAGE_SIZE)


def _tried(session: Session, owners: dict[int, int]) -> Mapping[int, Repair]:
    return reading.last_tried(
        session.scalars(
            sa.select(Repair).where(Repair.device_id.in_(owners), Repair.closed_at.is_not(None))
        )
    )


@dataclass(frozen=True, kw_only=True)
class Left:
    """A card that somebody began on a device whose next step is another."""

    repair: Repair
    device: Device
    by: str | None


def _elsewhere(session: Session, organisation_id: int) -> list[Left]:
    """The oldest first: what is kept for them, nobody else can take."""
    rows = session.execute(
        sa.select(Repair, Device, Account.name)
        .join(Device, Device.id == Repair.device_id)
        .outerjoin(Account, Account.id == Repair.opened_by_id)
        .where(
            Repair.organisation_id == organisation_id,
            Repair.closed_at.is_(None),
            sa.or_(Device.next_step != _REPAIR, Device.merged_into_id.is_not(None)),
        )
        .order_by(Repair.id)
        .limit(PAGE_SIZE)
    )
    return [Left(repair=repair, device=device, by=name) for repair, device, name in rows]


def _busy(session: Session, owners: dict[int, int]) -> dict[int, tuple[Repair, str | None]]:
    rows = session.execute(
        sa.select(Repair, Account.name)
        .outerjoin(Account, Account.id == Repair.opened_by_id)
        .where(Repair.device_id.in_(owners), Repair.closed_at.is_(None))
        .order_by(Repair.id)
    )
    return {owners[repair.device_id]: (repair, name) for repair, name in rows}

"""All that is to be repaired: who is busy with what, and what waits the longest."""

from collections.abc import Sequence
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
    #: Somebody tried what is still broken, and it cannot be mended.
    is_given_up: bool


@repairs.get("/repairs")
@requires("repairs.do")
def overview() -> str:
    page = _page(db.session, me().organisation_id, paging.after())
    return render_template("repair/overview.html", page=page)


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
    given_up = _given_up(session, owners)
    places, busy = ledger.places_of(session, numbers), _busy(session, owners)
    rows = [
        Row(
            device=device,
            faults=broken.get(device.id, ()),
            place=places.get(device.id),
            busy=busy.get(device.id),
            is_given_up=any(
                (device.id, fault.key) in given_up for fault in broken.get(device.id, ())
            ),
        )
        for device in found
    ]
    return cut(rows, numbers, PAGE_SIZE)


def _given_up(session: Session, owners: dict[int, int]) -> set[tuple[int, str]]:
    """Devices and the faults of which somebody found that they cannot be mended."""
    rows = session.execute(
        sa.select(Repair.device_id, Repair.fault).where(
            Repair.device_id.in_(owners), Repair.outcome == ords.END_OF_LIFE
        )
    )
    return {(owners[device_id], fault) for device_id, fault in rows}


def _busy(session: Session, owners: dict[int, int]) -> dict[int, tuple[Repair, str | None]]:
    rows = session.execute(
        sa.select(Repair, Account.name)
        .outerjoin(Account, Account.id == Repair.opened_by_id)
        .where(Repair.device_id.in_(owners), Repair.closed_at.is_(None))
        .order_by(Repair.id)
    )
    return {owners[repair.device_id]: (repair, name) for repair, name in rows}

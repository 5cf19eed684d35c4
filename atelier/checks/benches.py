"""Benches: nobody works on what is not there, and each badge and call is of one workshop."""

from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench import leaving
from atelier.bench.models import BenchScreen, BenchWork, HelpCall
from atelier.checks.finding import Finding
from atelier.devices.models import Device
from atelier.people.models import Account, Badge
from atelier.stock.models import Holding, Place


def work_is_in_the_workshop(session: Session) -> Iterator[Finding]:
    """Somebody works only on what is where hands of the workshop are."""
    rows = session.execute(
        sa.select(BenchWork.device_id, Place.kind)
        .outerjoin(Holding, Holding.device_id == BenchWork.device_id)
        .outerjoin(Place, Place.id == Holding.place_id)
        .where(
            BenchWork.ended_at.is_(None),
            sa.or_(Place.id.is_(None), Place.kind.not_in(sorted(leaving.AT_HAND))),
        )
        .order_by(BenchWork.device_id)
    )
    for device_id, kind in rows:
        where = f"at {kind}" if kind else "nowhere"
        yield Finding(f"device {device_id}", f"somebody works on it, and it is {where}")


def benches_stay_in_their_organisation(session: Session) -> Iterator[Finding]:
    """Who works, calls or has a badge is of the organisation that it says."""
    for table, name in ((BenchWork, "work"), (HelpCall, "call for help"), (Badge, "badge")):
        strange = (
            sa.select(table.id)
            .join(Account, Account.id == table.account_id)
            .where(Account.organisation_id != table.organisation_id)
        )
        for number in session.scalars(strange.order_by(table.id)):
            yield Finding(f"{name} {number}", "is of somebody of another organisation")
    crossing = (
        sa.select(BenchWork.id)
        .join(Device, Device.id == BenchWork.device_id)
        .where(Device.organisation_id != BenchWork.organisation_id)
    )
    for number in session.scalars(crossing.order_by(BenchWork.id)):
        yield Finding(f"work {number}", "is on a device of another organisation")
    away = (
        sa.select(BenchScreen.id)
        .join(Place, Place.id == BenchScreen.place_id)
        .where(Place.organisation_id != BenchScreen.organisation_id)
    )
    for number in session.scalars(away.order_by(BenchScreen.id)):
        yield Finding(f"screen {number}", "stands at a bench of another organisation")


Check = Callable[[Session], Iterator[Finding]]
#: Each by what has to hold.
CHECKS: Mapping[str, Check] = {
    "whoever works on a device has it in the workshop": work_is_in_the_workshop,
    "benches stay in their organisation": benches_stay_in_their_organisation,
}

"""How many licences are left, and which devices use them: in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from atelier.devices import history
from atelier.devices.models import Device
from atelier.workshop.imaging.models import Licence, LicenceUse

#: Devices that the list names with each, the newest.
SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Line:
    licence: Licence
    used: int
    #: That use it, the newest of them.
    devices: Sequence[Device]

    @property
    def left(self) -> int:
        """To be given out."""
        return 0 if self.is_closed else max(self.licence.count - self.used, 0)

    @property
    def is_closed(self) -> bool:
        return self.licence.closed_at is not None


def overview(session: Session, organisation_id: int) -> list[Line]:
    """Those that can be given out, or are used: also those that are closed, and a device uses. The
    newest first; in a fixed number of queries.
    """
    rows = session.scalars(
        sa.select(Licence)
        .where(Licence.organisation_id == organisation_id)
        .order_by(Licence.id.desc())
    ).all()
    ids = [licence.id for licence in rows]
    used, shown = _used(session, ids), _devices(session, ids)
    lines = [
        Line(licence=one, used=used.get(one.id, 0), devices=shown.get(one.id, ())) for one in rows
    ]
    return [line for line in lines if line.used or not line.is_closed]


def left(session: Session, licence: Licence) -> int:
    """For so many devices it can still be used."""
    used = _used(session, [licence.id]).get(licence.id, 0)
    return 0 if licence.closed_at else max(licence.count - used, 0)


def of_device(session: Session, device: Device) -> LicenceUse | None:
    """The one that it uses now."""
    wanted = sa.select(LicenceUse).where(
        LicenceUse.device_id.in_(history.records_of(device)), *_live()
    )
    return session.scalars(wanted.order_by(LicenceUse.id.desc())).first()


def _used(session: Session, ids: Sequence[int]) -> Mapping[int, int]:
    rows = session.execute(
        sa.select(LicenceUse.licence_id, sa.func.count())
        .where(LicenceUse.licence_id.in_(ids), *_live())
        .group_by(LicenceUse.licence_id)
    )
    return {licence_id: count for licence_id, count in rows if licence_id is not None}


def _devices(session: Session, ids: Sequence[int]) -> Mapping[int, list[Device]]:
    """The newest ``SHOWN`` of each, in one query."""
    rank = sa.func.row_number().over(
        partition_by=LicenceUse.licence_id, order_by=LicenceUse.id.desc()
    )
    ranked = (
        sa.select(LicenceUse.licence_id, LicenceUse.device_id, LicenceUse.id, rank.label("rank"))
        .where(LicenceUse.licence_id.in_(ids), *_live())
        .subquery()
    )
    told = aliased(Device)
    rows = session.execute(
        sa.select(ranked.c.licence_id, Device)
        .join(told, told.id == ranked.c.device_id)
        .join(Device, Device.id == sa.func.coalesce(told.merged_into_id, told.id))
        .where(ranked.c.rank <= SHOWN)
        .order_by(ranked.c.id.desc())
    )
    found: dict[int, list[Device]] = defaultdict(list)
    for licence_id, device in rows:
        found[licence_id].append(device)
    return found


def _live() -> tuple[sa.ColumnElement[bool], ...]:
    """What holds of a use that was not given back."""
    freed = aliased(LicenceUse)
    return (
        LicenceUse.frees_id.is_(None),
        ~sa.exists().where(freed.frees_id == LicenceUse.id),
    )

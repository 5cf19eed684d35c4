"""What was repaired on a device, what is being repaired, and what it took."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.faults import ords
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Event, Photo
from atelier.people.models import Account
from atelier.stock import parts
from atelier.workshop.repair import timing
from atelier.workshop.repair.models import Repair, RepairPhoto


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One repair with all that belongs to it. ``photos``: by moment, the oldest first."""

    repair: Repair
    by: str | None
    seconds: int
    parts: Sequence[parts.Line]
    photos: Mapping[str, Sequence[Photo]]

    @property
    def part_cents(self) -> list[int | None]:
        """Of each part, times how many; None where nobody knows."""
        return [
            None
            if line.article and line.article.value_cents is None
            else (line.article.value_cents or 0) * line.hold.quantity
            if line.article
            else 0
            for line in self.parts
        ]


def of_device(session: Session, device: Device) -> list[Told]:
    """The newest first, in a fixed number of queries."""
    rows = session.execute(
        sa.select(Repair, Account.name)
        .outerjoin(Account, Account.id == Repair.opened_by_id)
        .where(Repair.device_id.in_(history.records_of(device)))
        .order_by(Repair.id.desc())
    ).all()
    return _told(session, [(repair, name) for repair, name in rows])


def one(session: Session, repair: Repair) -> Told:
    name = None
    if repair.opened_by_id is not None:
        name = session.get_one(Account, repair.opened_by_id).name
    return _told(session, [(repair, name)])[0]


def last_tried(told: Iterable[Repair]) -> Mapping[int, Repair]:
    """Of each fault (the fact that opened it) the last attempt that ended."""
    found: dict[int, Repair] = {}
    for repair in sorted(told, key=lambda each: each.id):
        if repair.closed_at is not None and repair.outcome != ords.UNKNOWN:
            found[repair.event_id] = repair
    return found


def since_came_in(session: Session, device: Device, told: Sequence[Told]) -> list[Told]:
    """Those of now: what was mended before it was lent out is paid, and no reason to stop."""
    came_in = session.scalar(
        sa.select(sa.func.max(Event.at)).where(
            Event.device_id.in_(history.records_of(device)), Event.kind == facts.CAME_IN
        )
    )
    return [each for each in told if came_in is None or each.repair.opened_at >= came_in]


def _told(session: Session, rows: Sequence[tuple[Repair, str | None]]) -> list[Told]:
    numbers = [repair.id for repair, _ in rows]
    seconds = timing.spent(session, numbers)
    lines, photos = parts.lines_of(session, numbers), _photos(session, numbers)
    return [
        Told(
            repair=repair,
            by=name,
            seconds=seconds.get(repair.id, 0),
            parts=[line for line in lines if line.hold.repair_id == repair.id],
            photos=photos.get(repair.id, {}),
        )
        for repair, name in rows
    ]


def _photos(session: Session, numbers: Sequence[int]) -> dict[int, dict[str, list[Photo]]]:
    found: dict[int, dict[str, list[Photo]]] = {}
    rows = session.execute(
        sa.select(RepairPhoto.repair_id, RepairPhoto.moment, Photo)
        .join(Photo, Photo.id == RepairPhoto.photo_id)
        .where(RepairPhoto.repair_id.in_(numbers))
        .order_by(Photo.id)
    )
    for repair_id, moment, photo in rows:
        found.setdefault(repair_id, {}).setdefault(moment, []).append(photo)
    return found

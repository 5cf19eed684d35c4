"""The shop window: what is ready and promised to nobody, as a desk may see it, and nothing else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.lifecycle import KINDS, READY
from atelier.devices.models import Device
from atelier.lending.fitting import LEAST_SHARE
from atelier.lending.reservations import available
from atelier.paging import Page, cut
from atelier.stock.models import Hold, Holding, Place, PlaceKind, Transfer, TransferLine

GIB = 2**30
#: From here on a screen is large, in inches.
LARGE = 15.0
GRADES = ("A", "B", "C", "D")
PAGE_SIZE = 30


class Where(StrEnum):
    """How soon it can be here, the soonest first."""

    HERE = "here"
    COMING = "coming"
    WORKSHOP = "workshop"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """``memory``: GB, at least. ``grade``: this one or better. ``large``: with a large screen."""

    kind: str = ""
    memory: int = 0
    grade: str = ""
    use: str = ""
    image: str = ""
    large: bool = False

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """From an address; what makes no sense there is left out."""
        kind, grade, memory = (args.get(name, "") for name in ("kind", "grade", "memory"))
        return cls(
            kind=kind if kind in KINDS else "",
            memory=int(memory) if memory.isascii() and memory.isdigit() and len(memory) < 4 else 0,
            grade=grade if grade in GRADES else "",
            use=args.get("use", "")[:20],
            image=args.get("image", "")[:40],
            large=args.get("large") == "1",
        )

    def as_args(self, **changed: object) -> dict[str, object]:
        """For an address: only what is set; ``changed`` over it."""
        now = {one.name: getattr(self, one.name) for one in fields(self)} | changed
        return {name: 1 if value is True else value for name, value in now.items() if value}


@dataclass(frozen=True, kw_only=True)
class View:
    """Whose stock, as seen from which desk, narrowed to what."""

    workshop_id: int
    desk: Place | None = None
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, order=True, kw_only=True)
class Sort:
    """What lies together in the window. ``memory``: GB, 0 where nobody knows."""

    kind: str
    image: str
    large: bool
    memory: int


@dataclass(kw_only=True)
class Offer:
    """``counts``: how many are where. ``photo_id``: of one of them."""

    sort: Sort
    counts: dict[Where, int] = field(default_factory=dict)
    grades: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    inches: set[float] = field(default_factory=set)
    photo_id: int | None = None

    @property
    def count(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, kw_only=True)
class Found:
    """One device in the window."""

    device: Device
    where: Where


def offers(session: Session, view: View) -> Sequence[Offer]:
    """What is ready, most first; in two queries, however much there is."""
    found: dict[Sort, Offer] = {}
    for part, rest in _parts(view):
        for row in session.execute(_grouped(part, view.desk)):
            _add(found.setdefault(sort := _sort(row), Offer(sort=sort)), row, rest)
    return sorted(found.values(), key=lambda offer: (-offer.count, offer.sort))


def devices(
    session: Session, view: View, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Found]:
    """The same, one by one, the newest first."""
    wanted = _matching(view).with_only_columns(Device, _where(view.desk))
    if after is not None:
        wanted = wanted.where(Device.id < after)
    rows = session.execute(wanted.order_by(Device.id.desc()).limit(size + 1)).unique().all()
    found = [Found(device=device, where=Where(place)) for device, place in rows]
    return cut(found, [one.device.id for one in found], size)


def shows(session: Session, view: View, device_id: int) -> bool:
    """Whether this device lies in the window."""
    wanted = _matching(view).where(Device.id == device_id)
    return session.execute(wanted.with_only_columns(Device.id)).first() is not None


def stock_of(session: Session, place_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """What is ready and promised to nobody at each of these desks, by kind."""
    rows = session.execute(
        sa.select(Holding.place_id, Device.kind, sa.func.count())
        .join(Device, Device.id == Holding.device_id)
        .where(Holding.place_id.in_(place_ids), Device.next_step == READY, ~_held())
        .group_by(Holding.place_id, Device.kind)
        .order_by(Device.kind)
    )
    found: dict[int, dict[str, int]] = {place_id: {} for place_id in place_ids}
    for place_id, kind, count in rows:
        found[place_id][kind] = count
    return found


def _matching(view: View) -> sa.Select[Device]:
    """Ready and free where it lies, or on its way to this desk and promised to nobody."""
    desk = view.desk
    lies = sa.and_(*available.nobodys())
    return _ready(view).where(sa.or_(lies, sa.and_(_comes(desk), ~_held())) if desk else lies)


def _parts(view: View) -> list[tuple[sa.Select[Device], Where]]:
    """What matches, as parts that have nothing in common, for the database counts them faster.

    Each with where it is when it is at no desk, or (what is packed) not at this one.
    """
    lying = _ready(view).where(*available.nobodys())
    if view.desk is None:
        return [(lying, Where.WORKSHOP)]
    coming = _ready(view).where(_comes(view.desk), ~_held())
    return [(lying, Where.WORKSHOP), (coming, Where.COMING)]


def _ready(view: View) -> sa.Select[Device]:
    wanted = (
        sa.select(Device)
        .join(Holding, Holding.device_id == Device.id)
        .where(
            Device.organisation_id == view.workshop_id,
            Device.next_step == READY,
            Device.merged_into_id.is_(None),
        )
    )
    for condition in _conditions(view.filters):
        wanted = wanted.where(condition)
    return wanted


def _conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    asked: list[tuple[object, sa.ColumnElement[bool]]] = [
        (filters.kind, Device.kind == filters.kind),
        (filters.memory, Device.memory_bytes >= int(filters.memory * GIB * LEAST_SHARE)),
        (filters.grade, Device.grade <= filters.grade),
        (filters.use, Device.use == filters.use),
        (filters.image, Device.software == filters.image),
        (filters.large, Device.screen_inches >= LARGE),
    ]
    return [condition for is_set, condition in asked if is_set]


def _where(desk: Place | None) -> sa.ColumnElement[str]:
    at_desk = Holding.place_id == desk.id if desk else sa.false()
    return sa.case(
        (at_desk, Where.HERE.value),
        (_comes(desk) if desk else sa.false(), Where.COMING.value),
        (_at_a_desk(), Where.ELSEWHERE.value),
        else_=Where.WORKSHOP.value,
    ).label("place")


def _at_a_desk() -> sa.ColumnElement[bool]:
    return Holding.place_id.in_(sa.select(Place.id).where(Place.kind == PlaceKind.DESK))


def _comes(desk: Place) -> sa.ColumnElement[bool]:
    return Device.id.in_(_coming(desk))


def _coming(desk: Place) -> sa.Select[int | None]:
    """Packed for this desk, or on its way to it."""
    return (
        sa.select(TransferLine.device_id)
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .where(
            TransferLine.settled_at.is_(None),
            TransferLine.device_id.is_not(None),
            Transfer.to_place_id == desk.id,
        )
    )


def _held() -> sa.ColumnElement[bool]:
    return sa.exists().where(Hold.device_id == Device.id, Hold.resolved_at.is_(None))


#: In the order of ``ix_device_offered``, so that nothing has to be sorted to be counted.
_KEYS = (
    Device.kind,
    Device.software,
    Device.memory_bytes,
    Device.screen_inches,
    Device.grade,
    Device.use,
)


def _grouped(part: sa.Select[Device], desk: Place | None) -> sa.Select[*tuple[Any, ...]]:
    """How many of each sort are here and at other desks, and the newest picture of one of them."""
    here = Holding.place_id == desk.id if desk else sa.false()
    return part.with_only_columns(
        *_KEYS,
        sa.func.count().label("total"),
        _how_many(here).label("here"),
        _how_many(sa.and_(~here, _at_a_desk())).label("at_others"),
        sa.func.max(Device.photo_id).label("photo_id"),
    ).group_by(*_KEYS)


def _how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _add(offer: Offer, row: sa.Row[*tuple[Any, ...]], rest: Where) -> None:
    here, others = int(row.here), int(row.at_others)
    elsewhere = Where.COMING if rest is Where.COMING else Where.ELSEWHERE
    for where, count in (
        (Where.HERE, here),
        (elsewhere, others),
        (rest, row.total - here - others),
    ):
        if count:
            offer.counts[where] = offer.counts.get(where, 0) + count
    offer.grades |= {row.grade} - {None}
    offer.uses |= {row.use} - {None}
    offer.inches |= {row.screen_inches} - {None}
    if row.photo_id:
        offer.photo_id = max(offer.photo_id or 0, row.photo_id)


def _sort(row: sa.Row[*tuple[Any, ...]]) -> Sort:
    return Sort(
        kind=row.kind,
        image=row.software or "",
        large=(row.screen_inches or 0) >= LARGE,
        memory=round((row.memory_bytes or 0) / GIB),
    )

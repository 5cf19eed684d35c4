"""The list of devices: filters that stand in the address, paged by key, exported as shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import search
from atelier.devices.lifecycle import KINDS, STEPS
from atelier.devices.models import Device, DeviceModel
from atelier.stock import ledger
from atelier.stock.models import Holding, Place

PAGE = 50
#: A count is exact up to here; more is "1000+". Counting further costs time and tells nobody more.
COUNT_LIMIT = 1000
GB = 1024**3
DISK_GB = 1000**3


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the list is narrowed to. Sizes in GB, at least; ``place`` is a place's id."""

    q: str = ""
    kind: str = ""
    maker: str = ""
    memory: int | None = None
    disk: int | None = None
    grade: str = ""
    step: str = ""
    place: int | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """From an address; what makes no sense there is left out."""
        return cls(
            q=args.get("q", "").strip()[:100],
            kind=_one_of(args.get("kind", ""), KINDS),
            maker=args.get("maker", "").strip()[:80],
            memory=_number(args.get("memory", "")),
            disk=_number(args.get("disk", "")),
            grade=_one_of(args.get("grade", ""), ("A", "B", "C", "D")),
            step=_one_of(args.get("step", ""), STEPS),
            place=_number(args.get("place", "")),
        )

    def as_args(self) -> dict[str, str]:
        """For an address: only what is set."""
        return {f.name: str(getattr(self, f.name)) for f in fields(self) if getattr(self, f.name)}

    @property
    def beyond_search(self) -> bool:
        """Whether something else than the search box narrows the list."""
        return bool(self.as_args().keys() - {"q"})


@dataclass(frozen=True, kw_only=True)
class Row:
    device: Device
    place: Place | None


@dataclass(frozen=True, kw_only=True)
class Page:
    rows: list[Row]
    #: Key of the next page, None on the last.
    after: int | None
    count: int

    @property
    def count_text(self) -> str:
        return count_text(self.count)


def count_text(count: int) -> str:
    return f"{COUNT_LIMIT}+" if count > COUNT_LIMIT else str(count)


def page(
    session: Session, organisation_id: int, filters: Filters, after: int | None = None
) -> Page:
    """The newest devices first, from the one after ``after`` on."""
    matching = _matching(session, organisation_id, filters)
    wanted = matching.order_by(Device.id.desc()).limit(PAGE + 1)
    if after is not None:
        wanted = wanted.where(Device.id < after)
    devices = list(session.scalars(wanted))
    shown = devices[:PAGE]
    at = ledger.places_of(session, [device.id for device in shown])
    return Page(
        rows=[Row(device=device, place=at.get(device.id)) for device in shown],
        after=shown[-1].id if len(devices) > PAGE else None,
        count=_count(session, matching),
    )


def everything(session: Session, organisation_id: int, filters: Filters) -> Iterator[Row]:
    """All rows that the filters show, read page by page."""
    after: int | None = None
    matching = _matching(session, organisation_id, filters).order_by(Device.id.desc()).limit(500)
    while True:
        wanted = matching if after is None else matching.where(Device.id < after)
        devices = list(session.scalars(wanted))
        if not devices:
            return
        at = ledger.places_of(session, [device.id for device in devices])
        yield from (Row(device=device, place=at.get(device.id)) for device in devices)
        after = devices[-1].id
        session.expunge_all()


def makers(session: Session, organisation_id: int) -> list[str]:
    """Of the devices here. Models are everybody's; what another organisation has is its own."""
    here = sa.exists().where(
        Device.organisation_id == organisation_id, Device.model_id == DeviceModel.id
    )
    named = sa.select(DeviceModel.maker).where(DeviceModel.maker != "", here).distinct()
    return list(session.scalars(named.order_by(DeviceModel.maker)))


def _matching(session: Session, organisation_id: int, filters: Filters) -> sa.Select[Device]:
    wanted = sa.select(Device).where(
        Device.organisation_id == organisation_id, Device.merged_into_id.is_(None)
    )
    for condition in _conditions(filters):
        wanted = wanted.where(condition)
    if filters.q:
        wanted = wanted.where(search.matching(session, organisation_id, filters.q))
    return wanted


def _conditions(filters: Filters) -> Iterator[sa.ColumnElement[bool]]:
    if filters.kind:
        yield Device.kind == filters.kind
    if filters.maker:
        yield Device.model_id.in_(
            sa.select(DeviceModel.id).where(DeviceModel.maker == filters.maker)
        )
    if filters.memory:
        # A machine with 8 GB often tells a little less: its graphics took a share.
        yield Device.memory_bytes >= int(filters.memory * GB * 0.9)
    if filters.disk:
        yield Device.disk_bytes >= int(filters.disk * DISK_GB * 0.9)
    if filters.grade:
        yield Device.grade == filters.grade
    if filters.step:
        yield Device.next_step == filters.step
    if filters.place:
        yield Device.id.in_(sa.select(Holding.device_id).where(Holding.place_id == filters.place))


def _count(session: Session, matching: sa.Select[Device]) -> int:
    some = matching.with_only_columns(Device.id).limit(COUNT_LIMIT + 1).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _one_of(value: str, allowed: tuple[str, ...]) -> str:
    return value if value in allowed else ""


def _number(value: str) -> int | None:
    return int(value) if value.isdecimal() and 0 < len(value) < 10 else None

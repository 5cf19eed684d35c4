"""What a desk has, what lies ready, what is due, and what comes: in a fixed number of queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.kinds import KIND_NAMES
from atelier.devices.lifecycle import READY
from atelier.devices.models import Device
from atelier.lending.loans import finding
from atelier.lending.loans.finding import Due, Which
from atelier.lending.models import Reservation, ReservedUnit
from atelier.lending.reservations import taken
from atelier.lending.reservations.standing import lies_ready
from atelier.lending.reservations.taken import Taken
from atelier.paging import Page, cut
from atelier.stock import articles, desks
from atelier.stock.models import Article, Desk, Hold, Holding, Place, Transfer, TransferLine
from atelier.stock.transfers.standing import State, state_of

FEW = 5
PAGE_SIZE = 50


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A device that lies here for whoever it was asked for."""

    device: Device
    reservation: Reservation
    unit: ReservedUnit
    #: Somebody put it ready; else it came, and waits for that.
    is_ready: bool


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A transfer to this desk: packed, or on its way; and what of it did not arrive yet."""

    transfer: Transfer
    devices: int
    articles: int
    #: What is in it: a name, or a kind as a msgid, and how many.
    names: Sequence[tuple[str, int]] = ()

    @property
    def state(self) -> State:
        return state_of(self.transfer)


@dataclass(frozen=True, kw_only=True)
class Overview:
    desk: Place
    details: Desk | None
    #: Kind and number of the devices here that are ready.
    ready: Sequence[tuple[str, int]]
    #: So many here have to go to the workshop first.
    unready: int
    #: So many here are promised to another desk, and wait for the van.
    elsewhere: int
    goods: Sequence[tuple[Article, int]]
    kept: Sequence[Kept]
    #: What lay ready here until a coordinator took it.
    taken: Sequence[Taken]
    due: dict[Due, int]
    first_due: Sequence[finding.Row]
    coming: Sequence[Coming]
    #: The next day on which the van comes by itself.
    next_van: date | None

    @property
    def count(self) -> int:
        return sum(count for _, count in self.ready)


def of(session: Session, desk: Place, today: date) -> Overview:
    ready, unready = _stock(session, desk)
    details = session.get(Desk, desk.id)
    return Overview(
        desk=desk,
        details=details,
        ready=ready,
        unready=unready,
        elsewhere=sum(place.id != desk.id for place in promised(session, desk).values()),
        goods=articles.at(session, desk),
        kept=_kept(session, desk),
        taken=taken.from_desk(session, desk),
        due=finding.counts(session, [desk.id], today),
        first_due=finding.page(session, [desk.id], Which.DUE, today=today, size=FEW).rows,
        coming=_coming(session, desk),
        next_van=desks.delivery_on(details, today),
    )


def stock_page(session: Session, desk: Place, after: int | None = None) -> Page[Device]:
    """The devices here, the newest first."""
    wanted = (
        sa.select(Device)
        .join(Holding, Holding.device_id == Device.id)
        .where(Holding.place_id == desk.id)
        .order_by(Device.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    if after:
        wanted = wanted.where(Device.id < after)
    found = session.scalars(wanted).all()
    return cut(found, [device.id for device in found], PAGE_SIZE)


def _stock(session: Session, desk: Place) -> tuple[list[tuple[str, int]], int]:
    ready = sa.func.sum(sa.case((Device.next_step == READY, 1), else_=0))
    rows = session.execute(
        sa.select(Device.kind, ready, sa.func.count())
        .join(Holding, Holding.device_id == Device.id)
        .where(Holding.place_id == desk.id)
        .group_by(Device.kind)
        .order_by(Device.kind)
    ).all()
    counted = [(kind, int(count)) for kind, count, _ in rows if count]
    return counted, sum(there - int(count) for _, count, there in rows)


def promised(session: Session, desk: Place) -> dict[int, Place]:
    """For which desk the devices that stand here are kept, by the key of the device."""
    rows = session.execute(
        sa.select(Hold.device_id, Place)
        .join(Holding, Holding.device_id == Hold.device_id)
        .join(Place, Place.id == Hold.place_id)
        .where(Holding.place_id == desk.id, Hold.resolved_at.is_(None))
    )
    return dict(rows.all())


def _kept(session: Session, desk: Place) -> list[Kept]:
    """The first to be given up first; what nobody put ready yet at the end."""
    rows = session.execute(
        sa.select(Device, Reservation, ReservedUnit, lies_ready())
        .join(Hold, Hold.device_id == Device.id)
        .join(Holding, Holding.device_id == Device.id)
        .join(ReservedUnit, ReservedUnit.hold_id == Hold.id)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .where(
            Hold.place_id == desk.id,
            Hold.resolved_at.is_(None),
            ReservedUnit.resolved_at.is_(None),
            Holding.place_id == desk.id,
        )
        .order_by(sa.case((lies_ready(), 0), else_=1), ReservedUnit.keep_until, ReservedUnit.id)
        .limit(4 * FEW)
    ).unique()
    return [
        Kept(device=device, reservation=asked, unit=unit, is_ready=bool(is_ready))
        for device, asked, unit, is_ready in rows
    ]


def _coming(session: Session, desk: Place) -> list[Coming]:
    """What is on its way first, then by the day on which it is to go."""
    left = TransferLine.quantity - TransferLine.arrived
    tagged = sa.func.sum(sa.case((TransferLine.device_id.is_not(None), left), else_=0))
    counted = sa.func.sum(sa.case((TransferLine.article_id.is_not(None), left), else_=0))
    rows = session.execute(
        sa.select(Transfer, tagged, counted)
        .join(TransferLine, TransferLine.transfer_id == Transfer.id)
        .where(Transfer.to_place_id == desk.id, Transfer.closed_at.is_(None))
        .group_by(Transfer.id)
        .order_by(
            Transfer.sent_at.is_(None),
            Transfer.planned_on.is_(None),
            Transfer.planned_on,
            Transfer.id,
        )
    ).all()
    names = _names(session, [transfer.id for transfer, _, _ in rows])
    return [
        Coming(
            transfer=transfer,
            devices=int(devices),
            articles=int(goods),
            names=sorted(names[transfer.id].items()),
        )
        for transfer, devices, goods in rows
    ]


def _names(session: Session, numbers: Sequence[int]) -> dict[int, Counter[str]]:
    """What is in each of these transfers, in one query: devices by name, articles by theirs."""
    rows = session.execute(
        sa.select(
            TransferLine.transfer_id,
            Device,
            Article.name,
            TransferLine.quantity - TransferLine.arrived,
        )
        .outerjoin(Device, Device.id == TransferLine.device_id)
        .outerjoin(Article, Article.id == TransferLine.article_id)
        .where(TransferLine.transfer_id.in_(numbers), TransferLine.arrived < TransferLine.quantity)
    )
    found: dict[int, Counter[str]] = {number: Counter() for number in numbers}
    for number, device, article, quantity in rows.unique():
        found[number][article or device.name or KIND_NAMES[device.kind]] += quantity
    return found

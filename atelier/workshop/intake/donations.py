"""Donations: what was promised together, and what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import key_of, lock, now
from atelier.devices.lifecycle import KINDS
from atelier.devices.models import Device
from atelier.errors import Invalid, NotFound
from atelier.paging import LARGEST_KEY, Page, cut
from atelier.words import N_
from atelier.workshop.intake import answers
from atelier.workshop.intake.models import Donation, Donor, IntakeScan

PAGE_SIZE = 50
#: More of one kind than this is a typing error.
MOST = 10_000


@dataclass(frozen=True, kw_only=True)
class Details:
    """``promised``: pieces by kind of device; kinds with none may be left out."""

    promised: Mapping[str, int] = field(default_factory=dict)
    expected_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One kind of device: how many were promised, how many came."""

    kind: str
    promised: int
    came: int


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What came against what was promised; lines for the kinds that occur, in the usual order."""

    lines: Sequence[Line]

    @property
    def promised(self) -> int:
        return sum(line.promised for line in self.lines)

    @property
    def came(self) -> int:
        return sum(line.came for line in self.lines)

    @property
    def kept(self) -> int:
        """Of what was promised; more of one kind does not make up for less of another."""
        return sum(min(line.came, line.promised) for line in self.lines)

    @property
    def extra(self) -> int:
        return self.came - self.kept


def create(
    session: Session, *, donor: Donor, client_id: str, details: Details | None = None
) -> Donation:
    """A new donation with the next reference of the year; the same ``client_id`` makes it once."""
    client_id = ids.checked(client_id, "client_id")
    year = now().year
    lock(session, key_of("donation", str(donor.organisation_id), str(year)))
    known = session.scalar(
        sa.select(Donation).where(
            Donation.organisation_id == donor.organisation_id, Donation.client_id == client_id
        )
    )
    if known is not None:
        return known
    donation = Donation(
        organisation_id=donor.organisation_id,
        client_id=client_id,
        donor=donor,
        reference=_next_reference(session, donor.organisation_id, year),
    )
    _write(donation, details or Details())
    session.add(donation)
    session.flush()
    return donation


def change(session: Session, donation: Donation, details: Details) -> None:
    _write(donation, details)
    session.flush()


def close(session: Session, donation: Donation) -> None:
    """Nothing more is received under it, until it is opened again."""
    donation.closed_at = donation.closed_at or now()
    session.flush()


def reopen(session: Session, donation: Donation) -> None:
    donation.closed_at = None
    session.flush()


def get(session: Session, organisation_id: int, donation_id: int) -> Donation:
    """Raises NotFound, also for a donation of another organisation."""
    donation = session.get(Donation, donation_id)
    if donation is None or donation.organisation_id != organisation_id:
        raise NotFound(N_("Deze schenking bestaat niet (meer). Kies een andere."))
    return donation


def still_open(
    session: Session, organisation_id: int, chosen: int | None = None, limit: int = 30
) -> list[Donation]:
    """Donations that take devices, the newest first; among them the one with id ``chosen``."""
    takes = (Donation.organisation_id == organisation_id, Donation.closed_at.is_(None))
    newest = sa.select(Donation).where(*takes).order_by(Donation.id.desc()).limit(limit)
    found = list(session.scalars(newest))
    possible = chosen is not None and 0 < chosen <= LARGEST_KEY
    if possible and all(donation.id != chosen for donation in found):
        found += session.scalars(sa.select(Donation).where(*takes, Donation.id == chosen))
    return found


def of_donor(
    session: Session, donor: Donor, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Donation]:
    wanted = sa.select(Donation).where(Donation.donor_id == donor.id)
    if after is not None:
        wanted = wanted.where(Donation.id < after)
    rows = session.scalars(wanted.order_by(Donation.id.desc()).limit(size + 1)).all()
    return cut(rows, [donation.id for donation in rows], size)


def devices_of(
    session: Session, donation: Donation, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Device]:
    """What came of it, the newest device first."""
    wanted = sa.select(Device).where(
        Device.id.in_(sa.select(_came_as()).where(*_came(), IntakeScan.donation_id == donation.id))
    )
    if after is not None:
        wanted = wanted.where(Device.id < after)
    rows = session.scalars(wanted.order_by(Device.id.desc()).limit(size + 1)).all()
    return cut(rows, [device.id for device in rows], size)


def progress(session: Session, donation: Donation) -> Progress:
    arrived = _came_by_kind(session, donation)
    lines = [
        Line(kind=kind, promised=donation.promised.get(kind, 0), came=arrived.get(kind, 0))
        for kind in KINDS
    ]
    return Progress(lines=[line for line in lines if line.promised or line.came])


def _came_by_kind(session: Session, donation: Donation) -> dict[str, int]:
    came = sa.select(_came_as()).where(*_came(), IntakeScan.donation_id == donation.id)
    rows = session.execute(
        sa.select(Device.kind, sa.func.count()).where(Device.id.in_(came)).group_by(Device.kind)
    )
    return dict(rows.all())


def came(session: Session, donation_ids: Iterable[int]) -> dict[int, int]:
    """How many devices came of each of these donations, in one query."""
    rows = session.execute(
        sa.select(IntakeScan.donation_id, sa.func.count(sa.distinct(_came_as())))
        .where(*_came(), IntakeScan.donation_id.in_(list(donation_ids)))
        .group_by(IntakeScan.donation_id)
    )
    return dict(rows.all())


def counts_by_donor(session: Session, donor_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Donations and devices of each of these donors, in two queries."""
    wanted = list(donor_ids)
    given = session.execute(
        sa.select(Donation.donor_id, sa.func.count())
        .where(Donation.donor_id.in_(wanted))
        .group_by(Donation.donor_id)
    )
    arrived = session.execute(
        sa.select(Donation.donor_id, sa.func.count(sa.distinct(_came_as())))
        .join(IntakeScan, IntakeScan.donation_id == Donation.id)
        .where(*_came(), Donation.donor_id.in_(wanted))
        .group_by(Donation.donor_id)
    )
    devices = dict(arrived.all())
    return {donor: (count, devices.get(donor, 0)) for donor, count in given}


def of_many(session: Session, owners: Mapping[int, int]) -> dict[int, Donation]:
    """The donation that each device last came in with, where one did, in one query.

    ``owners``: of ``history.owners``.
    """
    rows = session.execute(
        sa.select(IntakeScan.device_id, Donation)
        .join(Donation, Donation.id == IntakeScan.donation_id)
        .where(*_came(), IntakeScan.device_id.in_(owners))
        .order_by(IntakeScan.at)
    )
    # The last one stays.
    return {owners[device_id]: one for device_id, one in rows if device_id is not None}


def _came() -> tuple[sa.ColumnElement[bool], ...]:
    return (IntakeScan.state == answers.RECEIVED, IntakeScan.undone_at.is_(None))


def _came_as() -> sa.ScalarSelect[int | None]:
    """The device of a scan, or the one that it turned out to be."""
    return (
        sa.select(sa.func.coalesce(Device.merged_into_id, Device.id))
        .where(Device.id == IntakeScan.device_id)
        .correlate(IntakeScan)
        .scalar_subquery()
    )


def _next_reference(session: Session, organisation_id: int, year: int) -> str:
    number = sa.cast(sa.func.substr(Donation.reference, 6), sa.Integer)
    last = session.scalar(
        sa.select(sa.func.max(number)).where(
            Donation.organisation_id == organisation_id, Donation.reference.startswith(f"{year}-")
        )
    )
    return f"{year}-{(last or 0) + 1:03}"


def _write(donation: Donation, details: Details) -> None:
    for kind, count in details.promised.items():
        if kind not in KINDS or not 0 <= count <= MOST:
            raise Invalid(N_("Vul per soort een aantal in, of laat het leeg."), field="promised")
    donation.promised = {kind: count for kind, count in details.promised.items() if count}
    donation.expected_on = details.expected_on
    donation.note = (details.note or "").replace("\0", "").strip() or None

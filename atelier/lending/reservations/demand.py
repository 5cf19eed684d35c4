"""What desks asked for, and what became of it: by month and kind, so that supply can follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.lending.models import Reservation, ReservedUnit

_OPEN = ReservedUnit.resolved_at.is_(None)
_NO_DEVICE = ReservedUnit.hold_id.is_(None)


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Units that were needed by this month (``2026-03``) of one kind.

    What became of them adds up to ``asked``. ``given_up`` were cancelled while they waited,
    ``cancelled`` when there was a device for them already. ``unmet``: they wait still, or gave up.
    """

    month: str
    kind: str
    asked: int
    collected: int
    promised: int
    waiting: int
    given_up: int
    cancelled: int
    expired: int

    @property
    def unmet(self) -> int:
        return self.waiting + self.given_up


def by_month(session: Session, workshop_id: int) -> Sequence[Demand]:
    """The latest month first."""
    year = sa.extract("year", Reservation.wanted_by)
    month = sa.extract("month", Reservation.wanted_by)
    rows = session.execute(
        sa.select(
            year,
            month,
            Reservation.kind,
            sa.func.count(),
            _how_many(ReservedUnit.resolution == "collected"),
            _how_many(sa.and_(_OPEN, ~_NO_DEVICE)),
            _how_many(sa.and_(_OPEN, _NO_DEVICE)),
            _how_many(sa.and_(ReservedUnit.resolution == "cancelled", _NO_DEVICE)),
            _how_many(sa.and_(ReservedUnit.resolution == "cancelled", ~_NO_DEVICE)),
            _how_many(ReservedUnit.resolution == "expired"),
        )
        .join(ReservedUnit, ReservedUnit.reservation_id == Reservation.id)
        .where(Reservation.workshop_id == workshop_id)
        .group_by(year, month, Reservation.kind)
        .order_by(year.desc(), month.desc(), Reservation.kind)
    )
    return [
        Demand(
            month=f"{int(row[0])}-{int(row[1]):02}",
            kind=row[2],
            asked=row[3],
            collected=row[4],
            promised=row[5],
            waiting=row[6],
            given_up=row[7],
            cancelled=row[8],
            expired=row[9],
        )
        for row in rows
    ]


def _how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return sa.func.sum(sa.case((condition, 1), else_=0))

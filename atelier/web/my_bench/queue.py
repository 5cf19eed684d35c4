"""What waits for somebody at a bench, in turn: what somebody asked for, then the oldest.

1. what is promised to a desk and not ready yet, the oldest reservation first;
2. what may do for a reservation to which nothing could be promised yet, as far as is known of it;
3. whatever waits longest for its step.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench import leaving, working
from atelier.bench.models import BenchWork
from atelier.devices.models import Device
from atelier.errors import Conflict
from atelier.lending.fitting import LEAST_SHARE, Wish
from atelier.lending.models import Reservation, ReservedUnit
from atelier.lending.reservations.allocating import wish_of
from atelier.people.models import Account
from atelier.stock.models import Hold, Holding, Place, TransferLine
from atelier.words import N_

#: Steps that are done at a bench; what is to be received is done at the door.
STEPS = ("diagnose", "erase", "image", "repair", "check", "inspect")
_MOST_WISHES = 40
_LOOKED_AT = 20
#: So far is counted.
COUNT_LIMIT = 1000
_EMPTY = N_("Er wacht nu geen toestel. Vraag aan een coördinator wat je kan doen.")


def take_next(
    session: Session, account: Account, *, bench: Place | None, client_id: str
) -> BenchWork:
    """The first of the queue that nobody else takes just now; once for each ``client_id`` (UUID).

    Raises Conflict where nothing waits.
    """
    known = working.by_client_id(session, account.organisation_id, client_id)
    if known is not None and known.account_id == account.id:
        return known
    for number in candidates(session, account.organisation_id):
        device = _held(session, number)
        if device is not None and not working.is_busy(session, device):
            return working.take(
                session, device, account, bench=bench, how="next", client_id=client_id
            )
    raise Conflict(_EMPTY)


def candidates(session: Session, organisation_id: int) -> Iterator[int]:
    """Numbers of devices in turn; one may come twice."""
    for wanted in (_promised, _wished, _oldest):
        yield from session.scalars(wanted(session, organisation_id).limit(_LOOKED_AT)).all()


def waiting(session: Session, organisation_id: int) -> int:
    """How many wait, counted no further than ``COUNT_LIMIT`` + 1."""
    some = _free(organisation_id).limit(COUNT_LIMIT + 1).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _held(session: Session, number: int) -> Device | None:
    """None where somebody else has it in hand this very moment."""
    free = sa.select(Device.id).where(Device.id == number)
    if session.scalar(free.with_for_update(key_share=True, skip_locked=True)) is None:
        return None
    return session.get_one(Device, number)


def _free(organisation_id: int) -> sa.Select[int]:
    """In the workshop, at a step of a bench, with nobody, and not packed."""
    here = sa.select(Place.id).where(
        Place.organisation_id == organisation_id, Place.kind.in_(sorted(leaving.AT_HAND))
    )
    taken: sa.CompoundSelect[Any] = sa.union_all(
        working.busy(),
        sa.select(TransferLine.device_id).where(
            TransferLine.settled_at.is_(None), TransferLine.device_id.is_not(None)
        ),
    )
    return (
        sa.select(Device.id)
        .join(Holding, Holding.device_id == Device.id)
        .where(
            Device.organisation_id == organisation_id,
            Device.next_step.in_(STEPS),
            Device.merged_into_id.is_(None),
            Holding.place_id.in_(here),
            Device.id.not_in(taken),
        )
    )


def _promised(_session: Session, organisation_id: int) -> sa.Select[int]:
    return (
        _free(organisation_id)
        .join(Hold, sa.and_(Hold.device_id == Device.id, Hold.resolved_at.is_(None)))
        .join(ReservedUnit, ReservedUnit.hold_id == Hold.id)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .order_by(Reservation.made_at, ReservedUnit.id)
    )


def _wished(session: Session, organisation_id: int) -> sa.Select[int]:
    """By the oldest reservation that it may do for."""
    wishes = [_may_become(wish) for wish in _wishes(session, organisation_id)]
    turns = [(fits, place) for place, fits in enumerate(wishes)]
    in_turn = [sa.case(*turns)] if turns else []
    return (
        _not_promised(organisation_id)
        .where(sa.or_(sa.false(), *wishes))
        .order_by(*in_turn, Device.next_step_since, Device.id)
    )


def _oldest(_session: Session, organisation_id: int) -> sa.Select[int]:
    return _free(organisation_id).order_by(Device.next_step_since, Device.id)


def _not_promised(organisation_id: int) -> sa.Select[int]:
    promised = sa.select(Hold.device_id).where(Hold.resolved_at.is_(None))
    return _free(organisation_id).where(Device.id.not_in(promised))


def _wishes(session: Session, organisation_id: int) -> list[Wish]:
    """What desks wait for to which nothing is promised, the oldest first, each wish once."""
    waiting = sa.select(ReservedUnit.reservation_id).where(
        ReservedUnit.resolved_at.is_(None), ReservedUnit.hold_id.is_(None)
    )
    rows = session.scalars(
        sa.select(Reservation)
        .join(Place, Place.id == Reservation.place_id)
        .where(
            Reservation.workshop_id == organisation_id,
            Reservation.device_id.is_(None),
            Reservation.id.in_(waiting),
            Place.active,
        )
        .order_by(Reservation.made_at, Reservation.id)
        .limit(_MOST_WISHES)
    )
    return list(dict.fromkeys(wish_of(reservation) for reservation in rows))


def _may_become(wish: Wish) -> sa.ColumnElement[bool]:
    """Nothing that is known of it says that it will not do."""
    least = (
        (Device.memory_bytes, wish.memory_bytes and int(wish.memory_bytes * LEAST_SHARE)),
        (Device.disk_bytes, wish.disk_bytes and int(wish.disk_bytes * LEAST_SHARE)),
        (Device.screen_inches, wish.screen_inches),
    )
    asked = [sa.or_(column.is_(None), column >= value) for column, value in least if value]
    return sa.and_(Device.kind == wish.kind, *asked)

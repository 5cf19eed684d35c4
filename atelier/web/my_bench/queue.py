"""What waits for a person at a bench, in turn: what somebody asked for, then the oldest.

1. what is promised to a desk and not ready yet, the oldest reservation first;
2. what may do for a reservation to which nothing could be promised yet, as far as is known of it;
3. whatever waits longest for its step.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench import leaving, working
from atelier.bench.models import PUT_BACK, BenchWork, Order, still_open
from atelier.db import now
from atelier.devices.models import AT_A_BENCH, BENCH_STEPS, Device
from atelier.errors import Conflict
from atelier.lending.fitting import LEAST_SHARE, Wish
from atelier.lending.models import Reservation, ReservedUnit
from atelier.lending.reservations.allocating import wish_of
from atelier.people.models import Account
from atelier.stock.models import Hold, Holding, Place, TransferLine
from atelier.web.my_bench import doing
from atelier.words import N_

_MOST_WISHES = 40
_LOOKED_AT = 20
#: Who put something back gets others first for so long.
_NOT_AGAIN = timedelta(hours=8)
#: So far is counted: on every look at a bench, and nobody there counts on.
COUNT_LIMIT = 100
_EMPTY = N_("Er wacht nu geen toestel. Vraag aan een coördinator wat je kan doen.")


def take_next(
    session: Session, account: Account, *, bench: Place | None, client_id: str
) -> BenchWork:
    """The first of the queue that nobody else takes just now; once for each ``client_id`` (UUID).

    Raises Conflict where nothing waits.
    """
    known = working.by_client_id(session, account.organisation_id, client_id)
    if known is not None:
        working.refuse_over(known, account)
        return known
    for number in candidates(session, account):
        device = _held(session, number)
        if device is not None and not working.is_busy(session, device):
            return working.take(
                session, device, account, bench=bench, how="next", client_id=client_id
            )
    raise Conflict(_EMPTY)


def candidates(session: Session, account: Account) -> Iterator[int]:
    """Numbers of devices in turn; one may come twice.

    What the person put back a while ago comes only when nothing else waits.
    """
    free = _free(account)
    others = free.where(Device.id.not_in(_put_back_by(account)))
    yield from _first(session, _promised(others))
    yield from _wished(session, others, _wishes(session, account.organisation_id))
    yield from _first(session, _oldest(others))
    yield from _first(session, _oldest(free))


def waiting(session: Session, account: Account) -> int:
    """How many wait for this person, counted no further than ``COUNT_LIMIT``."""
    some = _free(account).where(sa.text(AT_A_BENCH)).limit(COUNT_LIMIT).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _first(session: Session, wanted: sa.Select[int]) -> Sequence[int]:
    return session.scalars(wanted.limit(_LOOKED_AT)).all()


def _held(session: Session, number: int) -> Device | None:
    """None where somebody else has it in hand this very moment."""
    free = sa.select(Device.id).where(Device.id == number)
    if session.scalar(free.with_for_update(key_share=True, skip_locked=True)) is None:
        return None
    return session.get_one(Device, number)


def _free(account: Account) -> sa.Select[int]:
    """In the workshop, with nobody, not packed, and the next step is one the person may do.

    Whoever asks says as well that it is at a bench, in words that find it quickly.
    """
    here = sa.select(Place.id).where(
        Place.organisation_id == account.organisation_id, Place.kind.in_(sorted(leaving.AT_HAND))
    )
    taken: sa.CompoundSelect[Any] = sa.union_all(
        working.busy(),
        sa.select(TransferLine.device_id).where(
            TransferLine.settled_at.is_(None), TransferLine.device_id.is_not(None)
        ),
        _at_work(account.organisation_id),
    )
    # Asked of each device by itself: who reads them in turn does not begin with the places.
    stands = sa.exists().where(Holding.device_id == Device.id, Holding.place_id.in_(here))
    return sa.select(Device.id).where(
        Device.organisation_id == account.organisation_id,
        doing.may_do(account),
        stands,
        Device.id.not_in(taken),
    )


def _at_work(organisation_id: int) -> sa.Select[int]:
    """What is erased or written by itself: it asks for nobody until that is over, or lost."""
    return sa.select(Order.device_id).where(
        Order.organisation_id == organisation_id, still_open(), Order.due_at > now()
    )


def _put_back_by(account: Account) -> sa.Select[int]:
    return sa.select(BenchWork.device_id).where(
        BenchWork.account_id == account.id,
        sa.text(PUT_BACK),
        BenchWork.ended_at > now() - _NOT_AGAIN,
    )


def _promised(free: sa.Select[int]) -> sa.Select[int]:
    """Few, and found by their promise: not by way of all that waits."""
    at_a_bench = (Device.next_step.in_(BENCH_STEPS), Device.merged_into_id.is_(None))
    return (
        free.where(*at_a_bench)
        .join(Hold, sa.and_(Hold.device_id == Device.id, Hold.resolved_at.is_(None)))
        .join(ReservedUnit, ReservedUnit.hold_id == Hold.id)
        .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
        .order_by(Reservation.made_at, ReservedUnit.id)
    )


def _wished(session: Session, free: sa.Select[int], wishes: Sequence[Wish]) -> Iterator[int]:
    """By the oldest reservation that it may do for.

    The first alone is read in turn from the index, and is nearly always enough; all others
    together would have to be sorted.
    """
    promised = sa.select(Hold.device_id).where(Hold.resolved_at.is_(None))
    fitting = [_may_become(wish) for wish in wishes]
    not_promised = free.where(sa.text(AT_A_BENCH), Device.id.not_in(promised))
    for some in (fitting[:1], fitting[1:]):
        if not some:
            return
        turn = [sa.case(*((fits, place) for place, fits in enumerate(some)))] if some[1:] else []
        in_turn = not_promised.where(sa.or_(*some))
        yield from _first(session, in_turn.order_by(*turn, Device.next_step_since, Device.id))


def _oldest(free: sa.Select[int]) -> sa.Select[int]:
    return free.where(sa.text(AT_A_BENCH)).order_by(Device.next_step_since, Device.id)


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

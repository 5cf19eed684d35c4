"""What the checks of evidence share: of erasures, and of images."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.documents import digest
from atelier.bench.models import Order
from atelier.checks.finding import Finding
from atelier.db import Base
from atelier.devices.models import Device, Event

_BATCH = 200


class Stored(Protocol):
    """Evidence as it was written down; ``sha256``: of its document."""

    @property
    def id(self) -> int: ...
    @property
    def document(self) -> dict[str, Any]: ...
    @property
    def sha256(self) -> str: ...


S = TypeVar("S", bound=Stored)


def events(session: Session, kind: str) -> Iterator[Event]:
    """All facts of this kind, the oldest first."""
    wanted = sa.select(Event).where(Event.kind == kind).order_by(Event.id)
    yield from session.scalars(wanted.execution_options(yield_per=_BATCH))


def of_event(event: Event, text: str) -> Finding:
    return Finding(f"device {event.device_id}", f"fact {event.id} {text}")


def same_device(session: Session, one: int, other: int) -> bool:
    """By number of record; two are the same once one was merged into the other."""
    return one == other or _owner(session, one) == _owner(session, other)


def as_they_came(
    session: Session,
    table: type[S],
    what: str,
    *,
    kept: Callable[[S], object],
    comes_to: Callable[[S], object],
) -> Iterator[Finding]:
    """Each document is what its digest says; held to what was ordered, it ``comes_to`` what was
    ``kept`` of it. ``what``: it is called.
    """
    number: Any = table.id
    wanted = sa.select(table).order_by(number).execution_options(yield_per=_BATCH)
    for stored in session.scalars(wanted):
        subject = f"{what} {stored.id}"
        if digest(stored.document) != stored.sha256:
            yield Finding(subject, "is not the document that came")
        elif (found := comes_to(stored)) != (known := kept(stored)):
            yield Finding(subject, f"is kept as {known}, and comes to {found}")


def done_without_a_trace(session: Session, kind: str, *tables: type[Base]) -> Iterator[Finding]:
    """Orders of this kind that are done, and left no row in any of ``tables``."""
    told = sa.select(Order).where(Order.kind == kind, Order.state == "done")
    for row in (table.__table__.c for table in tables):
        told = told.where(
            ~sa.exists().where(
                row.organisation_id == Order.organisation_id, row.order_id == Order.id
            )
        )
    for order in session.scalars(told.order_by(Order.issued_at)):
        yield Finding(f"order {order.id}", "was done, and nothing was kept of it")


def _owner(session: Session, device_id: int) -> int | None:
    """The record that goes on, of the one that was merged into it."""
    owner = sa.func.coalesce(Device.merged_into_id, Device.id)
    return session.scalar(sa.select(owner).where(Device.id == device_id))

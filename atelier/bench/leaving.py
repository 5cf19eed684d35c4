"""Nobody works on what is not in the workshop: that ends with the move by which it left."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.models import BenchWork
from atelier.db import now
from atelier.devices.models import Device

#: Kinds of place where hands of the workshop are: not a van, a desk, or with a borrower.
AT_HAND = frozenset({"site", "room", "rack", "shelf", "bench"})
LEFT = "left"


def moved(session: Session, device: Device, kind: str) -> None:
    """``device`` went to a place of ``kind``, by whatever move."""
    if kind in AT_HAND:
        return
    if device.merged_into_id is not None:
        _goes_on_as(session, device, device.merged_into_id)
    end(session, BenchWork.device_id == device.id, LEFT)


def _goes_on_as(session: Session, device: Device, other_id: int) -> None:
    """Whoever has one of two records that are one thing has the thing, unless another has it."""
    there = sa.select(BenchWork.id).where(
        BenchWork.device_id == other_id, BenchWork.ended_at.is_(None)
    )
    session.execute(
        sa.update(BenchWork)
        .where(
            BenchWork.device_id == device.id,
            BenchWork.ended_at.is_(None),
            ~sa.exists(there.correlate(None)),
        )
        .values(device_id=other_id)
        .execution_options(synchronize_session="fetch")
    )


def end(session: Session, which: sa.ColumnElement[bool], ending: str) -> int:
    """How many of those ``which`` were open still."""
    done = session.execute(
        sa.update(BenchWork)
        .where(which, BenchWork.ended_at.is_(None))
        .values(ended_at=now(), ending=ending)
        .returning(BenchWork.id)
        .execution_options(synchronize_session="fetch")
    )
    return len(done.all())

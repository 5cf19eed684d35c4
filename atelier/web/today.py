"""What waits where: the figures of the first page."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.lifecycle import GONE, STEPS
from atelier.devices.models import Device
from atelier.stock import parts
from atelier.web.devices.listing import COUNT_LIMIT, count_text
from atelier.workshop.diagnosis import aside, choosing
from atelier.workshop.imaging import catalogue as images
from atelier.workshop.intake import settling


@dataclass(frozen=True, kw_only=True)
class Overview:
    #: Key of the step and number of devices that wait for it, in the order of the way.
    steps: list[tuple[str, int]]
    #: Reports of which a person has to say which device it is.
    questions: int
    #: What was sent and could not be taken.
    set_aside: int
    #: Software on trial, that a person has to release or withdraw.
    on_trial: int
    #: Scans at the door that a person has to settle.
    to_settle: int
    #: Sorts of parts of which there are too few.
    low_parts: int

    @staticmethod
    def text(count: int) -> str:
        return count_text(count)

    @property
    def most(self) -> int:
        return max((count for _key, count in self.steps), default=0)


def overview(session: Session, organisation_id: int) -> Overview:
    return Overview(
        steps=_counts(session, organisation_id),
        questions=choosing.how_many(session, organisation_id),
        set_aside=aside.how_many(session, organisation_id),
        on_trial=len(images.waiting(session, organisation_id)),
        to_settle=settling.how_many(session, organisation_id),
        low_parts=parts.below_minimum(session, organisation_id),
    )


def _counts(session: Session, organisation_id: int) -> list[tuple[str, int]]:
    """Each step with its devices, counted by index and no further than ``COUNT_LIMIT`` + 1."""
    keys = [key for key in STEPS if key != GONE]
    counted = sa.union_all(*(_count(organisation_id, key) for key in keys))
    counts = dict(session.execute(counted).all())
    return [(key, counts[key]) for key in keys]


def _count(organisation_id: int, key: str) -> sa.Select[str, int]:
    waiting = (
        sa.select(Device.id)
        .where(
            Device.organisation_id == organisation_id,
            # By name: a plan for any step would do badly for most, as some have half of all.
            Device.next_step == sa.literal(key, literal_execute=True),
            Device.merged_into_id.is_(None),
        )
        .limit(COUNT_LIMIT + 1)
        .subquery()
    )
    return sa.select(sa.literal(key), sa.func.count()).select_from(waiting)

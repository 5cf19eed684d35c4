"""What waits where: the figures of the first page."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.lifecycle import GONE, STEPS
from atelier.devices.models import Device
from atelier.workshop.diagnosis import aside, choosing


@dataclass(frozen=True, kw_only=True)
class Overview:
    #: Key of the step and number of devices that wait for it, in the order of the way.
    steps: list[tuple[str, int]]
    #: Reports of which a person has to say which device it is.
    questions: int
    #: What was sent and could not be taken.
    set_aside: int

    @property
    def most(self) -> int:
        return max((count for _key, count in self.steps), default=0)


def overview(session: Session, organisation_id: int) -> Overview:
    counts = dict(
        session.execute(
            sa.select(Device.next_step, sa.func.count())
            .where(Device.organisation_id == organisation_id, Device.merged_into_id.is_(None))
            .group_by(Device.next_step)
        ).all()
    )
    return Overview(
        steps=[(key, counts.get(key, 0)) for key in STEPS if key != GONE],
        questions=choosing.how_many(session, organisation_id),
        set_aside=aside.how_many(session, organisation_id),
    )

"""What was written on a device, and what came as evidence and is none; for its page."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.models import Device
from atelier.workshop.imaging.models import Refused, Writing

#: A device is written a few times in its life; of one that is at odds the last ones tell enough.
MOST = 50


def of_device(session: Session, device: Device) -> Sequence[Writing]:
    """The newest first."""
    mine = Writing.device_id.in_(history.records_of(device))
    wanted = sa.select(Writing).where(mine).order_by(Writing.id.desc()).limit(MOST)
    return session.scalars(wanted).all()


def refused_of(session: Session, device: Device) -> Sequence[Refused]:
    """The newest first."""
    mine = Refused.device_id.in_(history.records_of(device))
    wanted = sa.select(Refused).where(mine).order_by(Refused.id.desc()).limit(MOST)
    return session.scalars(wanted).all()

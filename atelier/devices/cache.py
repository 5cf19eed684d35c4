"""What lists filter by, kept beside the device: only this module writes it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history, service
from atelier.devices.hardware import Description
from atelier.devices.lifecycle.kinds import OTHER, SCREEN, SMARTPHONE
from atelier.devices.models import Device, Event

#: What the agent ran on is none of these, whatever was chosen at the door.
_NOT_MEASURED = frozenset({OTHER, SCREEN, SMARTPHONE})


def keep_description(
    session: Session, device: Device, told: Description, *, diagnosed_at: datetime
) -> None:
    """Takes over what the machine says of itself; names that a person corrected stay."""
    if device.kind in _NOT_MEASURED:
        device.kind = told.kind
    if not _corrected(session, device):
        device.model = service.find_or_create_model(session, told.maker, told.model) or device.model
    device.cpu = told.cpu
    device.memory_bytes = told.memory_bytes
    device.disk_bytes = told.disk_bytes
    device.disk_kind = told.disk_kind
    device.screen_inches = told.screen_inches or device.screen_inches
    device.diagnosed_at = diagnosed_at
    session.flush()
    history.refresh(session, device)  # another kind of device has other gates


def keep_sizes(
    session: Session,
    device: Device,
    *,
    memory_bytes: int | None,
    disk_bytes: int | None,
    diagnosed_at: datetime,
) -> None:
    """Takes over what a person read from the device; what they left open stays as it was."""
    device.memory_bytes = memory_bytes or device.memory_bytes
    device.disk_bytes = disk_bytes or device.disk_bytes
    device.diagnosed_at = diagnosed_at
    session.flush()


def keep_suggestion(
    session: Session, device: Device, *, grade: str | None, use: str | None
) -> None:
    """What the verdicts suggest. A grade that a person gave stands above it."""
    given = history.state_of(session, device).grade
    device.grade = given or grade
    device.use = use
    session.flush()


def keep_photo(session: Session, device: Device, photo_id: int) -> None:
    """The newest stands for the device, whoever added one meanwhile. Its row is held by now."""
    session.refresh(device, ["photo_id"])
    device.photo_id = max(photo_id, device.photo_id or 0)
    session.flush()


def _corrected(session: Session, device: Device) -> bool:
    by_a_person = sa.exists().where(
        Event.device_id.in_(history.records_of(device)), Event.kind == history.CORRECTED
    )
    return bool(session.scalar(sa.select(by_a_person)))

"""The photo that stands for a device in lists, against the photos there are of it."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks.finding import Finding
from atelier.devices.models import Device, Photo


def newest_photo_stands_for_device(session: Session) -> Iterator[Finding]:
    for device_id, kept, newest in session.execute(_differences()):
        yield Finding(f"device {device_id}", f"shows photo {kept}, its newest is {newest}")


def fold_photos(session: Session) -> int:
    """Puts right what ``newest_photo_stands_for_device`` finds; how many there were."""
    wrong = session.execute(_differences()).all()
    for device_id, _, newest in wrong:
        session.get_one(Device, device_id).photo_id = newest
    session.flush()
    return len(wrong)


def _differences() -> sa.Select[int, int | None, int | None]:
    """Device, what is kept of it, its newest photo: where the two differ."""
    newest = sa.select(sa.func.max(Photo.id)).where(Photo.device_id == Device.id).scalar_subquery()
    return (
        sa.select(Device.id, Device.photo_id, newest)
        .where(Device.merged_into_id.is_(None), Device.photo_id.is_distinct_from(newest))
        .order_by(Device.id)
    )

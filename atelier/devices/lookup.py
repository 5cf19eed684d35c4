"""What a scanned or typed code stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.identity import from_scan
from atelier.devices.models import Device, DeviceIdentifier, Tag
from labels import tags as numbers


@dataclass(frozen=True, kw_only=True)
class Found:
    """``number`` is set when the code is a tag number; ``meant`` when it is nearly one.

    ``devices`` has more than one when several carry the same serial.
    """

    code: str
    devices: Sequence[Device] = ()
    number: str | None = None
    blank: bool = False
    meant: Sequence[str] = ()
    wrong_check_digits: bool = False


def by_code(session: Session, organisation_id: int, text: str) -> Found:
    """A tag, else a maker's serial, service tag or IMEI. Reads by index, whatever the stock."""
    code = text.strip()
    try:
        number = numbers.parse(code)
    except numbers.WrongCheckDigits as wrong:
        return _by_serial(session, organisation_id, code) or _nearly(
            session, organisation_id, code, wrong.suggestions
        )
    except numbers.NotATag:
        return _by_serial(session, organisation_id, code) or Found(code=code)
    return _by_tag(session, organisation_id, code, number)


def _by_tag(session: Session, organisation_id: int, code: str, number: str) -> Found:
    device = session.scalar(
        sa.select(Device)
        .join(Tag, Tag.device_id == Device.id)
        .where(Tag.number == number, Tag.organisation_id == organisation_id)
    )
    if device is not None:
        return Found(code=code, number=number, devices=[device])
    blank = sa.select(Tag.number).where(
        Tag.number == number, Tag.organisation_id == organisation_id
    )
    return Found(code=code, number=number, blank=session.scalar(blank) is not None)


def _by_serial(session: Session, organisation_id: int, code: str) -> Found | None:
    values = {one.value for one in from_scan(code)}
    devices = session.scalars(
        sa.select(Device)
        .join(DeviceIdentifier, DeviceIdentifier.device_id == Device.id)
        .where(
            DeviceIdentifier.organisation_id == organisation_id,
            DeviceIdentifier.value.in_(values),
            Device.merged_into_id.is_(None),
        )
        .distinct()
        .order_by(Device.id)
        .limit(20)
    ).all()
    return Found(code=code, devices=devices) if devices else None


def _nearly(session: Session, organisation_id: int, code: str, suggestions: Sequence[str]) -> Found:
    """Of the numbers that may have been meant, those that were printed come first."""
    printed = set(
        session.scalars(
            sa.select(Tag.number).where(
                Tag.number.in_(suggestions), Tag.organisation_id == organisation_id
            )
        )
    )
    meant = sorted(suggestions, key=lambda number: number not in printed)
    return Found(code=code, meant=meant[:3], wrong_check_digits=True)

"""Tags: one number, one device, said the same on both sides."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.checks.finding import Finding
from atelier.devices.models import Device, Tag
from labels import tags as numbers


def devices_carry_their_own_tag(session: Session) -> Iterator[Finding]:
    """The tag that a device says it carries is claimed, and by that device."""
    other = (
        sa.select(Device.id, Device.tag, Tag.device_id)
        .outerjoin(Tag, Tag.number == Device.tag)
        .where(Device.tag.is_not(None), Tag.device_id.is_distinct_from(Device.id))
        .order_by(Device.id)
    )
    for device_id, number, owner in session.execute(other):
        whose = f"of device {owner}" if owner else "claimed by none"
        yield Finding(f"device {device_id}", f"says it carries tag {number}, which is {whose}")


def claimed_tags_lead_to_a_device_with_one(session: Session) -> Iterator[Finding]:
    """What carries a claimed tag carries one now, and is of the same organisation."""
    bare = (
        sa.select(Tag.number, Device.id)
        .join(Device, Device.id == Tag.device_id)
        .where(
            sa.or_(
                Device.tag.is_(None),
                Device.organisation_id != Tag.organisation_id,
                Device.merged_into_id.is_not(None),
                Tag.claimed_at.is_(None),
            )
        )
        .order_by(Tag.number)
    )
    for number, device_id in session.execute(bare):
        yield Finding(
            f"tag {number}", f"is claimed for device {device_id}, which does not carry it"
        )


def tag_numbers_are_valid(session: Session) -> Iterator[Finding]:
    for number in session.scalars(sa.select(Tag.number).order_by(Tag.number)):
        try:
            numbers.parse(number)
        except numbers.TagError:
            yield Finding(f"tag {number}", "has wrong check digits")

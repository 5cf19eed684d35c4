"""Putting a tag on a device that is known already; two records that are one thing become one."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.devices import history, lookup, recognition, tags
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, DeviceIdentifier, Tag
from atelier.errors import Conflict, Invalid
from atelier.people.actor import Actor
from atelier.stock import ledger, places
from atelier.stock.models import PlaceKind
from atelier.words import N_
from labels import tags as numbers

#: What is kept of a device for lists and filters, and comes from its report.
_CACHED = (
    "kind",
    "cpu",
    "memory_bytes",
    "disk_bytes",
    "disk_kind",
    "screen_inches",
    "grade",
    "use",
    "diagnosed_at",
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What putting tag ``number`` on a device would do.

    ``received_as``: the record that was received with this tag and of which nothing else is
    known: the same thing. ``replaces``: the tag that the device bears now.
    """

    number: str
    received_as: Device | None = None
    replaces: str | None = None


def plan(session: Session, device: Device, code: str) -> Plan:
    """Raises Invalid for what is no tag (with ``suggestions``), Conflict for another device's."""
    number = _number(session, device, code)
    tag = session.get(Tag, number)
    if tag is not None and tag.organisation_id != device.organisation_id:
        raise Conflict(
            N_("Dit etiket is van een andere organisatie. Plak een ander."), field="code"
        )
    replaces = device.tag if device.tag != number else None
    if tag is None or tag.device_id in (None, device.id):
        return Plan(number=number, replaces=replaces)
    other = devices.get(session, device.organisation_id, tag.device_id)
    if other.id == device.id:
        return Plan(number=number, replaces=replaces)
    if device.tag or not _only_a_tag(session, other):
        raise Conflict(
            N_("Etiket %(tag)s zit al op een ander toestel: %(name)s. Plak een ander."),
            field="code",
            tag=numbers.format_tag(number),
            name=other.name or numbers.format_tag(other.tag or number),
        )
    return Plan(number=number, received_as=other)


def attach(session: Session, *, device: Device, code: str, client_id: str, actor: Actor) -> Device:
    """Puts the scanned tag on the device and returns the device that goes on.

    Where the tag was received before the device was reported, that record goes on, with all that
    the report told. Again with the same tag changes nothing. Raises what ``plan`` raises.
    """
    client_id = ids.checked(client_id, "client_id")
    recognition.hold(session, device.organisation_id)
    agreed = plan(session, device, code)
    if agreed.received_as is not None:
        return _put_together(session, agreed.received_as, device, client_id, actor)
    tags.claim(session, device, agreed.number, actor=actor, client_id=ids.part(client_id, "tagged"))
    return device


def attach_new(session: Session, *, device: Device, client_id: str, actor: Actor) -> str:
    """Gives the device a number, for a label that is printed now: its own where it has one."""
    client_id = ids.checked(client_id, "client_id")
    recognition.hold(session, device.organisation_id)
    if device.tag:
        return device.tag
    (tag,) = tags.print_run(
        session, organisation_id=device.organisation_id, count=1, batch=client_id
    )
    return tags.claim(session, device, tag.number, actor=actor).number


def _number(session: Session, device: Device, code: str) -> str:
    try:
        return numbers.parse(code)
    except numbers.WrongCheckDigits as wrong:
        meant = lookup.by_code(session, device.organisation_id, code).meant
        raise Invalid(wrong.message, field="code", suggestions=list(meant)) from wrong
    except numbers.NotATag as error:
        raise Invalid(error.message, field="code") from error


def _only_a_tag(session: Session, device: Device) -> bool:
    """Whether it is known by its tag alone: no number of the maker, no report, no name."""
    numbered = sa.select(DeviceIdentifier.id).where(DeviceIdentifier.device_id == device.id)
    if device.model_id is not None or session.scalar(numbered.limit(1)) is not None:
        return False
    return all(event.kind != facts.DIAGNOSED for event in history.events_of(session, device))


def _put_together(
    session: Session, tagged: Device, reported: Device, client_id: str, actor: Actor
) -> Device:
    known = {name: getattr(reported, name) for name in _CACHED}
    place = ledger.place_of(session, reported)
    devices.merge(session, keep=tagged, absorb=reported, actor=actor)
    for name, value in known.items():
        setattr(tagged, name, value)
    if place is not None:
        merged = places.virtual(session, tagged.organisation_id, PlaceKind.MERGED)
        post_id = ids.part(client_id, "merged")
        ledger.post(session, reported, merged, reason="merged", actor=actor, client_id=post_id)
    here = ledger.place_of(session, tagged)
    if place is not None and (here is None or not PlaceKind(here.kind).physical):
        post_id = ids.part(client_id, "placed")
        ledger.post(session, tagged, place, reason="merged", actor=actor, client_id=post_id)
    history.refresh(session, tagged)
    return tagged

"""Devices: made, found by whatever is scanned, put together when two records are one thing."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices import history
from atelier.devices.identity import Identifier, clean_text
from atelier.devices.lifecycle import KINDS
from atelier.devices.models import Device, DeviceIdentifier, DeviceModel, Photo, Tag
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.words import N_
from labels import tags as numbers


def create(session: Session, *, organisation_id: int, kind: str, actor: Actor) -> Device:
    """A device of which nothing else is known yet. Raises Invalid for an unknown kind."""
    device = Device(organisation_id=organisation_id, kind=_known_kind(kind))
    session.add(device)
    session.flush()
    history.record(session, device, history.CREATED, actor=actor, data={"kind": kind})
    return device


def get(session: Session, organisation_id: int, device_id: int) -> Device:
    """The device, or the one that it turned out to be. Raises NotFound."""
    device = session.get(Device, device_id)
    while device is not None and device.merged_into_id is not None:
        device = session.get(Device, device.merged_into_id)
    if device is None or device.organisation_id != organisation_id:
        raise NotFound(N_("Dit toestel kennen we niet. Scan het etiket, of zoek het toestel."))
    return device


def correct(
    session: Session, device: Device, *, kind: str, maker: str, model: str, actor: Actor
) -> None:
    """A person says what the device is, where the machine itself did not or was wrong."""
    before = {"kind": device.kind, "model": device.name}
    device.kind = _known_kind(kind)
    device.model = find_or_create_model(session, maker, model)
    session.flush()
    after = {"kind": device.kind, "model": device.name}
    if after != before:
        data = {"before": before, "after": after}
        history.record(session, device, history.CORRECTED, actor=actor, data=data)


def find_or_create_model(
    session: Session, maker: str | None, name: str | None
) -> DeviceModel | None:
    """The model of that name; None when neither maker nor name says anything."""
    clean_maker, clean_name = clean_text(maker, 80) or "", clean_text(name, 120) or ""
    if not clean_maker and not clean_name:
        return None
    wanted = sa.select(DeviceModel).where(
        DeviceModel.maker == clean_maker, DeviceModel.name == clean_name
    )
    model = session.scalar(wanted)
    if model is None:
        session.execute(_insert_once(session, clean_maker, clean_name))
        model = session.scalars(wanted).one()
    return model


def remember(session: Session, device: Device, seen: Iterable[Identifier]) -> None:
    """Adds identifiers to those of the device; what it has already is left alone."""
    there = {(one.scheme, one.value): one for one in _identifiers(session, device)}
    for identifier in seen:
        known = there.get((identifier.scheme, identifier.value))
        if known is None:
            session.add(_row(device, identifier))
        else:
            known.gone_at = None
    session.flush()


def forget_parts(
    session: Session, device: Device, seen: frozenset[Identifier], schemes: Iterable[str]
) -> None:
    """Marks what the device no longer shows, of the schemes that the report did measure."""
    measured = set(schemes)
    for one in _identifiers(session, device):
        if one.scheme in measured and Identifier(one.scheme, one.value) not in seen:
            one.gone_at = one.gone_at or now()
    session.flush()


def forget(session: Session, device: Device, gone: Iterable[Identifier]) -> None:
    """Marks parts that are known to have left the device."""
    left = set(gone)
    for one in _identifiers(session, device):
        if Identifier(one.scheme, one.value) in left:
            one.gone_at = one.gone_at or now()
    session.flush()


def schemes_of(session: Session, device: Device) -> frozenset[str]:
    """The schemes of which the device has an identifier now."""
    there = (one for one in _identifiers(session, device) if one.gone_at is None)
    return frozenset(one.scheme for one in there)


def called(device: Device) -> str:
    """What people call it: its tag, else its model, else its number here."""
    if device.tag:
        return numbers.format_tag(device.tag)
    return device.name or f"#{device.id}"


def merge(session: Session, *, keep: Device, absorb: Device, actor: Actor) -> Device:
    """Two records turn out to be one device: ``keep`` goes on, with all that ``absorb`` had.

    Nothing is rewritten: the history of ``absorb`` stays where it is and is read with that of
    ``keep``. Raises Conflict when both carry a tag, for a person must look then.
    """
    if keep.id == absorb.id:
        return keep
    if keep.organisation_id != absorb.organisation_id:
        raise NotFound(N_("Dit toestel kennen we niet. Scan het etiket, of zoek het toestel."))
    if keep.tag and absorb.tag:
        raise Conflict(
            N_("Deze twee toestellen hebben elk een etiket. Kijk na of het er echt een is.")
        )
    _hand_over(session, keep, absorb)
    history.record(session, keep, history.MERGED, actor=actor, data={"device_id": absorb.id})
    return keep


def _hand_over(session: Session, keep: Device, absorb: Device) -> None:
    tag, absorb.tag = absorb.tag, None
    session.flush()  # the tag is free before another takes it
    keep.tag = keep.tag or tag
    absorb.merged_into_id = keep.id
    # Never a chain: what was merged into the one goes along to the other.
    session.execute(
        sa.update(Device).where(Device.merged_into_id == absorb.id).values(merged_into_id=keep.id)
    )
    keep.model_id = keep.model_id or absorb.model_id
    session.execute(sa.update(Tag).where(Tag.device_id == absorb.id).values(device_id=keep.id))
    remember(
        session,
        keep,
        [Identifier(one.scheme, one.value) for one in _identifiers(session, absorb)],
    )
    session.execute(sa.delete(DeviceIdentifier).where(DeviceIdentifier.device_id == absorb.id))
    held = sa.select(Photo.sha256).where(Photo.device_id == keep.id)
    session.execute(
        sa.update(Photo)
        .where(Photo.device_id == absorb.id, Photo.sha256.not_in(held))
        .values(device_id=keep.id)
        .execution_options(synchronize_session=False)
    )
    keep.photo_id = session.scalar(
        sa.select(sa.func.max(Photo.id)).where(Photo.device_id == keep.id)
    )
    session.flush()
    session.expire(keep)


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise Invalid(N_("Kies wat voor toestel het is."), field="kind")
    return kind


def _identifiers(session: Session, device: Device) -> list[DeviceIdentifier]:
    found = sa.select(DeviceIdentifier).where(DeviceIdentifier.device_id == device.id)
    return list(session.scalars(found))


def _row(device: Device, identifier: Identifier) -> DeviceIdentifier:
    return DeviceIdentifier(
        organisation_id=device.organisation_id,
        device_id=device.id,
        scheme=identifier.scheme,
        value=identifier.value,
    )


def _insert_once(session: Session, maker: str, name: str) -> sa.Insert:
    """Two reports of a new model at the same moment make it once, on either database."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    once: sa.Insert = dialect.insert(DeviceModel).on_conflict_do_nothing()
    return once.values(maker=maker, name=name)

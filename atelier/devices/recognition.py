"""``devices.identity`` asked about the devices of one organisation."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import lock
from atelier.devices.identity import Candidate, Choice, Decision, Identifier, Machine, recognise
from atelier.devices.models import Device, DeviceIdentifier, DeviceModel
from atelier.words import N_, Sentence

#: More devices than this with one value: a batch number. Reading them all would teach nothing.
_CROWD = 20
#: Of the devices that bear no number, as many are shown to choose from: the last ones seen.
_NAMELESS = 6


def hold(session: Session, organisation_id: int) -> None:
    """One at a time an organisation: two reports of one new machine must not make two devices."""
    lock(session, zlib.crc32(b"atelier recognition") << 20 | organisation_id)


def decide(session: Session, organisation_id: int, seen: Machine) -> Decision:
    """Which known device ``seen`` is. Call ``hold`` first when the answer is acted upon."""
    if not seen.identifiers and (alike := _nameless_alike(session, organisation_id, seen)):
        return Choice(alike, Sentence(N_("Dit toestel heeft geen enkel eigen nummer.")))
    counts = _holders(session, organisation_id, seen.identifiers)
    shared = frozenset(one for one in seen.identifiers if counts[one.value] > 1)
    telling = {value for value, count in counts.items() if count <= _CROWD}
    return recognise(seen, _known(session, organisation_id, telling), shared)


def _nameless_alike(session: Session, organisation_id: int, seen: Machine) -> tuple[Candidate, ...]:
    """Measured devices that bear no number either, and are of the same maker and model."""
    numbered = sa.select(DeviceIdentifier.id).where(
        DeviceIdentifier.device_id == Device.id, DeviceIdentifier.gone_at.is_(None)
    )
    model = sa.select(DeviceModel.id).where(
        DeviceModel.maker == (seen.maker or ""), DeviceModel.name == (seen.product or "")
    )
    of_the_model = Device.model_id.in_(model)
    found = session.scalars(
        sa.select(Device.id)
        .where(
            Device.organisation_id == organisation_id,
            Device.merged_into_id.is_(None),
            Device.diagnosed_at.is_not(None),
            of_the_model if seen.maker or seen.product else Device.model_id.is_(None),
            ~numbered.exists(),
        )
        .order_by(Device.id.desc())
        .limit(_NAMELESS)
    )
    return tuple(Candidate(key, (), ()) for key in found)


def _holders(
    session: Session, organisation_id: int, identifiers: Iterable[Identifier]
) -> Counter[str]:
    """How many devices carry each value now."""
    values = {one.value for one in identifiers}
    rows = session.execute(
        sa.select(DeviceIdentifier.value, sa.func.count(sa.distinct(DeviceIdentifier.device_id)))
        .where(
            DeviceIdentifier.organisation_id == organisation_id,
            DeviceIdentifier.value.in_(values),
            DeviceIdentifier.gone_at.is_(None),
        )
        .group_by(DeviceIdentifier.value)
    )
    return Counter(dict(rows.all()))


def _known(session: Session, organisation_id: int, values: set[str]) -> list[Machine]:
    holders = sa.select(DeviceIdentifier.device_id).where(
        DeviceIdentifier.organisation_id == organisation_id,
        DeviceIdentifier.value.in_(values),
        DeviceIdentifier.gone_at.is_(None),
    )
    rows = session.execute(
        sa.select(
            DeviceIdentifier.device_id,
            DeviceIdentifier.scheme,
            DeviceIdentifier.value,
            DeviceModel.maker,
            DeviceModel.name,
        )
        .join(Device, Device.id == DeviceIdentifier.device_id)
        .outerjoin(DeviceModel, DeviceModel.id == Device.model_id)
        .where(DeviceIdentifier.device_id.in_(holders), DeviceIdentifier.gone_at.is_(None))
    )
    identifiers: dict[int, set[Identifier]] = defaultdict(set)
    names: dict[int, tuple[str | None, str | None]] = {}
    for device_id, scheme, value, maker, product in rows:
        identifiers[device_id].add(Identifier(scheme, value))
        names[device_id] = (maker, product)
    return [
        Machine(key=key, maker=names[key][0], product=names[key][1], identifiers=frozenset(found))
        for key, found in identifiers.items()
    ]

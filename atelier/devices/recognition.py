"""``devices.identity`` asked about the devices of one organisation."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import lock
from atelier.devices.identity import Decision, Identifier, Machine, recognise
from atelier.devices.models import Device, DeviceIdentifier, DeviceModel

#: More devices than this with one value: a batch number. Reading them all would teach nothing.
_CROWD = 20


def hold(session: Session, organisation_id: int) -> None:
    """One at a time an organisation: two reports of one new machine must not make two devices."""
    lock(session, zlib.crc32(b"atelier recognition") << 20 | organisation_id)


def decide(session: Session, organisation_id: int, seen: Machine) -> Decision:
    """Which known device ``seen`` is. Call ``hold`` first when the answer is acted upon."""
    counts = _holders(session, organisation_id, seen.identifiers)
    shared = frozenset(one for one in seen.identifiers if counts[one.value] > 1)
    telling = {value for value, count in counts.items() if count <= _CROWD}
    return recognise(seen, _known(session, organisation_id, telling), shared)


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

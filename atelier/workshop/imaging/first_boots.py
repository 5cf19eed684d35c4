"""An installed system says once how it started: by a key that only its own installation has.

The key opens nothing else, and nothing at all once the device was written anew, erased or used.
What a known key tells is kept, also where it does not count.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import incoming
from atelier.bench import belonging
from atelier.bench.models import Order
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import AtelierError, NotSignedIn, TooMany
from atelier.people.actor import SYSTEM
from atelier.people.throttle import Throttle, count_failure, refuse_when_closed
from atelier.words import N_
from atelier.workshop.imaging import catalogue, faults, releasing
from atelier.workshop.imaging.current import is_current
from atelier.workshop.imaging.models import FirstBoot, Image, Writing
from diagnostics.wire import Malformed
from diagnostics.wire import imaging as wire

ProblemCode = Literal[
    "malformed",  # it cannot be read
    "other_image",  # it says that it is another image than the one that was written
    "other_machine",  # the disk is in another machine by now
    "outdated",  # written anew, erased, taken out or used since
]

#: Of one installation: no machine starts for the first time more often.
MOST = 20
#: Of what cannot be read so much is kept, in characters; and of failed services so many are named.
_UNREAD, _UNITS = 4000, 10


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """``error``: why it was not taken; whatever was written down stands all the same."""

    state: Literal["new", "known"] = "new"
    row: FirstBoot | None = None
    error: AtelierError | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """``detail`` is in English, for whoever looks into it."""

    code: ProblemCode
    detail: str


@dataclass(frozen=True, slots=True)
class _Heard:
    writing: Writing
    device: Device
    body: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def take(
    session: Session, header: str | None, body: bytes, *, address: str, throttle: Throttle
) -> Outcome:
    """``header``: of the request, ``Authorization``. Said twice (same id), it counts once.

    Raises TooMany where too many wrong keys came from there; a right one is always heard.
    """
    writing = _writing(session, header)
    if writing is None:
        return _unknown(session, address, throttle)
    heard = _Heard(writing, devices.get(session, writing.organisation_id, writing.device_id), body)
    history.hold(session, heard.device)
    try:
        document = incoming.parse(body, "FirstBoot")
        told = wire.understand_first_boot(document)
    except (AtelierError, Malformed) as error:
        return _unreadable(session, heard, error)
    if known := _known(session, writing, FirstBoot.told_id == told.id):
        return Outcome(state="known", row=known)
    if _is_full(session, writing):
        return Outcome(error=TooMany(N_("Dit toestel heeft zich al te vaak gemeld.")))
    return Outcome(row=_keep(session, heard, told, document))


def key_hash(key: str) -> str:
    """As the evidence carries it: SHA-256 in hexadecimal digits."""
    return hashlib.sha256(key.encode()).hexdigest()


def of_device(session: Session, device: Device) -> list[FirstBoot]:
    """What its installations told, the newest first; also what does not count."""
    mine = FirstBoot.device_id.in_(history.records_of(device))
    return list(session.scalars(sa.select(FirstBoot).where(mine).order_by(FirstBoot.id.desc())))


def judge(told: wire.FirstBoot, order: Order, image: Image) -> Problem | None:
    """Why it says nothing of this installation; whether that is still there is another matter."""
    if told.image != image.sha256:
        return Problem("other_image", f"{told.image} instead of {image.sha256}")
    if trouble := belonging.other_machine(told.machine, order):
        return Problem("other_machine", trouble)
    return None


def _keep(
    session: Session, heard: _Heard, told: wire.FirstBoot, document: Mapping[str, Any]
) -> FirstBoot:
    writing = heard.writing
    order = session.get_one(Order, (writing.organisation_id, writing.order_id))
    image = session.get_one(Image, writing.image_id)
    problem = judge(told, order, image) or _outdated(session, heard)
    row = _row(heard, document, problem)
    row.told_id, row.faults = told.id, len(told.driverless)
    session.add(row)
    session.flush()
    if problem is None:
        _count(session, row, heard.device, told, image)
    else:
        _show(session, row, heard.device)
    return row


def _count(
    session: Session, row: FirstBoot, device: Device, told: wire.FirstBoot, image: Image
) -> None:
    source = {"first_boot": row.id}
    history.record(
        session,
        device,
        facts.BOOTED,
        actor=SYSTEM,
        data={
            "image": image.sha256,
            "name": image.name,
            "release": image.release,
            "evidence": row.writing_id,
            "driverless": len(told.driverless),
            "failed_units": list(told.failed_units[:_UNITS]),
            **source,
        },
        client_id=_event_id(row, facts.BOOTED),
    )
    faults.follow(session, device, told.driverless, by=SYSTEM, source=source)
    if catalogue.standing(session, image) == "released":
        releasing.tell_one(session, device, image, by=SYSTEM)


def _show(session: Session, row: FirstBoot, device: Device) -> None:
    """It opens nothing, and the history of the device says that it came."""
    history.record(
        session,
        device,
        history.BOOT_REFUSED,
        actor=SYSTEM,
        data={"first_boot": row.id, "problem": row.problem},
        client_id=_event_id(row, history.BOOT_REFUSED),
    )


def _outdated(session: Session, heard: _Heard) -> Problem | None:
    if is_current(history.state_of(session, heard.device), heard.writing.id):
        return None
    return Problem("outdated", f"installation {heard.writing.id} is not on the device any more")


def _unreadable(session: Session, heard: _Heard, error: Exception) -> Outcome:
    """Kept for whoever looks into it; the system hears what was wrong, and may say it again."""
    known = _known(session, heard.writing, FirstBoot.sha256 == heard.sha256)
    if known is None and not _is_full(session, heard.writing):
        text = heard.body.decode(errors="replace").replace("\0", "")[:_UNREAD]
        row = _row(heard, {"unread": text}, Problem("malformed", str(error)))
        session.add(row)
        session.flush()
        _show(session, row, heard.device)
    return Outcome(error=_as_error(error))


def _as_error(error: Exception) -> AtelierError:
    if isinstance(error, AtelierError):
        return error
    try:
        incoming.refuse(str(error))
    except AtelierError as refusal:
        return refusal


def _row(heard: _Heard, document: Mapping[str, Any], problem: Problem | None) -> FirstBoot:
    return FirstBoot(
        organisation_id=heard.writing.organisation_id,
        writing_id=heard.writing.id,
        device_id=heard.device.id,
        document=dict(document),
        sha256=heard.sha256,
        faults=0,
        problem=problem.code if problem else None,
        detail=problem.detail[:_UNREAD] if problem else None,
    )


def _writing(session: Session, header: str | None) -> Writing | None:
    kind, _, key = (header or "").partition(" ")
    if kind.lower() != "bearer" or not key.strip():
        return None
    sha256 = key_hash(key.strip())
    return session.scalar(sa.select(Writing).where(Writing.first_boot_sha256 == sha256))


def _unknown(session: Session, address: str, throttle: Throttle) -> Outcome:
    limits = {f"first-boot:{throttle.address_key(address)}": throttle.per_address}
    refuse_when_closed(session, limits, throttle)
    count_failure(session, limits, throttle)
    return Outcome(error=NotSignedIn(N_("Deze sleutel kennen we niet. Zet de software opnieuw.")))


def _known(session: Session, writing: Writing, same: sa.ColumnElement[bool]) -> FirstBoot | None:
    return session.scalar(sa.select(FirstBoot).where(FirstBoot.writing_id == writing.id, same))


def _is_full(session: Session, writing: Writing) -> bool:
    count = sa.select(sa.func.count()).where(FirstBoot.writing_id == writing.id)
    return (session.scalar(count) or 0) >= MOST


def _event_id(row: FirstBoot, kind: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"atelier:first-boot:{row.id}:{kind}"))

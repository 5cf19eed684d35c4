"""What the workshop knows of one erasure or destruction beside its evidence."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.models import Account
from atelier.stock.models import Place, Posting
from atelier.workshop.erasure import judging
from atelier.workshop.erasure.certificates.contents import Around, Head, Judged, disk, text, told
from atelier.workshop.erasure.models import Brought, Matter, Request, StoredEvidence
from labels import certificates
from labels.certificates import Acceptance, Person, Source
from labels.certificates.content import Destination, WithoutOrder

_LEFT: Mapping[str, Destination] = {
    "scrapped": "scrapped",
    "given_away": "given_away",
    "parts": "parts",
    "returned_to_donor": "returned",
}


def of_erasure(
    session: Session, stored: StoredEvidence, *, source: Source, verified_by: int
) -> tuple[Judged, Around]:
    """``verified_by``: the account of who looks at the result now, and makes the certificate."""
    device = devices.get(session, stored.organisation_id, stored.device_id)
    judged = Judged(
        evidence=judging.read(stored.document),
        result=_result(stored),
        level=stored.level,
        reasons=stored.reasons,
        sha256=stored.sha256,
    )
    accepted = _accepted(session, stored, device)
    good = stored.result == facts.RESULT_ERASED or accepted is not None
    return judged, Around(
        tag=device.tag,
        device_name=text(device.name),
        source=source,
        destination=_destination(session, device) or ("reuse" if good else None),
        performed_by=_performed_by(session, stored, device),
        verified_by=person(session, device, verified_by, now()),
        accepted=accepted,
        without_order=_without_order(session, stored),
    )


def destruction(
    session: Session, head: Head, matter: Matter, *, source: Source
) -> certificates.Destruction:
    """Of a matter that two people have closed as destroyed."""
    device = devices.get(session, matter.organisation_id, matter.device_id)
    stored = session.get(StoredEvidence, matter.evidence_id) if matter.evidence_id else None
    known = (
        disk(judging.read(stored.document))
        if stored
        else certificates.Disk(
            model=text(matter.disk_model),
            serial=text(matter.disk_serial),
            apparent_bytes=matter.disk_size_bytes,
        )
    )
    return certificates.Destruction(
        number=head.number,
        issued=told(head.issued),
        issuer=head.issuer,
        check_at=head.check_at,
        disk=known,
        device=certificates.Device(tag=device.tag, name=text(device.name)),
        source=source,
        reason=text(matter.destroy_reason) or "",
        reasons=tuple(stored.reasons) if stored else (),
        destroyed_by=_one_of_two(session, device, matter.first_by_id, matter.first_at),
        witnessed_by=_one_of_two(session, device, matter.second_by_id, matter.second_at),
    )


def person(
    session: Session, device: Device, account_id: int | None, at: datetime | None
) -> Person | None:
    """Who, with the place where the device was at that moment."""
    account = session.get(Account, account_id) if account_id else None
    if account is None:
        return None
    return Person(
        name=text(account.name) or "?",
        role=account.role,
        place=_place(session, device, at) if at else None,
        at=told(at) if at else None,
    )


def _one_of_two(
    session: Session, device: Device, account_id: int | None, at: datetime | None
) -> Person:
    found = person(session, device, account_id, at)
    if found is None:
        raise ValueError("a destruction that no two people have confirmed")
    return found


def _result(stored: StoredEvidence) -> certificates.content.Result:
    match stored.result:
        case "erased" | "erased_with_exceptions":
            return stored.result
        case _:
            return "not_erased"


def _performed_by(session: Session, stored: StoredEvidence, device: Device) -> Person | None:
    """Who asked for it and confirmed it with the tag; by our clock, which the machine's is not.

    Without an order: the name that was typed at the machine, if any, which nobody checked.
    """
    if stored.order_id is None:
        return _typed(session, stored)
    request = session.get(Request, (stored.organisation_id, stored.order_id))
    if request is None:
        return None
    return person(session, device, request.asked_by_id, request.asked_at)


def _typed(session: Session, stored: StoredEvidence) -> Person | None:
    name = text(stored.document.get("typed_name"))
    brought = session.get(Brought, stored.id)
    at = brought.ended_at if brought else None
    return Person(name=name, role="typed", at=told(at) if at else None) if name else None


def _without_order(session: Session, stored: StoredEvidence) -> WithoutOrder | None:
    if stored.order_id is not None:
        return None
    brought = session.get(Brought, stored.id)
    return "clock_believed" if brought and brought.ended_at else "clock_wrong"


def _accepted(session: Session, stored: StoredEvidence, device: Device) -> Acceptance | None:
    matter = session.scalar(
        sa.select(Matter).where(Matter.evidence_id == stored.id, Matter.closed_how == "accepted")
    )
    if matter is None:
        return None
    by = person(session, device, matter.closed_by_id, matter.closed_at)
    return Acceptance(by=by, reason=text(matter.accept_reason) or "") if by else None


def _destination(session: Session, device: Device) -> Destination | None:
    """Where the device went, when it has left."""
    for fact in reversed(history.facts(history.events_of(session, device))):
        if fact.kind == facts.CAME_IN:
            return None
        if fact.kind == facts.LEFT:
            return _LEFT.get(str(fact.data.get("how")))
    return None


def _place(session: Session, device: Device, at: datetime) -> str | None:
    """The name of the place where the device was at that moment."""
    name = session.scalar(
        sa.select(Place.name)
        .join(Posting, Posting.to_place_id == Place.id)
        .where(Posting.device_id.in_(history.records_of(device)), Posting.at <= at)
        .order_by(Posting.at.desc(), Posting.id.desc())
        .limit(1)
    )
    return text(name)

"""A person saw an installed system start, where it cannot say so itself: Windows, or no network."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import Conflict
from atelier.people.actor import Actor
from atelier.words import N_
from atelier.workshop.imaging import catalogue, faults, releasing
from atelier.workshop.imaging.current import is_current
from atelier.workshop.imaging.given import check_client_id, check_reason
from atelier.workshop.imaging.models import Attestation, Image, Writing


def attest_first_boot(
    session: Session, device: Device, *, reason: str, by: Actor, client_id: str
) -> Attestation:
    """``by`` (permission ``images.attest``) saw the device start with its software, and that all of
    it works: what an earlier installation had no driver for is closed. The same ``client_id`` says
    so once. Raises Invalid without a reason, Conflict where there is nothing to attest.
    """
    history.hold(session, device)
    if known := _asked_before(session, device, client_id):
        return known
    why = check_reason(reason)
    writing = _to_attest(session, device)
    image = session.get_one(Image, writing.image_id)
    row = _row(device, writing, why, by=by, client_id=client_id)
    session.add(row)
    session.flush()
    source = {"attestation": row.id}
    history.record(
        session,
        device,
        facts.BOOTED,
        actor=by,
        data={
            "image": image.sha256,
            "name": image.name,
            "release": image.release,
            "evidence": writing.id,
            "reason": why,
            **source,
        },
        client_id=client_id,
    )
    faults.follow(session, device, (), by=by, source=source)
    if catalogue.standing(session, image) == "released":
        releasing.tell_one(session, device, image, by=by)
    return row


def _to_attest(session: Session, device: Device) -> Writing:
    state = history.state_of(session, device)
    found = session.get(Writing, state.image_evidence or 0) if state.imaged else None
    if found is None or not is_current(state, found.id):
        raise Conflict(
            N_("Er staat geen software op dit toestel die nagelezen is. Zet ze er eerst op.")
        )
    if state.booted:
        raise Conflict(N_("Dit toestel heeft zich al gemeld: dit is niet meer nodig."))
    return found


def _row(
    device: Device, writing: Writing, reason: str, *, by: Actor, client_id: str
) -> Attestation:
    if by.account_id is None:
        raise ValueError("what is attested is a person's word")
    return Attestation(
        organisation_id=device.organisation_id,
        client_id=client_id,
        writing_id=writing.id,
        device_id=device.id,
        reason=reason,
        account_id=by.account_id,
    )


def _asked_before(session: Session, device: Device, client_id: str) -> Attestation | None:
    check_client_id(client_id)
    return session.scalar(
        sa.select(Attestation).where(
            Attestation.organisation_id == device.organisation_id,
            Attestation.client_id == client_id,
        )
    )

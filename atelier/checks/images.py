"""Images: no device has software that was not written whole, read back, and seen to start."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.checks import evidence
from atelier.checks.finding import Finding
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Event
from atelier.people.actor import SYSTEM
from atelier.workshop.imaging import catalogue, receiving, releasing
from atelier.workshop.imaging.judging import Problem
from atelier.workshop.imaging.models import (
    Attestation,
    Decision,
    FirstBoot,
    Image,
    Licence,
    LicenceUse,
    Refused,
    Request,
    Writing,
)

#: Of an image in its folder: what an agent asks for.
_FILES = ("manifest.json", "map.json", "blocks")


def images_are_as_they_came(session: Session) -> Iterator[Finding]:
    """Each manifest is what its hash says."""
    for image in session.scalars(sa.select(Image).order_by(Image.id)):
        if catalogue.hash_of(image.document.encode()) != image.sha256:
            yield Finding(f"image {image.id}", "is not the manifest that came")


def imaged_follows_from_evidence(session: Session) -> Iterator[Finding]:
    """A fact that software is on a device says what its evidence says."""
    for event in evidence.events(session, facts.IMAGED):
        if event.data["verified"] is not True:
            continue
        writing = session.get(Writing, event.data.get("evidence") or 0)
        if writing is None or not _same(session, event, writing):
            yield evidence.of_event(event, "says imaged, and no evidence says so")
        elif (writing.result, writing.medium) != ("installed", event.data["medium"]):
            yield evidence.of_event(event, "says imaged, and its evidence something else")


def evidence_is_as_it_came(session: Session) -> Iterator[Finding]:
    """Each document is what its digest says; held to what was ordered, it comes to the same."""
    yield from evidence.as_they_came(
        session,
        Writing,
        "writing",
        kept=lambda writing: writing.result,
        comes_to=lambda writing: _judged(session, writing),
    )


def ended_orders_left_something(session: Session) -> Iterator[Finding]:
    """What an agent told at the end of an order was kept as evidence, or put aside."""
    yield from evidence.done_without_a_trace(session, receiving.KIND, Writing, Refused)


def booted_follows_from_who_said_so(session: Session) -> Iterator[Finding]:
    """By the installed system with the key of that installation, or by a person."""
    for event in evidence.events(session, facts.BOOTED):
        writing = session.get(Writing, event.data["evidence"] or 0)
        source = _source(session, event.data)
        if source is None or writing is None or source.writing_id != writing.id:
            yield evidence.of_event(event, "says that it started, and nobody said so")
        elif isinstance(source, FirstBoot) and not source.counts:
            yield evidence.of_event(
                event, f"says that it started, by what does not count: {source.problem}"
            )
        elif not _same(session, event, writing):
            yield evidence.of_event(event, "says that another device, or another image, started")


def released_is_a_persons_word(session: Session) -> Iterator[Finding]:
    """A device heard that its image is released only after somebody had released it."""
    for event in evidence.events(session, facts.IMAGE_RELEASED):
        image = catalogue.find(session, event.organisation_id, event.data["image"])
        released = sa.select(Decision.id).where(
            Decision.image_id == (image.id if image else 0), Decision.kind == "released"
        )
        if session.scalar(released.limit(1)) is None:
            yield evidence.of_event(event, "says released, which nobody did")


def released_images_are_told(session: Session) -> Iterator[Finding]:
    """Devices that got an image while it was on trial heard that it was released."""
    for image in _released(session):
        for device in releasing.untold(session, image):
            yield Finding(f"device {device.id}", f"did not hear that {image.name} is released")


def tell_released(session: Session) -> int:
    """Puts right what ``released_images_are_told`` finds; how many there were."""
    return sum(
        releasing.tell_one(session, device, image, by=SYSTEM)
        for image in _released(session)
        for device in releasing.untold(session, image)
    )


def missing_files(session: Session, folder: Path) -> Iterator[Finding]:
    """Images that may be ordered, and have no files to send; whether these are whole is not
    looked at here.
    """
    images = session.scalars(sa.select(Image).order_by(Image.id)).all()
    standings = catalogue.standings(session, images)
    for image in images:
        there = [(folder / image.sha256 / name).is_file() for name in _FILES]
        if standings[image.id] != "withdrawn" and not all(there):
            yield Finding(f"image {image.id}", f"has not all of its files in {folder}")


def licences_are_used_once(session: Session) -> Iterator[Finding]:
    """No licence is on more devices than it may, and no device has two."""
    freed = sa.select(LicenceUse.frees_id).where(LicenceUse.frees_id.is_not(None))
    live = LicenceUse.frees_id.is_(None) & LicenceUse.id.not_in(freed)
    used = (
        sa.select(Licence.id, Licence.count, sa.func.count())
        .join(LicenceUse, LicenceUse.licence_id == Licence.id)
        .where(live)
        .group_by(Licence.id, Licence.count)
        .having(sa.func.count() > Licence.count)
    )
    for licence_id, count, found in session.execute(used):
        yield Finding(f"licence {licence_id}", f"is for {count} devices, and on {found}")
    owner = sa.func.coalesce(Device.merged_into_id, Device.id)
    twice = (
        sa.select(owner, sa.func.count())
        .join(LicenceUse, LicenceUse.device_id == Device.id)
        .where(live)
        .group_by(owner)
        .having(sa.func.count() > 1)
    )
    for device_id, found in session.execute(twice):
        yield Finding(f"device {device_id}", f"uses {found} licences")


def _released(session: Session) -> list[Image]:
    images = session.scalars(sa.select(Image).order_by(Image.id)).all()
    standings = catalogue.standings(session, images)
    return [image for image in images if standings[image.id] == "released"]


def _judged(session: Session, writing: Writing) -> str | None:
    """What the evidence comes to now; None where it cannot be believed."""
    order = session.get(Order, (writing.organisation_id, writing.order_id))
    request = session.get(Request, (writing.organisation_id, writing.order_id))
    image = session.get(Image, writing.image_id)
    if order is None or request is None or image is None:
        return None
    try:
        return receiving.judge_again(request, image, order, writing.document).result
    except Problem:
        return None


def _source(session: Session, data: Mapping[str, Any]) -> FirstBoot | Attestation | None:
    if (number := data.get("attestation")) is not None:
        return session.get(Attestation, number)
    return session.get(FirstBoot, data.get("first_boot") or 0)


def _same(session: Session, event: Event, writing: Writing) -> bool:
    """The same device, and the same image."""
    image = session.get_one(Image, writing.image_id)
    if image.sha256 != event.data["image"]:
        return False
    return evidence.same_device(session, writing.device_id, event.device_id)


Check = Callable[[Session], Iterator[Finding]]
#: Each by what has to hold.
CHECKS: Mapping[str, Check] = {
    "each image is the manifest that came": images_are_as_they_came,
    "no device has software without its evidence": imaged_follows_from_evidence,
    "evidence of software is as it came, and comes to the same": evidence_is_as_it_came,
    "of every image that was written something is kept": ended_orders_left_something,
    "each first boot is the word of the machine or of a person": booted_follows_from_who_said_so,
    "images are released by people": released_is_a_persons_word,
    "devices heard that their image is released": released_images_are_told,
    "no licence is used twice": licences_are_used_once,
}

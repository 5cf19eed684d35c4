"""What comes of an order to put an image on a disk: the one place where *imaged* is written.

Follows the orders of kind "image" (``bench.followers``). Whatever an agent sends, its word is
taken; what it sent is evidence, or it is kept aside and the device counts as having no software.
"""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.workshop.imaging import catalogue, judging, keeping
from atelier.workshop.imaging.judging import Asked, Problem
from atelier.workshop.imaging.models import Image, Request, Writing
from diagnostics.wire import Malformed
from diagnostics.wire.imaging import Evidence

KIND = "image"
#: Why an agent refused a disk on which it found something that no order of ours wrote.
NOT_BLANK = "not_blank"
#: The fields that tell evidence from what else an order may say of its end.
_OF_EVIDENCE = frozenset({"image", "read_back", "result"})


def begun(session: Session, order: Order, by: Actor) -> None:
    """From here on nobody knows what is on the disk, whatever was so before: also when nothing is
    heard of it any more.
    """
    _tell(session, order, "begun", {"verified": False}, by)


def ended(session: Session, order: Order, by: Actor) -> None:
    if not (_OF_EVIDENCE & order.result.keys()) and order.state != "done":
        _without_evidence(session, order, by)
        return
    try:
        writing = _keep(session, order, by)
    except Problem as problem:
        refused = keeping.put_aside(session, order, problem, order.result, station_id=by.station_id)
        _tell(session, order, "ended", {"verified": False, "refused": refused.id}, by)
        return
    if _was_touched(order, writing.document):
        _tell(session, order, "ended", _fact(writing), by)
    if NOT_BLANK in writing.reasons:
        _erased_no_more(session, order, by)


def late(session: Session, order: Order, result: Mapping[str, Any], by: Actor) -> None:
    """Kept and shown; it installs nothing: a person closed the order, and asks for another. What
    was on the disk before that is gone all the same.
    """
    if not (_OF_EVIDENCE & result.keys()) or keeping.has_it(session, order, result):
        return
    problem = Problem("late", f"the order was over: {order.state}, {order.reason}")
    refused = keeping.put_aside(session, order, problem, result, station_id=by.station_id)
    history.record(
        session,
        _device(session, order),
        history.IMAGE_LATE,
        actor=by,
        data={"medium": order.disk_id, "disk_model": order.disk_model, "refused": refused.id},
    )
    if _undoes(session, order, result):
        _tell(session, order, "late", {"verified": False, "refused": refused.id}, by)


def judge_again(
    request: Request, image: Image, order: Order, document: Mapping[str, Any]
) -> Evidence:
    """What this document tells, where it holds for this order. Raises Problem."""
    if request.image_id != image.id:
        raise Problem("unasked", f"image {request.image_id} was asked for, not {image.id}")
    try:
        manifest = image.manifest
    except Malformed as error:
        raise Problem("unasked", f"the manifest cannot be read any more: {error}") from error
    evidence = judging.read(document)
    asked = Asked(sha256=image.sha256, manifest=manifest, blocks=image.blocks)
    judging.judge(evidence, order, asked)
    return evidence


def _keep(session: Session, order: Order, by: Actor) -> Writing:
    request = session.get(Request, (order.organisation_id, order.id))
    if request is None:
        raise Problem("unasked", "nobody asked for this image on its page")
    image = session.get_one(Image, request.image_id)
    evidence = judge_again(request, image, order, order.result)
    trial = catalogue.standing(session, image) != "released"
    return keeping.keep(session, order, evidence, image, trial=trial, station_id=by.station_id)


def _without_evidence(session: Session, order: Order, by: Actor) -> None:
    """Nothing was begun; or the agent took it on and fell silent, and the word that it runs may be
    what was lost: then nobody knows what is on the disk.
    """
    if order.reason == "given_up" and order.was_taken_on and order.started_in is None:
        _tell(session, order, "ended", {"verified": False}, by)


def _was_touched(order: Order, document: Mapping[str, Any]) -> bool:
    """Whether the disk may hold something else than before. An agent that refuses a disk which is
    too small never says that it runs, and what was on it is there still.
    """
    if document.get("result") == "installed" or order.started_in is not None:
        return True
    return bool(document.get("bytes_written") or document.get("zero_bytes"))


def _undoes(session: Session, order: Order, document: Mapping[str, Any]) -> bool:
    """Whether the device still counts on what was on the disk before this. An installation that
    was asked for later was also written later: a machine does one at a time.
    """
    if order.started_in is not None or not _was_touched(order, document):
        return False
    evidence = history.state_of(session, _device(session, order)).image_evidence
    trusted = session.get(Writing, evidence) if evidence else None
    if trusted is None:
        return True
    since = session.get_one(Order, (trusted.organisation_id, trusted.order_id))
    return since.issued_at <= order.issued_at


def _fact(writing: Writing) -> dict[str, Any]:
    told: dict[str, Any] = {
        "verified": writing.result == "installed",
        "evidence": writing.id,
        "trial": writing.trial,
        "calls_home": writing.first_boot_sha256 is not None,
    }
    if writing.reasons:
        told["reasons"] = list(writing.reasons)
    return told


def _tell(session: Session, order: Order, what: str, told: Mapping[str, Any], by: Actor) -> None:
    asked = order.parameters
    history.record(
        session,
        _device(session, order),
        facts.IMAGED,
        actor=by,
        data={
            "image": asked.get("image"),
            "name": asked.get("name"),
            "release": asked.get("release"),
            "medium": order.disk_id,
            "order": order.id,
            "disk_model": order.disk_model,
            "moment": what,
            **told,
        },
        client_id=str(uuid5(NAMESPACE_URL, f"atelier:image:{order.id}:{what}")),
    )


def _erased_no_more(session: Session, order: Order, by: Actor) -> None:
    """Something is on the disk that came after its erasure, so it has to be erased again: written
    over, some of it would stay between the blocks of the image, for the borrower to find.
    """
    history.record(
        session,
        _device(session, order),
        facts.ERASED,
        actor=by,
        data={
            "medium": order.disk_id,
            "result": facts.RESULT_NOT_ERASED,
            "verified": False,
            "order": order.id,
            "disk_model": order.disk_model,
            "moment": NOT_BLANK,
        },
        client_id=str(uuid5(NAMESPACE_URL, f"atelier:image:{order.id}:{NOT_BLANK}")),
    )


def _device(session: Session, order: Order) -> Device:
    return devices.get(session, order.organisation_id, order.device_id)

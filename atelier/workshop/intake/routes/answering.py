"""The answer to a scan as the pile page takes it, in the language of who scanned."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from atelier.devices import service as devices
from atelier.devices.kinds import KIND_NAMES
from atelier.devices.models import Device
from atelier.words import Sentence
from atelier.workshop.intake import answers
from atelier.workshop.intake.models import IntakeScan
from labels.tags import format_tag

#: A person has nothing to settle.
_DONE = (answers.RECEIVED, answers.TAGGED)


def as_json(session: Session, scan: IntakeScan) -> dict[str, Any]:
    """``state``, ``title`` and ``detail`` are what to show; the rest is what can be done now."""
    told = scan.answer
    title, detail = (_said(answers.sentence(told[part])) for part in ("title", "detail"))
    device = _device(session, scan)
    undone = scan.undone_at is not None
    if scan.settled_by_id is not None:
        return _settled(scan, title)
    return {
        "id": scan.client_id,
        "state": "undone" if undone else scan.state,
        "asks": scan.settled_at is None and scan.state not in _DONE,
        "title": title,
        "detail": detail,
        "words": f"{title}. {detail}",
        "suggestions": [
            {"number": number, "text": format_tag(number)} for number in told["suggestions"]
        ],
        "devices": [_choice(one) for one in _named(session, scan)],
        "fresh": told["fresh"],
        "again": told.get("again", False),
        "claim_url": url_for("devices.index", step="receive", tag=told["tag"])
        if told["tag"]
        else None,
        "device": _shown(device) if device else None,
        "undo_url": url_for("intake.undo", client_id=scan.client_id)
        if scan.state in _DONE and not undone
        else None,
    }


def _settled(scan: IntakeScan, title: str) -> dict[str, Any]:
    detail = gettext("Iemand heeft dit uitgezocht.")
    return {"id": scan.client_id, "state": "settled", "title": title, "detail": detail}


def as_undone(session: Session, scan: IntakeScan) -> dict[str, Any]:
    """Of a tag that was taken off again: with the device, which has none any more."""
    device = _device(session, scan) if scan.state == answers.TAGGED else None
    return {
        "id": scan.client_id,
        "state": "undone",
        "title": _said(answers.sentence(scan.answer["title"])),
        "detail": gettext("teruggedraaid: dit telt niet mee"),
        "device": _shown(device) if device else None,
    }


def _said(sentence: Sentence) -> str:
    said: str = gettext(sentence.text)
    return said % sentence.values if sentence.values else said


def _device(session: Session, scan: IntakeScan) -> Device | None:
    if scan.device_id is None:
        return None
    return devices.get(session, scan.organisation_id, scan.device_id)


def _shown(device: Device) -> dict[str, Any]:
    return {
        "id": device.id,
        "url": url_for("devices.show", device_id=device.id),
        "tag": device.tag,
        "name": device.name,
        "tag_url": None if device.tag else url_for("intake.tag", device_id=device.id),
    }


def all_as_json(
    session: Session, scans: Sequence[IntakeScan]
) -> list[tuple[IntakeScan, dict[str, Any]]]:
    """Each with its answer; the devices that they name are read in one query."""
    ids = {number for scan in scans for number in (*scan.answer["devices"], scan.device_id)}
    # The session forgets what nobody holds.
    held = session.scalars(sa.select(Device).where(Device.id.in_(ids - {None}))).all()
    told = [(scan, as_json(session, scan)) for scan in scans]
    del held
    return told


def _named(session: Session, scan: IntakeScan) -> list[Device]:
    found = [session.get(Device, number) for number in sorted(scan.answer["devices"])]
    return [one for one in found if one and one.organisation_id == scan.organisation_id]


def _choice(device: Device) -> dict[str, Any]:
    name = device.name or gettext(KIND_NAMES[device.kind])
    tag = format_tag(device.tag) if device.tag else gettext("nog geen etiket")
    return {"id": device.id, "text": f"{name} · {tag}"}

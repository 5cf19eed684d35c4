"""Reports of the agent come in."""

from datetime import datetime
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.api.agent import agent
from atelier.api.links import link
from atelier.db import db
from atelier.devices import history
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.people.guard import current_station, requires_station
from atelier.web.errors import as_json
from atelier.web.language import say
from atelier.workshop.diagnosis import config, service
from labels.tags import format_tag

_STATUS = {"new": 201, "known": 200, "repeated": 200, "choice": 202}
#: Read and thrown away beyond the limit, in bytes, so that the sender hears why it was refused.
_DRAINED = 64_000_000
_NO_LIMIT = 2**50


@agent.post("/reports")
@requires_station("reports")
def take_report() -> ResponseReturnValue:
    station = current_station()
    limits = config.limits()
    taken = service.accept(
        db.session,
        organisation_id=station.organisation_id,
        body=_body(limits.max_bytes),
        actor=Actor(station_id=station.id),
        limits=limits,
        rules=config.rules(),
        sent_at=_clock_of_sender(),
    )
    if isinstance(taken, service.Refused):
        # An answer and no exception: what was kept aside has to be committed.
        return jsonify(as_json(taken.error)), taken.error.status
    return jsonify(_answer(taken)), _STATUS[taken.state]


def _clock_of_sender() -> datetime | None:
    """What the machine's clock said when it sent; None where it did not say, or not clearly."""
    try:
        told = datetime.fromisoformat(request.headers.get("X-Atelier-Clock", ""))
    except ValueError:
        return None
    return told if told.tzinfo else None


def _body(limit: int) -> bytes:
    """At most one byte more than ``limit``; the rest is read, so that the answer arrives."""
    request.max_content_length = _NO_LIMIT  # whatever is too long is kept aside, its beginning
    body = _read(limit + 1)
    drained = len(body)
    while drained < _DRAINED and (more := request.stream.read(65_536)):
        drained += len(more)
    return body


def _read(count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count and (part := request.stream.read(count - len(parts))):
        parts += part
    return bytes(parts)


def _answer(taken: service.Outcome) -> dict[str, Any]:
    device = taken.device
    return {
        "state": taken.state,
        "report": taken.report.id,
        "device": _device(device) if device else None,
        "next_step": _next_step(device) if device else _to_choose(),
    }


def _device(device: Device) -> dict[str, Any]:
    return {
        "tag": format_tag(device.tag) if device.tag else None,
        "url": link("devices.show", device_id=device.id),
    }


def _next_step(device: Device) -> dict[str, str]:
    step = history.refresh(db.session, device)
    return {"key": step.key, "name": say(step.verb), "text": say(step.sentence)}


def _to_choose() -> dict[str, str]:
    return {
        "key": "choose",
        "name": gettext("Kies welk toestel dit is"),
        "text": gettext("Dit toestel lijkt op een ander. Kies op de pagina Rapporten."),
    }

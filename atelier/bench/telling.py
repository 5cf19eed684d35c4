"""What the history of a device tells of orders: that one was issued, and how it ended."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.people.actor import Actor

#: So many figures of a result, and so much text, stand in the history; the rest with the order.
_MOST, _LONGEST = 10, 200


def issued(session: Session, device: Device, order: Order, by: Actor) -> None:
    history.record(
        session,
        device,
        history.ORDER_ISSUED,
        actor=by,
        at=order.issued_at,
        data=_about(order),
        client_id=event_id(order, "issued"),
    )


def ended(session: Session, order: Order, by: Actor) -> None:
    device = devices.get(session, order.organisation_id, order.device_id)
    outcome = {"state": order.state, "reason": order.reason, "result": _short(order.result)}
    history.record(
        session,
        device,
        history.ORDER_ENDED,
        actor=by,
        at=order.ended_at,
        data={**_about(order), **outcome},
        client_id=event_id(order, "ended"),
    )


def event_id(order: Order, what: str) -> str:
    """The client id of the line in the history, so that an order has one of each."""
    return str(uuid5(NAMESPACE_URL, f"atelier:order:{order.id}:{what}"))


def _about(order: Order) -> dict[str, Any]:
    return {
        "order": order.id,
        "kind": order.kind,
        "parameters": dict(order.parameters),
        "disk": order.disk_id,
        "disk_model": order.disk_model,
    }


def _short(result: Mapping[str, Any]) -> dict[str, Any]:
    plain = {
        name: value[:_LONGEST] if isinstance(value, str) else value
        for name, value in result.items()
        if value is None or isinstance(value, str | int | float)
    }
    return dict(list(plain.items())[:_MOST])

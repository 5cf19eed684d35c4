"""What the screen of a machine shows of the server's side, and what the machine has to do."""

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import replace

import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.orm import Session

from atelier.api.links import link
from atelier.bench import orders, present
from atelier.bench.models import Order
from atelier.db import today
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.kinds import KIND_NAMES
from atelier.devices.lifecycle import Step, next_step, way
from atelier.devices.models import Device, Event
from atelier.web.devices.action import action_for
from atelier.web.language import say
from atelier.words import N_
from atelier.workshop.diagnosis import archive
from diagnostics import wire
from labels.tags import format_tag


class Watch:
    """Looks again and again, and makes the view anew only where something happened."""

    def __init__(self, session: Session, organisation_id: int, said: wire.Presence) -> None:
        self._session = session
        self._organisation_id = organisation_id
        self._said = said
        self._glance: Hashable = None
        self._view = wire.View(version="")

    def look(self) -> wire.View:
        device = self._device()
        todo = self._orders(device) if device else ()
        glance = (device and device.id, self._newest(device), repr(_as_news(todo)))
        if glance != self._glance:
            self._glance = glance
            with force_locale(self._said.language):
                self._view = _signed(self._seen(device, todo))
        return self._view

    def _seen(self, device: Device | None, todo: Sequence[wire.Order]) -> wire.View:
        if device is None:
            return _to_choose(self._said.report_id)
        return _of_device(self._session, device, todo)

    def _device(self) -> Device | None:
        """The device that the report is of by now: a person may have chosen, or merged it."""
        stored = archive.find(self._session, self._organisation_id, self._said.report_id)
        if stored is None or stored.device_id is None:
            return None
        return devices.get(self._session, self._organisation_id, stored.device_id)

    def _orders(self, device: Device) -> tuple[wire.Order, ...]:
        presence = present.find(self._session, self._organisation_id, self._said.boot_id)
        if presence is None:
            return ()
        found = orders.open_of(self._session, device)
        return tuple(
            map(told, present.orders_for(self._session, presence, device, found) if found else ())
        )

    def _newest(self, device: Device | None) -> int | None:
        """The last thing that happened to it: all that the view tells of it follows from those."""
        if device is None:
            return None
        mine = Event.device_id.in_(history.records_of(device))
        return self._session.scalar(sa.select(sa.func.max(Event.id)).where(mine))


def told(order: Order) -> wire.Order:
    """An order as the agent gets it."""
    return wire.Order(
        id=order.id,
        kind=order.kind,
        machine=wire.Machine(
            report_id=order.report_id,
            uuid=order.machine_uuid,
            serial=order.machine_serial,
            board_serial=order.board_serial,
        ),
        disk=_disk(order),
        parameters=dict(order.parameters),
        state=order.standing,
        stop=order.stop,
        started_in=order.started_in,
        last_number=order.number or None,
        checkpoint=dict(order.checkpoint),
    )


def _disk(order: Order) -> wire.Disk | None:
    if order.disk_id is None:
        return None
    return wire.Disk(
        serial=order.disk_serial,
        wwn=order.disk_wwn,
        model=order.disk_model,
        size_bytes=order.disk_size_bytes,
    )


def _of_device(session: Session, device: Device, todo: Sequence[wire.Order]) -> wire.View:
    state, day = history.state_of(session, device), today()
    step = next_step(state, device.kind, day)
    return wire.View(
        version="",
        device=wire.DeviceSeen(
            tag=format_tag(device.tag) if device.tag else None,
            url=link("devices.show", device_id=device.id),
            name=device.name or say(KIND_NAMES[device.kind]),
        ),
        url=_to_settle(device, step),
        next_step=wire.NextStep(key=step.key, name=say(step.verb), text=say(step.sentence)),
        way=tuple((say(at.gate.title), at.progress) for at in way(state, device.kind, day)),
        orders=tuple(todo),
    )


def _to_settle(device: Device, step: Step) -> str | None:
    """Where the device is claimed: it gets its tag, or is received."""
    action = action_for(step, device.kind)
    if step.key != "receive" or not action.endpoint:
        return None
    return link(action.endpoint, device_id=device.id)


def _to_choose(report_id: str) -> wire.View:
    return wire.View(
        version="",
        url=link("diagnosis.report", report_id=report_id),
        next_step=wire.NextStep(
            key="choose",
            name=say(N_("Kies welk toestel dit is")),
            text=say(N_("Dit toestel lijkt op een ander. Kies op de pagina Rapporten.")),
        ),
    )


def _signed(view: wire.View) -> wire.View:
    """With the version that follows from all that is news in it."""
    news = replace(view, orders=_as_news(view.orders))
    return replace(view, version=hashlib.sha256(wire.encode(news)).hexdigest()[:16])


def _as_news(todo: Sequence[wire.Order]) -> tuple[wire.Order, ...]:
    """Without what the agent itself just said, and only a new start of it has to be told."""
    return tuple(replace(order, last_number=None, checkpoint={}) for order in todo)

"""Erasures for tests: asked for, carried out and told of as an agent would."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.db import now
from atelier.demo import evidence as made
from atelier.devices import history
from atelier.devices.identity import medium_id
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.people.roles import Role
from atelier.stock import ledger
from atelier.workshop.diagnosis import measured
from atelier.workshop.erasure import asking
from atelier.workshop.erasure.asking import Asker, Wanted
from atelier.workshop.erasure.models import Request
from diagnostics.report import Disk, NvmeIdentity
from diagnostics.wire.erasure import Evidence, Policy
from tests.factories import World, give_tag
from tests.machines import Machine
from tests.reports import a_disk


def can_sanitize(number: int = 1, **fields: Any) -> Disk:
    """An NVMe disk that can erase all its blocks by itself."""
    identity = NvmeIdentity(sanitize_block=True, format=True)
    return a_disk(number, nvme=identity, **fields)


def on_the_bench(
    session: Session, world: World, number: int = 1, *, received: bool = True, **parts: Any
) -> Machine:
    """A machine that carries a tag, is on, and was received."""
    machine = Machine(session, world.station, number, **parts)
    give_tag(session, machine.device, actor=world.actor)
    if received:
        receive(session, world, machine.device)
    session.commit()
    return machine


def receive(session: Session, world: World, device: Device) -> None:
    source = {"source": "a donor of these tests"}
    history.record(session, device, facts.RECEIVED, actor=world.actor, data=source)
    history.record(session, device, facts.CAME_IN, actor=world.actor)
    ledger.post(
        session,
        device,
        world.bench,
        reason="test",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )


def worker(world: World) -> Asker:
    return Asker(account_id=world.accounts[Role.BENCH_WORKER].id, coordinator=False)


def coordinator(world: World) -> Asker:
    return Asker(account_id=world.accounts[Role.COORDINATOR].id, coordinator=True)


def ask(
    session: Session,
    machine: Machine,
    by: Asker,
    *,
    media: Sequence[str] | None = None,
    full: bool = False,
    policy: Policy | None = None,
    client_id: str = "",
) -> Sequence[Order]:
    newest = measured.newest(session, machine.device)
    assert newest is not None
    shown = media if media is not None else [medium_id(disk) for disk in newest.report.disks]
    orders = asking.ask(
        session,
        machine.device,
        newest,
        Wanted(media=frozenset(shown), full=full),
        policy=policy or settings().erasure.policy,
        confirmed_by=machine.device.tag or "",
        by=by,
        client_id=client_id or str(uuid.uuid4()),
    )
    session.commit()
    return orders


def flawless(session: Session, order: Order) -> Evidence:
    """What an agent tells that did what was asked of it."""
    request = session.get_one(Request, (order.organisation_id, order.id))
    disk = Disk(
        name="nvme0n1",
        model=order.disk_model,
        serial=order.disk_serial,
        wwn=order.disk_wwn,
        size_bytes=order.disk_size_bytes,
        transport="nvme",
    )
    told = made.flawless(order, request, disk, now())
    return replace(told, id=str(uuid.uuid4()))


def tell(machine: Machine, order: Order, evidence: Evidence | None, **changed: Any) -> None:
    """The last word of the agent; ``changed``: fields of the document, whatever they are."""
    document = {**(made.as_result(evidence) if evidence else {}), **changed}
    done = document.get("result") == "erased"
    machine.says(
        order,
        "done" if done else "failed",
        reason=None if done else "wrong",
        result=document,
    )

"""Imaging for tests: images in the catalogue, asked for, written and told of as an agent would."""

import json
import secrets
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.db import now
from atelier.devices import history
from atelier.devices.identity import medium_id
from atelier.devices.lifecycle import facts
from atelier.people.actor import SYSTEM
from atelier.people.roles import Role
from atelier.workshop.diagnosis import measured
from atelier.workshop.imaging import asking, catalogue, releasing
from atelier.workshop.imaging.asking import Asker
from atelier.workshop.imaging.models import Decision, Image, Writing
from diagnostics import wire
from diagnostics.wire import imaging
from diagnostics.wire.imaging import Evidence, FirstBoot, ReadBack
from tests import images
from tests.erasures import on_the_bench
from tests.factories import World
from tests.machines import Machine

KIB = images.KIB
#: Several blocks, and zeros between them.
DISK, MOST = images.some_disk(512 * KIB, seed=1, zeros=0.5), 32 * KIB


def coordinator(world: World) -> Asker:
    return Asker(account_id=world.accounts[Role.COORDINATOR].id, coordinator=True)


def worker(world: World) -> Asker:
    return Asker(account_id=world.accounts[Role.BENCH_WORKER].id, coordinator=False)


def add(
    session: Session,
    world: World,
    *,
    released: bool = True,
    disk_bytes: int | None = None,
    **fields: Any,
) -> Image:
    """``disk_bytes``: that it needs; ``fields``: of its manifest."""
    made = images.make(DISK, most_bytes=MOST, **fields)
    told = made.told
    if disk_bytes is not None:
        told = replace(told, needs=replace(told.needs, disk_bytes=disk_bytes))
    image = catalogue.add(
        session,
        world.organisation.id,
        wire.encode(told),
        by=SYSTEM,
        blocks=len(made.places.blocks),
    )
    if released:
        decide(session, world, image)
    session.commit()
    return image


def decide(
    session: Session,
    world: World,
    image: Image,
    *,
    withdraw: bool = False,
    client_id: str = "",
) -> Decision:
    """A coordinator releases it, tried or not, or withdraws it."""
    by, client_id = coordinator(world).actor, client_id or str(uuid.uuid4())
    why = "for these tests"
    if withdraw:
        return releasing.withdraw(session, image, reason=why, by=by, client_id=client_id)
    return releasing.release(
        session,
        image,
        notes={"nl": "Eerste versie"},
        reason=why,
        untried=True,
        by=by,
        client_id=client_id,
    )


def erase(session: Session, machine: Machine, *media: str) -> None:
    """Its disks are erased: how, is tried elsewhere."""
    newest = measured.newest(session, machine.device)
    assert newest is not None
    for medium in media or [medium_id(disk) for disk in newest.report.disks]:
        told = {"medium": medium, "result": "erased", "verified": True, "evidence": 1}
        history.record(session, machine.device, facts.ERASED, actor=SYSTEM, data=told)
    session.commit()


def wiped(session: Session, world: World, number: int = 1, **parts: Any) -> Machine:
    """A machine on the bench that waits for its software."""
    machine = on_the_bench(session, world, number, **parts)
    erase(session, machine)
    return machine


def ask(
    session: Session,
    machine: Machine,
    image: Image,
    by: Asker,
    *,
    disk: str | None = None,
    client_id: str = "",
) -> Order:
    order = asking.ask(
        session,
        machine.device,
        measured.newest(session, machine.device),
        image,
        by=by,
        client_id=client_id or str(uuid.uuid4()),
        disk=disk,
    )
    session.commit()
    return order


def flawless(order: Order, image: Image, *, key: str = "") -> Evidence:
    """What an agent tells that did what was asked of it. ``key``: of its first boot."""
    moment = now()
    blocks, content = image.blocks or 1, _content(image)
    return Evidence(
        id=str(uuid.uuid4()),
        order_id=order.id,
        machine=wire.Machine(
            report_id=order.report_id, uuid=order.machine_uuid, serial=order.machine_serial
        ),
        disk=wire.Disk(
            serial=order.disk_serial,
            wwn=order.disk_wwn,
            model=order.disk_model,
            size_bytes=order.disk_size_bytes,
        ),
        boot_id=order.boot_id or "boot",
        agent_version="0.1.0",
        firmware="uefi",
        secure_boot=True,
        image=image.sha256,
        result="installed",
        started=_at(moment, 300),
        ended=_at(moment, 0),
        duration_s=300.0,
        fraction=1.0,
        blocks=blocks,
        blocks_written=blocks,
        bytes_written=content,
        zero_bytes=image.written_bytes - content,
        bytes_fetched=image.blocks_bytes,
        read_back=ReadBack(
            started=_at(moment, 120),
            ended=_at(moment, 10),
            blocks=blocks,
            bytes_read=content,
            zero_bytes=image.written_bytes - content,
        ),
        first_boot_sha256=images.sha256((key or secrets.token_hex()).encode()),
    )


def stopped(evidence: Evidence) -> Evidence:
    """The same, had somebody stopped it half way."""
    return replace(
        evidence,
        result="not_installed",
        reasons=("stopped",),
        fraction=0.5,
        blocks_written=evidence.blocks // 2,
        read_back=None,
        first_boot_sha256=None,
    )


def as_result(evidence: Evidence) -> dict[str, Any]:
    """As an agent's word carries it."""
    document: dict[str, Any] = json.loads(wire.encode(evidence))
    return document


def tell(machine: Machine, order: Order, evidence: Evidence | None, **changed: Any) -> None:
    """The last word of the agent; ``changed``: fields of the document, whatever they are."""
    document = {**(as_result(evidence) if evidence else {}), **changed}
    done = document.get("result") == "installed"
    reason = None if done else "wrong"
    machine.says(order, "done" if done else "failed", reason=reason, result=document)


def install(session: Session, machine: Machine, image: Image, by: Asker) -> tuple[Writing, str]:
    """Asked for, written and read back; and the key of its first boot."""
    order, key = ask(session, machine, image, by), secrets.token_urlsafe(32)
    machine.says(order, "running", fraction=0.0)
    tell(machine, order, flawless(order, image, key=key))
    writing = session.query(Writing).filter_by(order_id=order.id).one()
    return writing, key


def first_boot(session: Session, writing: Writing, **fields: Any) -> FirstBoot:
    """What the installed system tells, where all is well."""
    order = session.get_one(Order, (writing.organisation_id, writing.order_id))
    told = FirstBoot(
        id=str(uuid.uuid4()),
        image=session.get_one(Image, writing.image_id).sha256,
        machine=wire.Machine(report_id="", uuid=order.machine_uuid, serial=order.machine_serial),
        at=now().isoformat(),
        boot_id=str(uuid.uuid4()),
        host_name="atelier-4217038561",
        kernel="6.1.0",
        wifi_cards=1,
        wifi_networks=3,
    )
    return replace(told, **fields)


def places(image: Image) -> imaging.Map:
    """The map of an image of these tests."""
    return images.make(DISK, most_bytes=MOST, **_own(image)).places


def _own(image: Image) -> dict[str, Any]:
    return {"name": image.name, "release": image.release}


def _content(image: Image) -> int:
    """Bytes of its blocks; the rest of what is written is zeros."""
    return sum(block[1] for block in places(image).blocks)


def _at(moment: datetime, seconds: int) -> str:
    return (moment - timedelta(seconds=seconds)).isoformat()

"""Machines of the demo get their software as an order asks: each word goes through the services."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.db import now
from atelier.demo import software
from atelier.demo.at_bench import AtBench
from atelier.demo.machines import demo_id
from atelier.demo.software import Software
from atelier.devices.models import Device
from atelier.people.throttle import Throttle
from atelier.settings import Imaging
from atelier.workshop.diagnosis import measured
from atelier.workshop.imaging import asking, attesting, catalogue, first_boots, licences, releasing
from atelier.workshop.imaging.asking import Asker
from atelier.workshop.imaging.models import Image, Writing
from diagnostics import wire
from diagnostics.wire.imaging import (
    BLOCK_BYTES,
    Driverless,
    Evidence,
    FirstBoot,
    Grown,
    Made,
    ReadBack,
    Reason,
    Screen,
)

_SECONDS = 340
#: A card that Debian has no driver for without more.
WIFI = Driverless(
    bus="pci", id="14e4:43a0", kind="wifi", name="Broadcom BCM4360", firmware="brcmfmac43602.bin"
)
#: Of wrong keys, of which there are none here.
_THROTTLE = Throttle(
    per_login=1, per_address=1, window=timedelta(minutes=1), secret=secrets.token_hex()
)


def fill_catalogue(session: Session, organisation_id: int, *, by: Asker, chosen: Imaging) -> None:
    """What the workshop has: released but for the newest. Of the files only the lists are there."""
    for one in software.ALL:
        image = catalogue.add(session, organisation_id, one.content, by=by.actor, blocks=one.blocks)
        _put_lists(one, chosen)
        if one.notes:
            releasing.release(
                session,
                image,
                notes=one.notes,
                reason="Demo: uitgeprobeerd op onze eigen laptops.",
                untried=True,
                by=by.actor,
                client_id=demo_id(f"release of {image.name} {image.release}"),
            )


def fill_licences(session: Session, organisation_id: int, *, by: Asker) -> None:
    for product, kind, count, key in (
        ("Windows 11 Pro", "volume", 25, "BCDFG"),
        ("Windows 10 Pro", "sticker", 1, "HJKMN"),
    ):
        licences.add(
            session,
            organisation_id,
            product=product,
            kind=kind,
            count=count,
            key=key,
            by=by.actor,
            client_id=demo_id(f"licence {product}"),
        )


@dataclass
class Imager:
    """For as long as it takes to put software on one machine, and to start it."""

    bench: AtBench
    by: Asker

    def put(self, device: Device, what: Software, *, fails: Sequence[Reason] = ()) -> Writing:
        """Its newest report says which disks there are."""
        session = self.bench.session
        newest = measured.newest(session, device)
        if newest is None:
            raise ValueError(f"device {device.id} was never measured")
        image = catalogue.find(session, device.organisation_id, what.sha256)
        if image is None:
            raise ValueError(f"{what.manifest.name} is not in the catalogue")
        boot_id = self.bench.begin(device, newest.report_id)
        order = asking.ask(session, device, newest, image, by=self.by, client_id=boot_id)
        told = flawless(order, image, now())
        if image.system == "windows":
            told = _of_windows(told)
        self._carry_out(order, boot_id, _failed(told, fails) if fails else told)
        self.bench.leave(device, boot_id, newest.report_id)
        return session.scalars(sa.select(Writing).where(Writing.order_id == order.id)).one()

    def start(self, writing: Writing, driverless: Sequence[Driverless] = ()) -> None:
        """The installed system says once how it started."""
        session = self.bench.session
        order = session.get_one(Order, (writing.organisation_id, writing.order_id))
        image = session.get_one(Image, writing.image_id)
        told = FirstBoot(
            id=demo_id(f"first boot of {order.id}"),
            image=image.sha256,
            machine=_machine(order),
            at=now().isoformat(),
            boot_id=demo_id(f"start of {order.id}"),
            system_name=image.manifest.system_name,
            kernel="6.1.0-38-amd64",
            host_name="atelier",
            firmware="uefi",
            secure_boot=True,
            wifi_cards=0 if driverless else 1,
            wifi_networks=None if driverless else 6,
            sound_cards=("HDA Intel PCH",),
            screens=(Screen(name="eDP-1", width_px=1920, height_px=1080),),
            driverless=tuple(driverless),
        )
        heard = first_boots.take(
            session,
            f"Bearer {_key(order)}",
            wire.encode(told),
            address="127.0.0.1",
            throttle=_THROTTLE,
        )
        if heard.error is not None:
            raise heard.error

    def vouch(self, device: Device) -> None:
        """A coordinator saw it start; and it takes a licence of the list."""
        session = self.bench.session
        attesting.attest_first_boot(
            session,
            device,
            reason="Demo: ik zag het starten, en alles werkt.",
            by=self.by.actor,
            client_id=demo_id(f"start of {device.id}"),
        )
        lines = licences.overview(session, device.organisation_id)
        licences.use(
            session,
            device,
            licence=next(line.licence for line in lines if line.licence.kind == "volume"),
            by=self.by.actor,
            client_id=demo_id(f"licence of {device.id}"),
        )

    def _carry_out(self, order: Order, boot_id: str, told: Evidence) -> None:
        done = told.result == "installed"
        self.bench.says(order, boot_id, 1, "running", fraction=0.0)
        self.bench.says(
            order,
            boot_id,
            2,
            "done" if done else "failed",
            reason=None if done else "wrong",
            result=json.loads(wire.encode(told)),
        )


def flawless(order: Order, image: Image, ended: datetime) -> Evidence:
    """Written, read back the same, grown, and made this machine's own."""
    blocks = image.blocks or 1
    written = min(image.written_bytes, blocks * BLOCK_BYTES)
    size = order.disk_size_bytes or image.size_bytes

    def at(seconds: int) -> str:
        return (ended - timedelta(seconds=_SECONDS - seconds)).isoformat()

    return Evidence(
        id=demo_id(f"evidence of {order.id}"),
        order_id=order.id,
        machine=_machine(order),
        disk=wire.Disk(
            serial=order.disk_serial,
            wwn=order.disk_wwn,
            model=order.disk_model,
            size_bytes=order.disk_size_bytes,
        ),
        boot_id=order.boot_id or "demo",
        agent_version="demo",
        firmware="uefi",
        secure_boot=True,
        image=image.sha256,
        result="installed",
        started=at(0),
        ended=at(_SECONDS),
        duration_s=float(_SECONDS),
        fraction=1.0,
        blocks=blocks,
        blocks_written=blocks,
        bytes_written=written,
        zero_bytes=image.written_bytes - written,
        bytes_fetched=image.blocks_bytes,
        read_back=ReadBack(
            started=at(210),
            ended=at(320),
            blocks=blocks,
            bytes_read=written,
            zero_bytes=image.written_bytes - written,
        ),
        grown=Grown(
            partition=3,
            from_bytes=image.size_bytes,
            to_bytes=size,
            filesystem="ext4",
            filesystem_bytes=size,
        ),
        made=(
            Made(what="host_name", state="done", value="atelier"),
            Made(what="boot_entry", state="done"),
            Made(what="fallback_path", state="done"),
        ),
        first_boot_sha256=first_boots.key_hash(_key(order)),
    )


def _of_windows(evidence: Evidence) -> Evidence:
    """The same, of a system that nothing can be put into."""
    why = "Windows keeps its own"
    return replace(
        evidence,
        made=(
            Made(what="host_name", state="not_possible", why=why),
            Made(what="boot_entry", state="done"),
            Made(what="first_boot", state="not_possible", why=why),
        ),
        first_boot_sha256=None,
    )


def _failed(evidence: Evidence, reasons: Sequence[Reason]) -> Evidence:
    """The same, where the disk gave back something else."""
    back = evidence.read_back
    return replace(
        evidence,
        result="not_installed",
        reasons=tuple(reasons),
        read_back=replace(back, mismatches=3, first_mismatches=(8 * 2**30,)) if back else None,
        grown=None,
        made=(),
        first_boot_sha256=None,
    )


def _machine(order: Order) -> wire.Machine:
    return wire.Machine(
        report_id=order.report_id, uuid=order.machine_uuid, serial=order.machine_serial
    )


def _key(order: Order) -> str:
    return demo_id(f"key of {order.id}")


def _put_lists(one: Software, chosen: Imaging) -> None:
    """The manifest and its programs, so that the page can show them."""
    folder = chosen.folder / one.sha256
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Any] = {"manifest.json": one.content}
    if one.packages is not None:
        files["packages.json"] = wire.encode(one.packages)
    for name, content in files.items():
        (folder / name).write_bytes(content)

"""Reports of made-up machines. Number 7 is always the same machine, and no other."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from diagnostics.report import (
    Agent,
    Battery,
    Cpu,
    Disk,
    Memory,
    MemoryModule,
    NetworkInterface,
    Report,
    Screen,
    System,
    encode,
)

GIB = 2**30


def a_report(number: int = 1, *, made_at: datetime | None = None, **parts: Any) -> Report:
    """A fresh report of machine ``number``; ``parts`` replace whole parts of it."""
    moment = made_at or datetime.now(UTC) - timedelta(minutes=1)
    told: dict[str, Any] = {
        "system": a_system(number),
        "cpu": Cpu(model="Intel(R) Core(TM) i5-7300U CPU @ 2.60GHz", bits64=True),
        "memory": memory(8),
        "disks": (a_disk(number),),
        "batteries": (Battery(name="BAT0", design_mwh=23_000, full_mwh=20_000),),
        "screens": (Screen(internal=True, inches=14.0, width_px=1920, height_px=1080),),
        "network": (NetworkInterface(name="eth0", kind="wired", mac=a_mac(number), fixed=True),),
    }
    return Report(
        id=str(uuid.uuid4()),
        made_at=moment.isoformat(),
        agent=Agent(version="test", root=True),
        **{**told, **parts},
    )


def body(number: int = 1, **parts: Any) -> bytes:
    return encode(a_report(number, **parts))


def a_system(number: int = 1, **fields: Any) -> System:
    system = System(
        maker="LENOVO",
        product="20HES1XX00",
        version="ThinkPad T470",
        serial=f"PF7QX{number:03}",
        uuid=str(uuid.uuid5(uuid.NAMESPACE_OID, f"machine {number}")),
        board_serial=f"L1HF7B{number:04}",
        chassis="Notebook",
    )
    return replace(system, **fields)


def a_disk(number: int = 1, **fields: Any) -> Disk:
    disk = Disk(
        name="nvme0n1",
        model="SAMSUNG MZVLW256HEHP-000L7",
        serial=f"S35ENX0J{number * 7919:06}",
        size_bytes=256_060_514_304,
        transport="nvme",
        rotational=False,
        internal=True,
        removable=False,
    )
    return replace(disk, **fields)


def a_mac(number: int = 1) -> str:
    return f"54:e1:ad:{number % 200 + 1:02x}:{number // 200 + 17:02x}:c3"


def memory(gib: int) -> Memory:
    module = MemoryModule(slot="DIMM 0", size_bytes=gib * GIB)
    return Memory(total_bytes=gib * GIB, usable_bytes=gib * GIB, modules=(module,))

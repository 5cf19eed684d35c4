"""Find the disks, and ask them all at once."""

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from diagnostics.probes.disks import asking, boot, emmc, listing, place
from diagnostics.probes.disks.asking import Answers, Trouble
from diagnostics.probes.host import Host
from diagnostics.probes.lsblk import BlockDevice
from diagnostics.report import Problem, Transport

#: What the whole subsystem may take: listing, and the slowest disk's questions.
LIMIT_S = listing.LIMIT_S + asking.LIMIT_S + 1


@dataclass(frozen=True, slots=True)
class Found:
    """A disk as listed, where it sits, and what it answered."""

    device: BlockDevice
    transport: Transport | None = None
    internal: bool | None = None
    boot_medium: bool = False
    emmc_life: emmc.Life | None = None
    answers: Answers = field(default_factory=Answers)


def collect(host: Host, asked: Callable[[BlockDevice], bool] | None = None) -> tuple[Found, ...]:
    """Every disk as listed; ``asked`` chooses those that are asked who they are (default: all)."""
    devices, troubles = listing.disks(host)
    carriers = boot.carriers(host)
    found = [_placed(host, device, carriers) for device in devices]
    answers = _ask_all(
        host,
        [disk for disk in found if not disk.boot_medium and (asked is None or asked(disk.device))],
    )
    troubles += [trouble for answer in answers.values() for trouble in answer.troubles]
    _tell(host, troubles)
    return tuple(
        replace(disk, answers=answers.get(disk.device.name, disk.answers)) for disk in found
    )


def _placed(host: Host, device: BlockDevice, carriers: boot.Carriers) -> Found:
    transport = place.transport(host, device)
    internal = place.internal(host, device, transport)
    return Found(
        device=device,
        transport=transport,
        internal=internal,
        boot_medium=carriers.is_boot_medium(device.name, internal=internal),
        emmc_life=emmc.life(host, device.name) if transport == "mmc" else None,
    )


def _ask_all(host: Host, found: list[Found]) -> dict[str, Answers]:
    """One daemon thread a disk; who has not answered in time is reported and left behind."""
    until = time.monotonic() + asking.LIMIT_S
    waiting = {disk.device.name: _start(host, disk) for disk in found}
    return {
        disk.device.name: _await(host, disk, waiting[disk.device.name], until) for disk in found
    }


def _start(host: Host, disk: Found) -> "queue.SimpleQueue[Answers]":
    name, answers = disk.device.name, queue.SimpleQueue[Answers]()

    def work() -> None:
        answers.put(asking.ask(host, name, disk.transport))

    threading.Thread(target=work, daemon=True, name=f"disk-{name}").start()
    return answers


def _await(host: Host, disk: Found, answers: "queue.SimpleQueue[Answers]", until: float) -> Answers:
    try:
        return answers.get(timeout=max(until - time.monotonic(), 0.001))
    except queue.Empty:
        return asking.silent(host, disk.device.name, disk.transport)


def _tell(host: Host, troubles: Iterable[Trouble]) -> None:
    """The same trouble with several disks is one problem."""
    facts: dict[tuple[asking.Kind, str], list[str]] = defaultdict(list)
    for trouble in troubles:
        facts[trouble.kind, trouble.message] += trouble.facts
    for (kind, message), missing in facts.items():
        unique = tuple(dict.fromkeys(missing))
        host.problem(Problem(subsystem="disks", kind=kind, message=message, facts=unique))

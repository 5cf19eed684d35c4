"""``atelier-agent order KIND``: carry out one order here and now, without a server.

For trying out and for finding faults. Progress goes to standard error; the last word, as the server
would get it, goes to standard output as one line of JSON.
"""

import argparse
import sys
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from diagnostics import wire
from diagnostics.orders.binding import read_system
from diagnostics.orders.keeper import Keeper
from diagnostics.orders.pace import Pace
from diagnostics.probes import disks
from diagnostics.probes.host import Host

#: The others need the resident loop (``atelier-agent bench``).
KINDS = ("self_test", "stress")
_INTERRUPTED = 130
_STOP_S = 5.0


def main(arguments: Sequence[str], host: Host | None = None, pace: Pace | None = None) -> int:
    """0: done. 1: failed. 2: wrongly asked. 130: stopped by the person."""
    options = _parser().parse_args(arguments)
    machine = host or Host()
    order = _order(options, machine)
    if order is None:
        sys.stderr.write(_no_disk(options.disk, machine) + "\n")
        return 2
    return _carry_out(order, machine, pace)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="atelier-agent order",
        allow_abbrev=False,
        description="Carry out one order on this machine, without a server.",
    )
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=" or ".join(KINDS))
    parser.add_argument("--disk", metavar="NAME", help="for self_test: such as sda")
    parser.add_argument("--length", choices=("short", "long"), default="short")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="for stress")
    return parser


def _order(options: argparse.Namespace, host: Host) -> wire.Order | None:
    """None where there is no such disk."""
    on_a_disk = options.kind in wire.ON_A_DISK
    disk = _disk(host, options.disk) if on_a_disk else None
    if on_a_disk and disk is None:
        return None
    system = read_system(host)
    parameters: dict[str, Any] = (
        {"length": options.length} if on_a_disk else {"seconds": options.seconds}
    )
    return wire.Order(
        id=str(uuid.uuid4()),
        kind=options.kind,
        machine=wire.Machine(
            report_id=str(uuid.uuid4()),
            uuid=system.uuid,
            serial=system.serial,
            board_serial=system.board_serial,
        ),
        disk=disk,
        parameters=parameters,
    )


def _disk(host: Host, name: str | None) -> wire.Disk | None:
    for disk in disks.parse(disks.collect(host)):
        if disk.name == name:
            return wire.Disk(
                serial=disk.serial, wwn=disk.wwn, model=disk.model, size_bytes=disk.size_bytes
            )
    return None


def _no_disk(name: str | None, host: Host) -> str:
    here = ", ".join(found.device.name for found in disks.collect(host)) or "none"
    asked = f"There is no disk {name}." if name else "Say which disk, with --disk."
    return f"{asked} Here are: {here}."


@dataclass(slots=True)
class _Here:
    """The line to nobody: it prints."""

    final: wire.Word | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def say(self, _order_id: str, word: wire.Word) -> wire.WordTaken:
        if word.state in wire.FINAL:
            self.final = word
            self.ended.set()
        else:
            sys.stderr.write(_progress(word) + "\n")
        return wire.WordTaken(state=word.state)


def _progress(word: wire.Word) -> str:
    fraction = "" if word.fraction is None else f" {word.fraction:4.0%}"
    left = "" if word.left_s is None else f", {word.left_s:.0f} s left"
    return f"{word.state}{fraction}{left}"


@dataclass(frozen=True, slots=True)
class _Identity:
    id: str


def _carry_out(order: wire.Order, host: Host, pace: Pace | None) -> int:
    here = _Here()
    identity = _Identity(order.machine.report_id)
    boot_id = host.read("proc/sys/kernel/random/boot_id") or "here"
    keeper = Keeper(here, host, boot_id=boot_id, journal=None, identity=lambda: identity, pace=pace)
    try:
        keeper.take([order])
        here.ended.wait()
    except KeyboardInterrupt:
        keeper.take([replace(order, stop=True)])
        here.ended.wait(_STOP_S)
        return _INTERRUPTED
    finally:
        _print_end(here.final)
        keeper.close()
    return 0 if here.final and here.final.state == "done" else 1


def _print_end(word: wire.Word | None) -> None:
    if word:
        sys.stdout.write(wire.encode(word).decode() + "\n")
        sys.stdout.flush()

"""The disks of this machine, with what could be done with each, and what is in the way."""

from dataclasses import dataclass

from diagnostics import identity, matching, wire
from diagnostics.erasure import planning, surroundings
from diagnostics.probes import disks
from diagnostics.probes.host import Host
from diagnostics.report import Disk
from diagnostics.wire.erasure import Plan, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    disk: Disk
    plan: Plan


def offers(host: Host, policy: Policy, *, full: bool) -> tuple[Offer, ...]:
    """All of them, also those that cannot be erased. Takes seconds: it asks the hardware."""
    found = disks.parse(disks.collect(host))
    return tuple(
        Offer(
            disk=disk,
            plan=planning.plan(
                disk, policy, surroundings.look(host, disk.name), full=full, others=found
            ),
        )
        for disk in found
    )


def by_serial(found: tuple[Offer, ...], serial: str) -> tuple[Offer, ...]:
    """In full, but for blanks and capitals."""
    wanted = matching.tidy(serial)
    return tuple(
        one
        for one in found
        if wanted and one.disk.serial and matching.tidy(one.disk.serial) == wanted
    )


def read_again(host: Host, offer: Offer) -> identity.Identity:
    """Who it is now, before a person is asked about it. Raises identity.Changed."""
    now = identity.read(host, offer.disk.name)
    if doubt := matching.disk_doubt(wanted(offer.disk), now.disk):
        raise identity.Changed(f"{offer.disk.name}: {doubt}")
    return now


def wanted(disk: Disk) -> wire.Disk:
    return wire.Disk(serial=disk.serial, wwn=disk.wwn, model=disk.model, size_bytes=disk.size_bytes)

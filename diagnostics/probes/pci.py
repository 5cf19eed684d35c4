"""What ``lspci`` calls the cards in this machine; shared by graphics and network."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from diagnostics.probes.base import kind_of
from diagnostics.probes.host import Host
from diagnostics.report import Problem
from diagnostics.run import RunError

#: ``0000:00:1f.6``, as the last such part of a sysfs path is the card itself.
ADDRESS = re.compile(r"[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]")
_NAME = re.compile(r"(?P<name>.*) \[(?P<id>[0-9a-f]{4})\]$")


@dataclass(frozen=True, slots=True)
class Card:
    maker: str | None = None
    model: str | None = None


Cards = Mapping[str, Card]


def cards(host: Host, subsystem: str, facts: tuple[str, ...]) -> Cards:
    """Names by PCI address; empty, and a problem told, when ``lspci`` cannot say."""
    if not host.names("sys/bus/pci/devices"):
        return {}
    answer = host.once("lspci", lambda: _read(host))
    if isinstance(answer, RunError):
        told = Problem(subsystem=subsystem, kind=kind_of(answer), message=f"{answer}.", facts=facts)
        host.problem(told)
        return {}
    return answer


def _read(host: Host) -> Cards | RunError:
    try:
        return parse(host.run(["lspci", "-D", "-vmm", "-nn"], timeout_s=5).text)
    except RunError as error:
        return error


def parse(text: str) -> Cards:
    """Records of ``Key:<tab>value`` lines, with an empty line between them."""
    records = (_record(part) for part in text.split("\n\n"))
    return {
        record["Slot"]: Card(_name(record.get("Vendor")), _name(record.get("Device")))
        for record in records
        if "Slot" in record
    }


def _record(part: str) -> dict[str, str]:
    pairs = (line.partition(":\t") for line in part.splitlines())
    return {key: value.strip() for key, _, value in reversed(list(pairs))}


def _name(value: str | None) -> str | None:
    """The name without its number; None for ``Device``, lspci's word for one it does not know."""
    found = _NAME.match(value or "")
    return None if found is None or found["name"] in {"", "Device", "Vendor"} else found["name"]

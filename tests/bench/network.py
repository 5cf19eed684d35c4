"""How the machine is connected: to QEMU's own little network, or to a lead of a ``Lan``."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: How a machine on QEMU's own network reaches a server that listens on 127.0.0.1 here.
HOST = "10.0.2.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The other end of a cable; ``enter`` before a command runs it where that end is."""

    name: str
    enter: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One wired card. ``Machine.plug_cable`` and ``unplug_cable`` do what they say, at any time."""

    model: str = "e1000e"
    #: False: the cable is not in at power-on.
    cable: bool = True
    #: None: QEMU's own network, where ``HOST`` is this machine.
    lead: Lead | None = None
    #: What QEMU's own network serves to a machine that starts from it, over TFTP.
    served: Path | None = None
    bootfile: str = ""
    #: The firmware starts from the lowest; None: not from the network.
    boot_order: int | None = None

    def arguments(self, mac: str) -> Iterator[str]:
        card = [self.model, "id=card", "netdev=net", f"mac={mac}"]
        if self.boot_order is not None:
            card.append(f"bootindex={self.boot_order}")
        yield from ("-netdev", ",".join(self._other_end()), "-device", ",".join(card))

    def _other_end(self) -> list[str]:
        if self.lead is not None:
            return ["tap", "id=net", f"ifname={self.lead.name}", "script=no", "downscript=no"]
        if self.served is not None:
            return ["user", "id=net", f"tftp={self.served}", f"bootfile={self.bootfile}"]
        return ["user", "id=net"]

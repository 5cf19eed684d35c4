"""How the machine is connected: QEMU's own little network, where 10.0.2.2 is this machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: How the machine reaches a server that listens on 127.0.0.1 here.
HOST = "10.0.2.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One wired card. ``Machine.plug_cable`` and ``unplug_cable`` do what they say, at any time."""

    mac: str = "54:ee:75:00:12:34"
    model: str = "e1000e"
    #: False: the cable is not in at power-on.
    cable: bool = True
    #: What a machine that starts from the network is served, over TFTP.
    served: Path | None = None
    bootfile: str = ""
    #: The firmware starts from the lowest; None: not from the network.
    boot_order: int | None = None

    def arguments(self) -> Iterator[str]:
        options = ["user", "id=net"]
        if self.served is not None:
            options += [f"tftp={self.served}", f"bootfile={self.bootfile}"]
        card = [self.model, "id=card", "netdev=net", f"mac={self.mac}"]
        if self.boot_order is not None:
            card.append(f"bootindex={self.boot_order}")
        yield from ("-netdev", ",".join(options), "-device", ",".join(card))

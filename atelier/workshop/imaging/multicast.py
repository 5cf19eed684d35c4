"""``blocks`` of an image sent to many machines at once, by udpcast, on one local network.

What reaches a machine it checks as everything else, block by block; what does not, it asks for by
HTTP. So this only ever saves time: an order without ``Parameters.multicast`` needs none of it.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from atelier.workshop.imaging.programs import find

#: udpcast uses this one and the next.
PORT = 9000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """``receivers``: it begins when so many are there, or ``wait_s`` after the first one came."""

    receivers: int
    port: int = PORT
    interface: str | None = None
    #: Where senders and receivers meet, an IPv4 address; None: by broadcast.
    rendezvous: str | None = None
    wait_s: int = 300
    #: As udpcast writes it: ``900m``. None: as fast as the slowest takes it.
    most_bits: str | None = None


def command(blocks: Path, how: Sending) -> list[str]:
    """Raises ValueError for a port that udpcast cannot use, MissingProgram."""
    if how.port % 2 or not 1024 <= how.port < 65_535:
        raise ValueError("the port has to be even, from 1024 on: udpcast uses the next one, too")
    found = [find("udp-sender", "udpcast"), "--file", str(blocks), "--portbase", str(how.port)]
    found += ["--min-receivers", str(how.receivers), "--max-wait", str(how.wait_s)]
    for flag, value in (
        ("--interface", how.interface),
        ("--mcast-rdv-address", how.rendezvous),
        ("--max-bitrate", how.most_bits),
    ):
        found += [flag, value] if value else []
    # No key is to be pressed; what a vanished receiver misses, it fetches by HTTP.
    return [*found, "--nokbd", "--retries-until-drop", "60"]


def send(blocks: Path, how: Sending) -> int:
    """Until all have it; its status. What it says is seen."""
    return subprocess.run(command(blocks, how), check=False).returncode  # noqa: S603 - a list, never a shell

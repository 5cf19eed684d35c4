"""What was put on one disk, and what came of it: the result of an order of kind "image".

Times are RFC 3339 with an offset, by the machine's own clock; durations are seconds. What was not
measured is None, never zero.
"""

from dataclasses import dataclass
from typing import Literal

from diagnostics.wire import orders
from diagnostics.wire.imaging.terms import Boot, Reason, Result

VERSION = 1
#: Of messages and places, so many are told at most.
MOST_ROWS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """What was read from the disk, with O_DIRECT, after all of it was written and flushed."""

    started: str
    ended: str
    #: Blocks held to their SHA-256, and their bytes; and bytes of zeros that were read.
    blocks: int
    bytes_read: int
    zero_bytes: int
    #: Blocks, or stretches of zeros, that gave something else; and the first places of them.
    mismatches: int = 0
    first_mismatches: tuple[int, ...] = ()
    #: That could not be read at all.
    unreadable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    partition: int
    from_bytes: int
    to_bytes: int
    filesystem: str | None = None
    #: None: the partition grew, and the filesystem is one that nothing here can make larger.
    filesystem_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Made this machine's own, one row a thing."""

    what: Literal[
        "host_name",
        "machine_id",
        "ssh_keys",
        "disk_id",
        "partition_id",
        "filesystem_id",
        "boot_entry",  # in the firmware's own list
        "fallback_path",  # EFI/BOOT/BOOTX64.EFI is there
        "active_flag",  # some old BIOSes want one
        "first_boot",  # what says once how it started
    ]
    state: Literal["done", "kept", "not_possible"]
    #: Which partition, or how it is called.
    where: str | None = None
    #: What it is now; and why not, in English, where it is not done.
    value: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    kind: Literal["power_cut", "agent_ended", "network"]
    at: str
    #: So many blocks were written and flushed by then.
    resumed_at_block: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    #: Made by the agent (UUID) before the first write; said twice, it counts once.
    id: str
    order_id: str
    version: int = VERSION
    machine: orders.Machine
    disk: orders.Disk
    boot_id: str
    agent_version: str
    #: How this machine started the medium, and so will start the disk.
    firmware: Boot | None = None
    secure_boot: bool | None = None

    image: str
    result: Result
    #: Empty exactly when *installed*.
    reasons: tuple[Reason, ...] = ()
    started: str
    ended: str
    #: At work: without the time that the machine was off.
    duration_s: float
    #: Of the whole job, 0 to 1.
    fraction: float | None = None
    #: How many blocks the map has; written and flushed; their bytes on the disk.
    blocks: int = 0
    blocks_written: int = 0
    bytes_written: int = 0
    zero_bytes: int = 0
    #: Over the network, and how often a part had to be asked for again.
    bytes_fetched: int = 0
    retries: int = 0
    read_back: ReadBack | None = None
    grown: Grown | None = None
    made: tuple[Made, ...] = ()
    #: SHA-256 of the key by which the installed system will make itself known, once; None: it
    #: cannot call home.
    first_boot_sha256: str | None = None
    interruptions: tuple[Interruption, ...] = ()
    messages: tuple[str, ...] = ()

"""What was done to one disk, and what came of it: all that the agent knows for the certificate.

Who ordered, performed and verified it, the place and the signature are the server's to add.
Times are RFC 3339 with an offset, by the machine's own clock; durations are seconds; places on a
disk are byte offsets. What was not measured is None, never zero.
"""

from dataclasses import dataclass
from typing import Literal

from diagnostics.wire import orders
from diagnostics.wire.erasure.plan import Plan
from diagnostics.wire.erasure.terms import Level, MediumKind, Method, Reason, Result

#: Of this document. A reader refuses another one than it knows.
VERSION = 1
#: Of one kind of error or mismatch, so many places are told at most.
MOST_PLACES = 16
#: Of commands, attempts and interruptions, so many are told at most (the last ones).
MOST_ROWS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """The disk, as read immediately before the first write."""

    #: ``sda``: only for whoever reads the log.
    name: str
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    wwn: str | None = None
    firmware: str | None = None
    medium: MediumKind
    #: In words of the drive where it has some: "Solid State Device", "7200 rpm", "SD".
    media_type: str | None = None
    #: ``sata``, ``nvme``… as in the report.
    transport: str | None = None
    #: As the kernel showed it before anything was done,
    apparent_bytes: int
    #: and as it is when nothing is hidden (ATA: the native maximum of IDENTIFY); None: not asked.
    real_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenArea:
    """*absent*: looked for, and IDENTIFY answered. *unknown*: nobody could tell."""

    kind: Literal["hpa", "dco", "amac"]
    state: Literal["absent", "removed", "left", "unknown"]
    hidden_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """What carried out the method: ``hdparm`` "9.65", ``atelier-agent`` "0.4.0"."""

    name: str
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command line, exactly; or a kernel call, as ``("ioctl", "MMC_IOC_CMD", …)``."""

    args: tuple[str, ...]
    started: str
    duration_s: float | None = None
    #: The exit status (negative: the signal); None: it never ended, or had none.
    status: int | None = None
    #: The end of what it said, 200 characters at most.
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    kind: Literal["read", "write", "flush", "verify"]
    #: Sectors (flush: calls) that stayed faulty after they were tried again.
    count: int
    #: Where the first ones are, ``MOST_PLACES`` at most.
    first: tuple[int, ...] = ()
    #: How often something was tried again, also where that helped.
    retries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One method that was tried; the last one is ``Evidence.method``."""

    method: Method
    outcome: Literal["done", "failed", "stopped"]
    started: str
    ended: str
    #: Why it was left; empty when done.
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Canaries:
    """What was put or noted down before a firmware erase, and looked for afterwards.

    A canary or block that cannot be read afterwards counts as ``unreadable``, never as gone.
    """

    planted: int = 0
    planted_left: int = 0
    #: Blocks that were read and hashed before.
    hashed: int = 0
    hashed_left: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was read back, with O_DIRECT."""

    #: *full*: every byte. *sampled*: strata, and the first and last MiB.
    method: Literal["full", "sampled"]
    started: str
    ended: str
    #: Of the bytes of the disk, 0 to 1, and how many those are.
    fraction: float
    bytes_read: int
    strata: int | None = None
    #: Places read, all strata together.
    samples: int | None = None
    #: Hexadecimal; with strata and samples it gives the same places again. None when *full*.
    seed: str | None = None
    #: With this probability (0 to 1) it would have found ``left_over`` (0 to 1) of the disk
    #: untouched, wherever that is: 1 - (1 - left_over) ^ samples.
    confidence: float
    left_over: float
    #: What it held: *pattern* (as written), *constant*, *periodic*, *random* (after a crypto
    #: erase, and different from before), *mixed* (of these), *other*: not what the method leaves.
    content: Literal["pattern", "constant", "periodic", "random", "mixed", "other"]
    #: Places whose content is not what the method leaves, and the first of them.
    mismatches: int
    first_mismatches: tuple[int, ...] = ()
    #: Sectors that could not be read, after they were tried again.
    unreadable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Smart:
    """The drive's own health, distilled."""

    passed: bool | None = None
    power_on_hours: int | None = None
    power_cycles: int | None = None
    temperature_c: int | None = None
    reallocated_sectors: int | None = None
    pending_sectors: int | None = None
    uncorrected_errors: int | None = None
    media_errors: int | None = None
    percentage_used: int | None = None
    written_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    kind: Literal["power_cut", "agent_ended", "slept", "disk_reset"]
    #: When it was noticed, that is: when it was gone on with.
    at: str
    #: Where it went on; None where the drive itself went on, or it was begun anew.
    resumed_at_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    #: Made by the agent (UUID) before the first write; said twice, it counts once.
    id: str
    #: None: ordered at the machine itself, without a server.
    order_id: str | None = None
    #: As scanned or typed at the machine to confirm, 10 digits.
    tag: str | None = None
    #: Who erases, as typed at the machine where no server asked; nobody checked it.
    typed_name: str | None = None
    #: Whether its times can be right, as far as the machine knows: False where its clock began
    #: anew with the medium; None where nobody asked.
    clock_sure: bool | None = None
    version: int = VERSION
    machine: orders.Machine
    boot_id: str
    agent_version: str
    kernel: str | None = None

    disk: Erased
    hidden_areas: tuple[HiddenArea, ...] = ()
    plan: Plan

    result: Result
    #: What was earned; None when not erased.
    level: Level | None = None
    #: Empty exactly when *erased*.
    reasons: tuple[Reason, ...] = ()
    #: The method that earned the result, or the last one tried; None: none was begun.
    method: Method | None = None
    attempts: tuple[Attempt, ...] = ()
    tools: tuple[Tool, ...] = ()
    commands: tuple[Command, ...] = ()

    started: str
    ended: str
    #: At work: without the time that the machine was off.
    duration_s: float
    #: By the agent itself, all passes together; a firmware erase writes none.
    bytes_written: int = 0
    #: Complete ones over the whole disk.
    passes: int = 0
    #: As far as the last method came: 0 to 1; None where the drive does not tell.
    fraction: float | None = None
    errors: tuple[Errors, ...] = ()
    #: Hexadecimal, as the policy's; None when the method was not an overwrite.
    pattern: str | None = None

    verification: Verification | None = None
    canaries: Canaries | None = None
    smart_before: Smart | None = None
    smart_after: Smart | None = None
    interruptions: tuple[Interruption, ...] = ()
    #: In English, for whoever looks into it; the newest last.
    messages: tuple[str, ...] = ()

"""What a certificate says: its JSON is these fields, and its PDF is drawn from them.

Times are RFC 3339 with an offset, sizes bytes, durations seconds, shares 0 to 1. Codes (results,
methods, reasons…) are those of the agent's evidence. What is not known is None, never zero.
"""

from dataclasses import dataclass, field
from typing import Literal

VERSION = 1
STANDARD = "NIST SP 800-88 Rev. 2"

Result = Literal["erased", "erased_with_exceptions", "not_erased"]
Outcome = Literal["erased", "erased_with_exceptions", "not_erased", "destroyed", "attested"]
#: Whether the times, which are the machine's own, can be right.
WithoutOrder = Literal["clock_believed", "clock_wrong"]
Destination = Literal["reuse", "parts", "returned", "given_away", "scrapped", "destroyed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who did something; ``role``: a code of the workshop's roles, ``at``: when."""

    name: str
    role: str | None = None
    place: str | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A coordinator took responsibility for exceptions, and said why."""

    by: Person
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenArea:
    kind: str
    state: str
    hidden_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    wwn: str | None = None
    firmware: str | None = None
    medium: str | None = None
    media_type: str | None = None
    transport: str | None = None
    apparent_bytes: int | None = None
    real_bytes: int | None = None
    hidden_areas: tuple[HiddenArea, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The machine that the disk was in; ``tag``: ten digits."""

    tag: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where it came from. A private person is never named: only the donation is."""

    donor: str | None = None
    donation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    name: str
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    kind: str
    count: int
    retries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    method: str
    outcome: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    method: str | None = None
    attempts: tuple[Attempt, ...] = ()
    #: Exact command lines, as one text each.
    commands: tuple[str, ...] = ()
    tools: tuple[Tool, ...] = ()
    started: str
    ended: str
    duration_s: float
    bytes_written: int = 0
    passes: int = 0
    #: How far the last method came, where the result is not *erased*.
    fraction: float | None = None
    pattern: str | None = None
    errors: tuple[Errors, ...] = ()
    interruptions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    method: str
    fraction: float
    bytes_read: int
    strata: int | None = None
    samples: int | None = None
    seed: str | None = None
    confidence: float
    left_over: float
    content: str
    mismatches: int
    unreadable: int
    #: Marks and known blocks from before that were looked for afterwards, and still there.
    canaries: int | None = None
    canaries_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Smart:
    passed: bool | None = None
    power_on_hours: int | None = None
    reallocated_sectors: int | None = None
    pending_sectors: int | None = None
    media_errors: int | None = None
    percentage_used: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One disk."""

    kind: Literal["erasure"] = "erasure"
    version: int = VERSION
    standard: str = STANDARD
    number: str
    issued: str
    issuer: str
    #: Address of the page where anyone checks it.
    check_at: str
    result: Result
    level: str | None = None
    reasons: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    disk: Disk
    device: Device = field(default_factory=Device)
    source: Source = field(default_factory=Source)
    destination: Destination | None = None
    work: Work
    verification: Verification | None = None
    smart: Smart | None = None
    performed_by: Person | None = None
    verified_by: Person | None = None
    accepted: Acceptance | None = None
    #: Erased at the machine itself, without an order of the workshop; None: with one.
    without_order: WithoutOrder | None = None
    evidence_id: str
    #: SHA-256 of the agent's report of this erasure, as it came.
    report_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Destruction:
    """One disk that was destroyed, in the presence of two people."""

    kind: Literal["destruction"] = "destruction"
    version: int = VERSION
    standard: str = STANDARD
    number: str
    issued: str
    issuer: str
    check_at: str
    disk: Disk
    device: Device = field(default_factory=Device)
    source: Source = field(default_factory=Source)
    #: Why it had to be, in the words of whoever decided it.
    reason: str
    #: Why it was not erased instead; codes as in ``Erasure.reasons``.
    reasons: tuple[str, ...] = ()
    destroyed_by: Person
    witnessed_by: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One disk of a donation: what was last done to it; ``result`` None: nothing yet.

    *attested*: a phone or tablet that a person says to have reset; nothing read it back.
    """

    tag: str | None = None
    device: str | None = None
    model: str | None = None
    serial: str | None = None
    result: Outcome | None = None
    level: str | None = None
    #: Of the certificate of this disk.
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Donation:
    """What became of the disks that one donation brought."""

    kind: Literal["donation"] = "donation"
    version: int = VERSION
    standard: str = STANDARD
    number: str
    issued: str
    issuer: str
    check_at: str
    source: Source
    devices: int
    lines: tuple[Line, ...] = ()


Content = Erasure | Destruction | Donation

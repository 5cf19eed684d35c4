"""What the workshop asks of an erasure: part of its order, so that the agent needs no settings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from diagnostics.wire.documents import Malformed, decode
from diagnostics.wire.erasure.terms import Level, MediumKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Sufficient:
    """The least level that is enough, by kind of medium. *purge* excludes whatever earns Clear."""

    nvme: Level = "clear"
    sata_ssd: Level = "clear"
    sata_hdd: Level = "clear"
    sas: Level = "clear"
    emmc: Level = "clear"
    usb: Level = "clear"
    card: Level = "clear"
    virtual: Level = "clear"
    other: Level = "clear"

    def of(self, kind: MediumKind) -> Level:
        level: Level = getattr(self, kind)
        return level


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """How much is read back. The first and the last MiB are read always."""

    #: Equal parts of the disk, in each of which ``samples`` places are chosen by the seed.
    strata: int = 1000
    samples: int = 2
    #: Of the disk's bytes, all samples together; above 0, at most 1.
    fraction: float = 0.10
    #: Disks smaller than this are read in full.
    full_below_bytes: int = 32 * 2**30
    #: Every disk in full. One order alone may ask for it too: ``Parameters.full``.
    full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    sufficient: Sufficient = field(default_factory=Sufficient)
    checking: Checking = field(default_factory=Checking)
    #: A pass with more faulty logical blocks than this is given up: not erased. With fewer, but
    #: any: erased with exceptions.
    max_errors: int = 100
    #: What enhanced SECURITY ERASE UNIT earns on flash (on a disk that turns: Purge).
    ata_enhanced_on_flash: Level = "clear"
    #: Whether plain SECURITY ERASE UNIT may be used (Clear), before an overwrite.
    ata_security: bool = False
    #: A firmware erase whose progress stands still for so many seconds has stalled.
    stall_s: float = 3600.0
    #: Models known to stall (shell patterns, as in fnmatch, capitals count for nothing).
    stalling_models: tuple[str, ...] = ("INTEL SSDPEKNW*",)
    #: What an overwrite writes: the bytes, as hexadecimal digits, repeated over the disk.
    pattern: str = "00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """``Order.parameters`` of an order of kind "erase"."""

    policy: Policy = field(default_factory=Policy)
    #: Read the whole disk back, whatever the policy says.
    full: bool = False


def understand_parameters(document: bytes | str | Mapping[str, Any]) -> Parameters:
    """Of an order. Raises Malformed, also for a policy by which nothing would be checked."""
    parameters = decode(Parameters, document)
    for path, trouble in faults(parameters.policy):
        raise Malformed(f"Parameters.policy.{path} {trouble}")
    return parameters


def faults(policy: Policy) -> Iterator[tuple[str, str]]:
    """Which fields cannot be as they are, and why; nothing when the policy is sound."""
    checking = policy.checking
    if not 1 <= checking.strata <= _MOST_STRATA:
        yield "checking.strata", f"has to be from 1 to {_MOST_STRATA}"
    if not 1 <= checking.samples <= _MOST_SAMPLES:
        yield "checking.samples", f"has to be from 1 to {_MOST_SAMPLES}"
    if not 0 < checking.fraction <= 1:
        yield "checking.fraction", "has to be above 0, and 1 at most"
    if checking.full_below_bytes < 0:
        yield "checking.full_below_bytes", "cannot be below zero"
    if policy.max_errors < 0:
        yield "max_errors", "cannot be below zero"
    if not 0 < policy.stall_s <= _LONGEST_STALL_S:
        yield "stall_s", f"has to be above 0, and {_LONGEST_STALL_S} at most"
    if not _PATTERN.fullmatch(policy.pattern):
        yield "pattern", "has to be whole bytes as hexadecimal digits, 512 bytes at most"


_MOST_STRATA, _MOST_SAMPLES = 1_000_000, 1000
_LONGEST_STALL_S = 7 * 24 * 3600
_PATTERN = re.compile(r"(?:[0-9A-Fa-f]{2}){1,512}")

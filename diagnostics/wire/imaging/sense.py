"""What makes sense in the documents of imaging: each rule yields the fields that do not."""

import math
import re
from collections.abc import Iterator
from datetime import datetime

from diagnostics.wire.imaging.evidence import MOST_ROWS, Evidence
from diagnostics.wire.imaging.evidence import VERSION as EVIDENCE_VERSION
from diagnostics.wire.imaging.first_boot import MOST_ROWS as MOST_PARTS
from diagnostics.wire.imaging.first_boot import VERSION as FIRST_BOOT_VERSION
from diagnostics.wire.imaging.first_boot import FirstBoot
from diagnostics.wire.imaging.manifest import BLOCK_BYTES, UNIT_BYTES, VERSION, Manifest, Map

#: A path into the document, and what is wrong there.
Troubles = Iterator[tuple[str, str]]

_LONGEST = 64
#: Of evidence.
_COUNTED = (
    "duration_s",
    "blocks",
    "blocks_written",
    "bytes_written",
    "zero_bytes",
    "bytes_fetched",
    "retries",
)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_RELEASE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")


def of_manifest(manifest: Manifest) -> Troubles:
    yield from _version(manifest.version, VERSION)
    yield from of_naming(manifest.name, manifest.release)
    if not manifest.boots:
        yield "boots", "cannot be empty: nothing could start it"
    if manifest.size_bytes <= 0 or manifest.size_bytes % 512:
        yield "size_bytes", "has to be whole sectors"
    if manifest.needs.disk_bytes < manifest.size_bytes:
        yield "needs.disk_bytes", "is less than the image itself"
    yield from _hashes(manifest, "map_sha256", "blocks_sha256")
    yield from _partitions(manifest)


def of_naming(name: str, release: str) -> Troubles:
    if not _NAME.fullmatch(name):
        yield "name", "has to be lower case letters, digits and hyphens, 40 at most"
    if not _RELEASE.fullmatch(release):
        yield "release", "has to be digits, letters, dots and hyphens, 40 at most"


def of_map(found: Map) -> Troubles:
    yield from _version(found.version, VERSION)
    yield from _stored(found)
    yield from _places(found)


def of_evidence(evidence: Evidence) -> Troubles:
    yield from _version(evidence.version, EVIDENCE_VERSION)
    yield from _lengths(evidence, "id", "order_id", "boot_id", "agent_version")
    yield from _hashes(evidence, "image")
    if evidence.first_boot_sha256 is not None:
        yield from _hashes(evidence, "first_boot_sha256")
    if not (evidence.disk.serial or evidence.disk.wwn or evidence.disk.size_bytes):
        yield "disk", "has neither serial, WWN nor size: it could be any disk"
    yield from _moments(evidence, "started", "ended")
    for path in _COUNTED:
        if not 0 <= getattr(evidence, path) < math.inf:
            yield path, "cannot be below zero, or without an end"
    yield from _rows(evidence, MOST_ROWS, "messages", "interruptions", "made")
    if evidence.result == "installed":
        yield from _installed(evidence)
    elif not evidence.reasons:
        yield "reasons", "have to say why it is not installed"


def of_first_boot(told: FirstBoot) -> Troubles:
    yield from _version(told.version, FIRST_BOOT_VERSION)
    yield from _lengths(told, "id", "boot_id")
    yield from _hashes(told, "image")
    yield from _moments(told, "at")
    yield from _rows(told, MOST_PARTS, "driverless", "sound_cards", "screens", "failed_units")


def _partitions(manifest: Manifest) -> Troubles:
    end = 0
    for one in sorted(manifest.partitions, key=lambda one: one.start_bytes):
        if one.start_bytes < end or one.size_bytes <= 0:
            yield f"partitions[{one.number}]", "overlaps the one before, or is empty"
        end = one.start_bytes + one.size_bytes
    if end > manifest.size_bytes:
        yield "partitions", "end beyond the disk"
    if sum(one.grows for one in manifest.partitions) > 1:
        yield "partitions", "has more than one that grows"


def _stored(found: Map) -> Troubles:
    stored, before = 0, -1
    for place, length, stored_at, stored_length, sha256 in found.blocks:
        if place <= before:
            yield "blocks", f"are not in ascending order at {place}"
        if length > BLOCK_BYTES:
            yield "blocks", f"are more than {BLOCK_BYTES} bytes at {place}"
        if stored_at != stored or stored_length <= 0:
            yield "blocks", f"are not stored one after another at {place}"
        if stored_length > length + length // 128 + UNIT_BYTES:  # zstd's own bound is lower
            yield "blocks", f"are stored in more than they can take at {place}"
        if not _SHA256.fullmatch(sha256):
            yield "blocks", f"have no SHA-256 at {place}"
        stored, before = stored_at + stored_length, place


def _places(found: Map) -> Troubles:
    rows = [(place, length, "blocks") for place, length, *_ in found.blocks]
    rows += [(place, length, "zeros") for place, length in found.zeros]
    end = 0
    for place, length, name in sorted(rows):
        if length <= 0 or place < end:
            yield name, f"overlap, or are empty, at {place}"
        end = place + length
        if place % UNIT_BYTES or (end % UNIT_BYTES and end != found.size_bytes):
            yield name, f"are not in units of {UNIT_BYTES} at {place}"
    if end > found.size_bytes:
        yield "blocks", "go beyond the disk"


def _installed(evidence: Evidence) -> Troubles:
    if evidence.reasons:
        yield "reasons", f"have no place beside installed: {', '.join(evidence.reasons)}"
    back = evidence.read_back
    if back is None:
        yield "read_back", "is missing, and the result is installed"
        return
    if back.mismatches or back.unreadable:
        yield "read_back", "says that the disk does not hold what was written"
    if not 0 < evidence.blocks == evidence.blocks_written == back.blocks:
        yield "read_back.blocks", "are not all of the image, written and read"
    if back.bytes_read != evidence.bytes_written or back.zero_bytes != evidence.zero_bytes:
        yield "read_back.bytes_read", "is not all that was written"


def _version(found: int, known: int) -> Troubles:
    if found != known:
        yield "version", f"cannot be {found}: this side knows {known}"


def _lengths(document: object, *paths: str) -> Troubles:
    for path in paths:
        if not 0 < len(getattr(document, path)) <= _LONGEST:
            yield path, f"has to be 1 to {_LONGEST} characters"


def _hashes(document: object, *paths: str) -> Troubles:
    for path in paths:
        if not _SHA256.fullmatch(getattr(document, path)):
            yield path, "has to be 64 hexadecimal digits"


def _rows(document: object, most: int, *paths: str) -> Troubles:
    for path in paths:
        if len(getattr(document, path)) > most:
            yield path, f"has more than {most} rows"


def _moments(document: object, *paths: str) -> Troubles:
    for path in paths:
        try:
            if datetime.fromisoformat(getattr(document, path)).tzinfo:
                continue
        except ValueError:
            pass
        yield path, "is no time with an offset (RFC 3339)"

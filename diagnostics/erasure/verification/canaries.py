"""What is known of a disk from before a firmware erase: canaries planted, blocks hashed.

Everything follows from one seed but the hashes, so that what has to be kept over a power cut is
small. The hashes are short and keyed, and stay in the work's own record: never in the evidence.
A block that changed keeps its hash once in four thousand million.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from diagnostics.blockio.buffers import aligned, round_down
from diagnostics.blockio.device import Device, Unusable, judge
from diagnostics.erasure.verification.content import period
from diagnostics.erasure.verification.places import UNIT_BYTES, chance

#: So many canaries, and so many hashed blocks; fewer on a disk too small for them. 512 find 1 %
#: left over with 99 % confidence (459 would).
PLACES = 512
MARKER_BYTES = 16
_DIGEST_BYTES = 4
_NOT_KNOWN = bytes(_DIGEST_BYTES)
#: A canary counts as left when any such piece of it stands where it was.
_PIECE = 64
#: With fewer canaries than this share, a disk cannot be trusted to have taken any.
_ENOUGH = 0.75


class NotPlanted(Unusable):
    """Too few canaries stood on the disk after they were written: they could prove nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    seed: str
    size_bytes: int
    #: Of a planted or hashed block.
    unit_bytes: int
    count: int
    #: The numbers of the canaries that were read back as written.
    planted: frozenset[int] = frozenset()
    #: By number, of blocks whose content is nothing that an erase leaves.
    hashes: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def marker(self) -> bytes:
        """What each canary begins with."""
        return hashlib.sha256(f"{self.seed}:marker".encode()).digest()[:MARKER_BYTES]

    @property
    def compared(self) -> int:
        """Places that tell the disk after the erase from the one before."""
        return len(self.planted) + len(self.hashes)

    def canary(self, number: int) -> bytes:
        rest = hashlib.shake_256(f"{self.seed}:canary:{number}".encode())
        return self.marker + rest.digest(self.unit_bytes - MARKER_BYTES)

    def canary_at(self, number: int) -> int:
        return self._place(number, 0)

    def block_at(self, number: int) -> int:
        return self._place(number, 1)

    def _place(self, number: int, half: int) -> int:
        """Of each equal part of the disk, one half has a canary, the other a hashed block."""
        cells = round_down(self.size_bytes // (2 * self.count), self.unit_bytes) // self.unit_bytes
        cell = (2 * number + half) * self.size_bytes // (2 * self.count)
        cell = -(-cell // self.unit_bytes) * self.unit_bytes
        place = (
            cell + chance(self.seed, "place", number, half) % max(cells - 1, 1) * self.unit_bytes
        )
        return min(place, round_down(self.size_bytes, self.unit_bytes) - self.unit_bytes)

    def digest(self, block: memoryview) -> bytes:
        key = self.seed.encode()[:64]
        return hashlib.blake2b(block, digest_size=_DIGEST_BYTES, key=key).digest()

    def as_json(self) -> dict[str, Any]:
        digests = b"".join(self.hashes.get(n, _NOT_KNOWN) for n in range(self.count))
        bits = sum(1 << number for number in self.planted)
        return {
            "seed": self.seed,
            "size": self.size_bytes,
            "unit": self.unit_bytes,
            "count": self.count,
            "planted": f"{bits:x}",
            "hashes": base64.b64encode(digests).decode(),
        }


def known_from(raw: Mapping[str, Any]) -> Known:
    """Of ``as_json``. Raises KeyError, TypeError or ValueError."""
    count, bits = int(raw["count"]), int(raw["planted"], 16)
    digests = base64.b64decode(raw["hashes"], validate=True)
    planted = frozenset(number for number in range(min(count, PLACES)) if bits >> number & 1)
    size, unit = int(raw["size"]), int(raw["unit"])
    whole = 0 < count <= PLACES and len(digests) == count * _DIGEST_BYTES and raw["seed"]
    if not whole or unit < UNIT_BYTES or unit % UNIT_BYTES or size < 4 * unit * count:
        raise ValueError("what was noted of the disk's content before the erase is not whole")
    if len(planted) < _ENOUGH * count:
        raise ValueError("too few canaries are noted: they could prove nothing")
    hashes = {n: digests[n * _DIGEST_BYTES :][:_DIGEST_BYTES] for n in range(count)}
    return Known(
        seed=str(raw["seed"]),
        size_bytes=size,
        unit_bytes=unit,
        count=count,
        planted=planted,
        hashes={number: digest for number, digest in hashes.items() if digest != _NOT_KNOWN},
    )


def plant(device: Device, seed: str, pulse: Callable[[], None] = lambda: None) -> Known:
    """Hash what is there, then write canaries, and read them back past the cache.

    ``pulse`` is called between; what it raises ends the work. Raises NotPlanted, Gone, Unusable.
    """
    unit = max(UNIT_BYTES, device.block_bytes)
    count = min(PLACES, device.size_bytes // (4 * unit))
    if count < 1:
        raise NotPlanted(f"a disk of {device.size_bytes} bytes has no room for canaries")
    known = Known(seed=seed, size_bytes=device.size_bytes, unit_bytes=unit, count=count)
    hashes = dict(_hashes(device, known, pulse))
    planted = frozenset(_planted(device, known, pulse))
    if len(planted) < _ENOUGH * count:
        raise NotPlanted(f"only {len(planted)} of {count} canaries stood on the disk")
    return Known(
        seed=seed,
        size_bytes=device.size_bytes,
        unit_bytes=unit,
        count=count,
        planted=planted,
        hashes=hashes,
    )


@dataclass(slots=True)
class Remains:
    """Byte offsets of what is still there, and of what could not be read."""

    canaries: list[int] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)

    @property
    def none(self) -> bool:
        return not (self.canaries or self.blocks)


def look_again(device: Device, known: Known, pulse: Callable[[], None] = lambda: None) -> Remains:
    """Raises Gone, Unusable."""
    remains = Remains()
    for number in sorted(known.planted):
        place = known.canary_at(number)
        pulse()
        if (data := _read(device, place, known.unit_bytes)) is None:
            remains.unreadable.append(place)
        elif _is_left(known.canary(number), bytes(data)):
            remains.canaries.append(place)
    for number, digest in sorted(known.hashes.items()):
        place = known.block_at(number)
        pulse()
        if (data := _read(device, place, known.unit_bytes)) is None:
            remains.unreadable.append(place)
        elif known.digest(data) == digest:
            remains.blocks.append(place)
    return remains


def _is_left(canary: bytes, data: bytes) -> bool:
    pieces = range(0, len(canary), _PIECE)
    return any(canary[at : at + _PIECE] == data[at : at + _PIECE] for at in pieces)


def _hashes(device: Device, known: Known, pulse: Callable[[], None]) -> Iterator[tuple[int, bytes]]:
    for number in range(known.count):
        pulse()
        block = _read(device, known.block_at(number), known.unit_bytes)
        # What an erase leaves tells nothing when it is there again.
        if block is not None and not period(bytes(block)):
            yield number, known.digest(block)


def _planted(device: Device, known: Known, pulse: Callable[[], None]) -> Iterator[int]:
    buffer = memoryview(aligned(known.unit_bytes))
    for number in range(known.count):
        pulse()
        buffer[:] = known.canary(number)
        try:
            device.write(known.canary_at(number), buffer)
        except OSError as error:
            judge(error)
    try:
        device.flush()
    except OSError as error:
        judge(error)
        raise NotPlanted(f"the disk would not confirm the canaries: {error}") from error
    for number in range(known.count):
        pulse()
        block = _read(device, known.canary_at(number), known.unit_bytes)
        if block is not None and known.canary(number) == block:
            yield number


def _read(device: Device, place: int, length: int) -> memoryview | None:
    """None: it cannot be read."""
    into = memoryview(aligned(length))
    try:
        device.read(place, into)
    except OSError as error:
        judge(error)
        return None
    return into

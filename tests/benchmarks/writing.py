"""How fast an image is put on a disk, beside ``zstd -dc | dd`` and bmaptool, on one loop device.

Aims: at least 0.9 of the pipe on a full image, ahead of the pipe and of bmaptool on a half-empty
one. All of them decompress, write past or through the page cache, and flush; ours and bmaptool hold
what they write to SHA-256. What only ours does, reading all of it back, is told beside it.

    python -m tests.benchmarks --parts writing --images /mnt/fast

``dd`` as it is usually typed takes what the pipe holds, 64 KiB, at a time; with ``iflag=fullblock``
it writes 4 MiB. Our time is taken within the process: the agent is there already.
"""

import hashlib
import json
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import zstandard

from diagnostics.blockio import open_device
from diagnostics.imaging.disk import Target
from diagnostics.imaging.pieces import ascending, order_of
from diagnostics.imaging.reading_back import ReadingBack
from diagnostics.imaging.sources.folder import FolderSource
from diagnostics.imaging.writing import Manner, Writing
from diagnostics.wire import decode, encode
from diagnostics.wire.imaging import BLOCK_BYTES, Block, Map
from tests.benchmarks.erasing import highest_kb
from tests.diagnostics.erasure.loops import loop, why_not

_MIB = 2**20
_SIZE = 1536 * _MIB
_LEVEL = 3
_AIM_OF_PIPE, _AIM_MEMORY_MB = 0.9, 100
#: Of a half-empty image, every other stretch of this length is of nobody's concern.
_STRETCH = 16 * _MIB


@dataclass(frozen=True)
class Measured:
    seconds: float
    #: With all of it read back; and of the whole process at its highest.
    proven_s: float | None = None
    memory_mb: float | None = None


@dataclass(frozen=True)
class Files:
    """One image, as each of them wants it."""

    folder: Path
    #: In bytes.
    used: int

    @property
    def raw(self) -> Path:
        return self.folder / "disk.img"

    @property
    def packed(self) -> Path:
        return self.folder / "disk.img.zst"

    @property
    def bmap(self) -> Path:
        return self.folder / "disk.bmap"


def measure(folder: Path, rounds: int) -> int:
    """Prints a table; how many figures miss their aim."""
    print(f"\nwriting: {_SIZE // _MIB} MiB on a loop device over {folder}; median of {rounds}")
    if hindrance := why_not() or _missing():
        print(f"  skipped: {hindrance}")
        return 0
    missed = 0
    with _place(folder) as place, _disk(place) as disk:
        for what, half in (("full", False), ("half-empty", True)):
            with _made(place / what, half=half) as files:
                missed += _compare(what, files, disk, rounds)
    return missed


def _missing() -> str | None:
    tools = [tool for tool in ("zstd", "dd", "bmaptool") if not shutil.which(tool)]
    return f"not installed: {', '.join(tools)}" if tools else None


def _compare(what: str, files: Files, disk: Path, rounds: int) -> int:
    ways: dict[str, Callable[[], Measured]] = {
        "ours": lambda: _ours(files, disk),
        "pipe": lambda: _pipe(files, disk),
        "pipe, full blocks": lambda: _pipe(files, disk, "iflag=fullblock"),
        "bmaptool": lambda: _bmaptool(files, disk),
    }
    found = {name: _median(many) for name, many in _alternately(ways, rounds).items()}
    ours = found["ours"]
    print(f"\n  {what} ({files.used // _MIB} MiB of {_SIZE // _MIB} used)")
    for name, one in found.items():
        told = f"   {one.seconds / ours.seconds:5.2f} of our time" if name != "ours" else ""
        print(f"    {name:20}{one.seconds:7.2f} s {_SIZE / _MIB / one.seconds:7.0f} MiB/s{told}")
    proven, memory = ours.proven_s or 0, ours.memory_mb or 0
    print(f"    {'ours, read back too':20}{proven:7.2f} s {_SIZE / _MIB / proven:7.0f} MiB/s")
    aims = {
        "of the pipe": (
            found["pipe"].seconds / ours.seconds,
            _AIM_OF_PIPE if what == "full" else 1,
        ),
    }
    if what != "full":
        aims["of bmaptool"] = (found["bmaptool"].seconds / ours.seconds, 1.0)
    missed = sum(_told(name, ratio, aim) for name, (ratio, aim) in aims.items())
    over = memory > _AIM_MEMORY_MB
    print(f"    {'memory at its highest':20}{memory:7.0f} MB   aim {_AIM_MEMORY_MB}{_mark(over)}")
    return missed + over


def _told(name: str, ratio: float, aim: float) -> bool:
    print(f"    {'as fast ' + name:20}{ratio:9.2f}   aim {aim}{_mark(ratio < aim)}", flush=True)
    return ratio < aim


def _mark(missed: bool) -> str:
    return "  MISSED" if missed else ""


def _alternately(ways: dict[str, Callable[[], Measured]], rounds: int) -> dict[str, list[Measured]]:
    """In turn, so that whatever else the machine does troubles all alike."""
    found: dict[str, list[Measured]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(way())
    return found


def _median(many: list[Measured]) -> Measured:
    return Measured(
        seconds=statistics.median(one.seconds for one in many),
        proven_s=statistics.median(one.proven_s or 0 for one in many) or None,
        memory_mb=max(one.memory_mb or 0 for one in many) or None,
    )


# -- the four ways ------------------------------------------------------------------------------


def _ours(files: Files, disk: Path) -> Measured:
    command = [sys.executable, "-m", "tests.benchmarks.writing", str(files.folder), str(disk)]
    done = subprocess.run(command, check=True, capture_output=True)
    written_s, proven_s, memory_kb = json.loads(done.stdout)
    return Measured(written_s, proven_s, memory_kb / 1024)


def _pipe(files: Files, disk: Path, *options: str) -> Measured:
    dd = " ".join(["dd", f"of={disk}", "bs=4M", "oflag=direct", "conv=fsync", *options])
    return _timed(["sh", "-c", f"zstd -dcq {files.packed} | {dd}"])


def _bmaptool(files: Files, disk: Path) -> Measured:
    return _timed(["bmaptool", "copy", "--bmap", str(files.bmap), str(files.packed), str(disk)])


def _timed(command: list[str]) -> Measured:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return Measured(time.perf_counter() - began)


def _carry_out(folder: Path, disk: Path) -> None:
    """The child: seconds to write and flush, the same with reading back, and kilobytes."""
    places = decode(Map, (folder / "map.json").read_bytes())
    began = time.perf_counter()
    with open_device(disk) as device:
        target, order = Target(device, lambda: None), order_of(places)
        for pieces in order.groups:
            Writing(
                target=target,
                source=FolderSource(folder),
                pieces=pieces,
                pulse=lambda _bytes: None,
                flushed=lambda _pieces: None,
                manner=Manner(),
            ).run()
        written_s = time.perf_counter() - began
        back = ReadingBack(
            target=target, pieces=ascending(places, BLOCK_BYTES), pulse=lambda _bytes: None
        )
        back.run()
    proven_s = time.perf_counter() - began
    if not back.is_sound or back.blocks != len(places.blocks):
        raise RuntimeError("the disk does not hold what was written")
    print(json.dumps([written_s, proven_s, highest_kb()]))


# -- what is written ----------------------------------------------------------------------------


@contextmanager
def _place(folder: Path) -> Iterator[Path]:
    place = folder / "atelier-bench-writing"
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place)


@contextmanager
def _disk(place: Path) -> Iterator[Path]:
    """Filled once, so that nothing has to be allocated while it is measured."""
    image = place / "disk"
    with image.open("wb") as file:
        for _ in range(_SIZE // BLOCK_BYTES):
            file.write(b"\xa5" * BLOCK_BYTES)
    subprocess.run(["sync", str(image)], check=True)
    with loop(image) as device:
        yield device


@contextmanager
def _made(folder: Path, *, half: bool) -> Iterator[Files]:
    """In every form; each has been read once, so that none comes from a colder cache."""
    folder.mkdir()
    files = Files(folder, used=_SIZE // 2 if half else _SIZE)
    chance = random.Random(1)
    rows: list[Block] = []
    stored = 0
    packer = zstandard.ZstdCompressor(level=_LEVEL)
    with files.raw.open("wb") as raw, (folder / "blocks").open("wb") as blocks:
        for place in range(0, _SIZE, BLOCK_BYTES):
            if half and place // _STRETCH % 2:
                continue
            content = _content(chance)
            frame = packer.compress(content)
            row = (place, BLOCK_BYTES, stored, len(frame), hashlib.sha256(content).hexdigest())
            rows.append(row)
            stored += len(frame)
            blocks.write(frame)
            raw.seek(place)
            raw.write(content)
        raw.truncate(_SIZE)
    (folder / "map.json").write_bytes(encode(Map(size_bytes=_SIZE, blocks=tuple(rows))))
    for command in (
        ["zstd", "-q", f"-{_LEVEL}", str(files.raw), "-o", str(files.packed)],
        ["bmaptool", "create", "-o", str(files.bmap), str(files.raw)],
        ["sync", "-f", str(folder)],
    ):
        subprocess.run(command, check=True, capture_output=True)
    for path in (files.packed, folder / "blocks"):
        subprocess.run(["cat", str(path)], check=True, stdout=subprocess.DEVNULL)
    yield files
    shutil.rmtree(folder)


def _content(chance: random.Random) -> bytes:
    """As a system's files: most compressed already, some text."""
    parts = []
    for _ in range(64):
        length = BLOCK_BYTES // 64
        if chance.random() < 0.6:
            parts.append(chance.randbytes(length))
        else:
            words = [b"%d basissoftware " % chance.randrange(50_000) for _ in range(length // 16)]
            parts.append(b"".join(words)[:length])
    return b"".join(parts)


if __name__ == "__main__":
    _carry_out(Path(sys.argv[1]), Path(sys.argv[2]))

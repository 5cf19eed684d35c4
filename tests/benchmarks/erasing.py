"""How fast disks are overwritten and read back, beside ``dd`` and nwipe, on the same loop device.

Aims: at least 0.95 of ``dd bs=4M oflag=direct``, never behind nwipe, under 100 MB of memory, and
four disks at once as fast together as ``dd`` on the same four.

    python -m tests.benchmarks --parts erasing --images /mnt/fast --gib 2
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from diagnostics.blockio import open_device
from diagnostics.erasure.overwrite import Manner, Overwrite
from diagnostics.erasure.verification import PatternJudge, Places, ReadingBack
from tests.diagnostics.erasure.loops import loop, why_not

_GIB, _MIB = 2**30, 2**20
_AIM_OF_DD, _AIM_MEMORY_MB = 0.95, 100
_CHUNKS_MIB = (1, 4, 8, 16)
_AT_ONCE = 4


@dataclass(frozen=True)
class Measured:
    mib_s: float
    #: Of the whole process at its highest; None where another program was measured.
    memory_mb: float | None = None


def measure(folder: Path, gib: float, rounds: int) -> int:
    """Prints a table; how many figures miss their aim."""
    print(f"\nerasing: {gib:g} GiB on a loop device over {folder}; MiB/s, median of {rounds}")
    if hindrance := why_not():
        print(f"  skipped: {hindrance}")
        return 0
    with ExitStack() as stack:
        disks = [stack.enter_context(_disk(folder, n, gib / _AT_ONCE)) for n in range(_AT_ONCE)]
        disk = stack.enter_context(_disk(folder, _AT_ONCE, gib))
        _sizes_of_chunks(disk)
        return _against_dd(disk, rounds) + _at_once(disks, rounds)


def _against_dd(disk: Path, rounds: int) -> int:
    writing = _alternately(rounds, {"dd": _dd_write, "ours": _ours_write, "nwipe": _nwipe}, disk)
    reading = _alternately(rounds, {"dd": _dd_read, "ours": _ours_read}, disk)
    missed = _compare("overwrite", writing, _AIM_OF_DD) + _compare("read back", reading, _AIM_OF_DD)
    if "nwipe" in writing:
        missed += _behind("overwrite", writing["ours"], writing["nwipe"])
    memory = max(one.memory_mb or 0 for one in (writing["ours"], reading["ours"]))
    over = memory > _AIM_MEMORY_MB
    print(f"  {'memory at its highest':24}{memory:9.0f} MB   aim {_AIM_MEMORY_MB}{_mark(over)}")
    return missed + over


def _at_once(disks: Sequence[Path], rounds: int) -> int:
    """All of them in one process, as the agent does; ``dd`` in one each."""
    ways: dict[str, Measure] = {
        "dd": lambda _disk: _dd_together(disks),
        "ours": lambda _disk: _child("write", *disks),
    }
    results = _alternately(rounds, ways, disks[0])
    missed = _compare(f"{len(disks)} disks at once", results, _AIM_OF_DD)
    read = _child("read", *disks, chunk=2)
    print(f"  {'and read back at once':24}{read.mib_s:9.0f}")
    memory = max(results["ours"].memory_mb or 0, read.memory_mb or 0)
    over = memory > _AIM_MEMORY_MB
    print(f"  {'memory at its highest':24}{memory:9.0f} MB   aim {_AIM_MEMORY_MB}{_mark(over)}")
    return missed + over


def _sizes_of_chunks(disk: Path) -> None:
    print(f"  {'overwrite, by chunk':24}" + "".join(f"{size:8} MiB" for size in _CHUNKS_MIB))
    for in_flight in (1, 2):
        speeds = [_child("write", disk, chunk=c, in_flight=in_flight).mib_s for c in _CHUNKS_MIB]
        name = f"  {in_flight} under way"
        print(f"  {name:24}" + "".join(f"{speed:12.0f}" for speed in speeds), flush=True)


def _compare(what: str, results: dict[str, Measured], aim: float) -> int:
    ratio = results["ours"].mib_s / results["dd"].mib_s
    under = ratio < aim
    speeds = "".join(f"{name} {one.mib_s:.0f}  " for name, one in results.items())
    print(
        f"  {what:24}{ratio:9.2f} of dd  aim {aim}{_mark(under)}   ({speeds.strip()})", flush=True
    )
    return under


def _behind(what: str, ours: Measured, theirs: Measured) -> int:
    under = ours.mib_s < theirs.mib_s
    print(f"  {what:24}{ours.mib_s / theirs.mib_s:9.2f} of nwipe  aim 1.00{_mark(under)}")
    return under


def _mark(missed: bool) -> str:
    return "  MISSED" if missed else ""


Measure = Callable[[Path], Measured | None]


def _alternately(rounds: int, ways: dict[str, Measure], disk: Path) -> dict[str, Measured]:
    """In turn, so that whatever else the machine does troubles all alike."""
    found: dict[str, list[Measured]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            if (one := way(disk)) is not None:
                found[name].append(one)
    return {name: _median(many) for name, many in found.items() if many}


def _median(many: list[Measured]) -> Measured:
    memory = max((one.memory_mb or 0 for one in many), default=0)
    return Measured(statistics.median(one.mib_s for one in many), memory or None)


@contextmanager
def _disk(folder: Path, number: int, gib: float) -> Iterator[Path]:
    """Filled once, so that nothing has to be allocated while it is measured."""
    image = folder / f"atelier-bench-{number}.img"
    size = int(gib * _GIB) // (4 * _MIB) * 4 * _MIB
    try:
        with image.open("wb") as file:
            for _ in range(size // (4 * _MIB)):
                file.write(b"\xa5" * (4 * _MIB))
            os.fsync(file.fileno())
        with loop(image) as device:
            yield device
    finally:
        image.unlink(missing_ok=True)


def _timed(command: Sequence[str | Path], size: int) -> Measured:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return Measured(size / _MIB / (time.perf_counter() - began))


def _size(disk: Path) -> int:
    return int(Path(f"/sys/class/block/{disk.name}/size").read_text()) * 512


def _dd_write(disk: Path) -> Measured:
    count = f"count={_size(disk) // (4 * _MIB)}"
    command = ["dd", "if=/dev/zero", f"of={disk}", "bs=4M", "oflag=direct", count]
    return _timed(command, _size(disk))


def _dd_read(disk: Path) -> Measured:
    return _timed(["dd", f"if={disk}", "of=/dev/null", "bs=4M", "iflag=direct"], _size(disk))


#: It wipes every disk it finds when it does not understand which one is meant: so it finds one.
_ONE_DISK = """
set -e
mount -t tmpfs tmpfs /dev
mknod /dev/null c 1 3; mknod /dev/urandom c 1 9; mknod /dev/random c 1 8; mknod {disk} b {numbers}
exec nwipe --autonuke --nogui --nowait --method=zero --verify=off --noblank --sync=0 {disk}
"""


def _nwipe(disk: Path) -> Measured | None:
    """One pass of zeros without reading back; None where it is not installed."""
    if not shutil.which("nwipe"):
        return None
    about = disk.stat().st_rdev
    script = _ONE_DISK.format(disk=disk, numbers=f"{os.major(about)} {os.minor(about)}")
    return _timed(["unshare", "--mount", "sh", "-c", script], _size(disk))


def _ours_write(disk: Path) -> Measured:
    return _child("write", disk)


def _ours_read(disk: Path) -> Measured:
    return _child("read", disk, chunk=2)


def _child(what: str, *disks: Path, chunk: int = 4, in_flight: int = 2) -> Measured:
    """In a process of its own, for its memory; starting Python is not part of the time."""
    command = [sys.executable, "-m", "tests.benchmarks.erasing", what, str(chunk), str(in_flight)]
    done = subprocess.run([*command, *map(str, disks)], check=True, capture_output=True)
    seconds, memory_kb = json.loads(done.stdout)
    return Measured(sum(map(_size, disks)) / _MIB / seconds, memory_kb / 1024)


def _dd_together(disks: Sequence[Path]) -> Measured:
    began = time.perf_counter()
    threads = [threading.Thread(target=_dd_write, args=(disk,)) for disk in disks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Measured(sum(map(_size, disks)) / _MIB / (time.perf_counter() - began))


def _carry_out(what: str, chunk: int, in_flight: int, paths: Sequence[Path]) -> None:
    """The child: prints seconds, and kilobytes of memory at its highest."""
    began = time.perf_counter()
    work = {"write": _write, "read": _read}[what]
    threads = [threading.Thread(target=work, args=(path, chunk, in_flight)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    print(json.dumps([seconds, highest_kb()]))


def highest_kb() -> int:
    """Not by getrusage: that counts the process that started this one, too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def _write(path: Path, chunk: int, in_flight: int) -> None:
    manner = Manner(chunk_bytes=chunk * _MIB, in_flight=in_flight)
    with open_device(path) as device:
        Overwrite(device=device, pattern=b"\0", progress=lambda *_: None, manner=manner).run()


def _read(path: Path, chunk: int, in_flight: int) -> None:
    with open_device(path, writing=False) as device:
        back = ReadingBack(
            device=device,
            places=Places.whole(device.size_bytes),
            judge=PatternJudge(b"\0", device.block_bytes),
            chunk_bytes=chunk * _MIB,
            in_flight=in_flight,
        )
        back.run()
    if not back.clean:
        raise RuntimeError("the disk does not hold what was written")


if __name__ == "__main__":
    _carry_out(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), [Path(p) for p in sys.argv[4:]])

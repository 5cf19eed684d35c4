"""How fast one server sends an image to 1, 4, 16 and 30 machines at once, over the loopback.

Aim: flat. More machines never get less in all than 0.8 of what fewer got, none waits for the
others, and the memory of the server does not grow with them. gunicorn as in
config/gunicorn.conf.py; machines ask for 16 MiB at a time, as the agent does, and throw away what
comes: writing it is another figure.

    python -m tests.benchmarks --parts serving
"""

import random
import re
import socket
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests import images
from tests.atelier.api import serving
from tests.atelier.api.serving import Served

_MIB = 2**20
_SIZE = 256 * _MIB
_RANGE = 16 * _MIB
_CLIENTS = (1, 4, 16, 30)
_SECONDS = 6.0
_THREAD = threading.local()
_AIM_FLAT, _AIM_FAIR, _AIM_GROWN_MB = 0.8, 0.5, 60


@dataclass(frozen=True)
class Figure:
    clients: int
    mib_s: float
    #: Of the slowest client, beside an equal part.
    fair: float
    #: Of all processes of the server together, what they share counted once.
    memory_mb: float


def measure(folder: Path) -> int:
    """Prints a table; how many figures miss their aim."""
    print(f"\nserving: {_SIZE // _MIB} MiB of blocks, {_SECONDS:g} s each; MiB/s in all")
    with tempfile.TemporaryDirectory(dir=folder) as place:
        chance = random.Random(1)
        image = images.make(b"".join(chance.randbytes(_MIB) for _ in range(_SIZE // _MIB)))
        with serving.served(Path(place), image) as served:
            _alone(served, 1.0)
            idle = _memory_mb(served)
            found = [_at_once(served, clients) for clients in _CLIENTS]
    best = [max(one.mib_s for one in found[: n + 1]) for n in range(len(found))]
    return sum(_print(one, so_far, idle) for one, so_far in zip(found, best, strict=True))


def _print(one: Figure, best: float, idle: float) -> int:
    missed = [
        f"below {_AIM_FLAT:g} of the best" if one.mib_s < _AIM_FLAT * best else "",
        f"slowest below {_AIM_FAIR:g} of its part" if one.fair < _AIM_FAIR else "",
        f"grew by more than {_AIM_GROWN_MB} MB" if one.memory_mb - idle > _AIM_GROWN_MB else "",
    ]
    said = "; ".join(filter(None, missed))
    flat = f"{one.mib_s / best:4.2f} of the best so far"
    print(
        f"  {one.clients:3} at once{'':13}{one.mib_s:9.0f}   {flat},"
        f" slowest {one.fair:4.2f} of its part, memory {one.memory_mb:4.0f} MB"
        f" ({one.memory_mb - idle:+.0f}){f'  MISSED: {said}' if said else ''}",
        flush=True,
    )
    return int(bool(said))


def _at_once(served: Served, clients: int) -> Figure:
    memory: list[float] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            memory.append(_memory_mb(served))

    watching = threading.Thread(target=watch)
    watching.start()
    with ThreadPoolExecutor(clients) as pool:
        began = time.monotonic()
        got = list(pool.map(lambda _: _alone(served, _SECONDS), range(clients)))
        took = time.monotonic() - began
    over.set()
    watching.join()
    fair = min(got) / (sum(got) / clients)
    return Figure(clients, sum(got) / _MIB / took, fair, max(memory))


def _alone(served: Served, seconds: float) -> int:
    """Bytes that came, on one connection."""
    size, count = len(served.image.blocks), 0
    at = random.randrange(size // _RANGE) * _RANGE
    until = time.monotonic() + seconds
    with socket.create_connection(("127.0.0.1", served.server.port)) as line:
        while time.monotonic() < until:
            end = min(at + _RANGE, size)
            count += _range(line, served, at, end)
            at = end % size
    return count


def _range(line: socket.socket, served: Served, start: int, end: int) -> int:
    told = f"Authorization: Bearer {served.token}\r\nRange: bytes={start}-{end - 1}"
    line.sendall(f"GET {served.path} HTTP/1.1\r\nHost: here\r\n{told}\r\n\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += line.recv(1)
    if not head.startswith(b"HTTP/1.1 206"):
        raise RuntimeError(head.decode())
    left = end - start
    while left:
        # Read as anybody would, into memory that is there already.
        count = line.recv_into(_here(), min(left, _MIB))
        if not count:
            raise RuntimeError("the server ended the connection")
        left -= count
    return end - start


def _here() -> bytearray:
    """One a thread."""
    if not hasattr(_THREAD, "buffer"):
        _THREAD.buffer = bytearray(_MIB)
    return _THREAD.buffer  # type: ignore[no-any-return]


def _memory_mb(served: Served) -> float:
    assert served.server._process
    parent = served.server._process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return sum(_share_kb(pid) for pid in (str(parent), *children)) / 1024


def _share_kb(pid: str) -> int:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB$", told, re.MULTILINE)
    return int(found[1]) if found else 0

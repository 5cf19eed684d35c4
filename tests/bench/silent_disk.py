"""A disk that is there and says what it is, and then answers no read in time."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.disks import Disk
from tests.bench.waiting import until

#: Linux gives up a read after 30 seconds and tries again. Not for ever: QEMU waits for a read to
#: end before it tells Linux that it was given up.
_LATE_S = 60


@contextmanager
def silent_disk(folder: Path, serial: str) -> Iterator[Disk]:
    """For as long as it is open; on SCSI, where a disk's waiting holds up no other one.

    (At the first reset of a SATA port QEMU itself would wait for it.)
    """
    socket = folder / f"{serial}.socket"
    late = ["--filter=delay", "memory", "2G", f"rdelay={_LATE_S}"]
    server = subprocess.Popen(["nbdkit", "--foreground", "--unix", str(socket), *late])
    try:
        until("a disk that never answers", socket.exists, 10)
        yield Disk(serial=serial, bus="scsi", source=f"nbd:unix:{socket}")
    finally:
        server.kill()
        server.wait()

"""Loop devices: real block devices of the kernel, over files. Root only."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BLOCK = 512


def why_not() -> str | None:
    """Why no loop device can be made here; None when it can."""
    if os.geteuid() != 0:
        return "loop devices need root"
    if not shutil.which("losetup") or not Path("/dev/loop-control").exists():
        return "this machine has no loop devices (losetup and /dev/loop-control)"
    return None


@contextmanager
def loop(image: Path, *options: str) -> Iterator[Path]:
    """``/dev/loopN`` over ``image``, which is read and written past the host's page cache too."""
    command = ["losetup", "--find", "--show", "--direct-io=on", *options, str(image)]
    made = subprocess.run(command, check=True, capture_output=True, text=True)
    device = Path(made.stdout.strip())
    try:
        yield device
    finally:
        subprocess.run(["losetup", "--detach", str(device)], check=True)


@contextmanager
def small_filesystem(folder: Path, size_bytes: int) -> Iterator[Path]:
    """A disk whose image lies on it fails to write, with a real error, once it is full."""
    folder.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", str(folder)]
    subprocess.run(options, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)

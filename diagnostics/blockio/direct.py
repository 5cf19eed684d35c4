"""A real disk (or a file, in tests), past the page cache."""

import contextlib
import errno
import fcntl
import os
import stat
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from diagnostics.blockio.device import Gone, InUse, NotReadable, SizeUnknown, Unusable

# linux/fs.h
_BLKFLSBUF = 0x1261
_BLKSSZGET = 0x1268
_BLKGETSIZE64 = 0x80081272
_BLKROGET = 0x125E
_BLKZEROOUT = 0x127F

#: Of a file, which has no blocks of its own.
_FILE_BLOCK_BYTES = 512


class DirectDevice:
    """Opened for us alone; ``number`` is its ``st_rdev``, which no rename changes."""

    def __init__(self, descriptor: int, *, size_bytes: int, block_bytes: int) -> None:
        self._descriptor = descriptor
        self._size_bytes = size_bytes
        self._block_bytes = block_bytes
        self._lock = threading.Lock()
        self._busy = 0
        self._closed = False
        self.number = os.fstat(descriptor).st_rdev

    @property
    def size_bytes(self) -> int:
        return self._size_bytes

    @property
    def block_bytes(self) -> int:
        return self._block_bytes

    def write(self, offset: int, data: memoryview, /) -> None:
        with self._using() as descriptor:
            done = 0
            while done < len(data):
                wrote = os.pwrite(descriptor, data[done:], offset + done)
                if wrote <= 0 or wrote % self._block_bytes:
                    raise OSError(errno.EIO, f"only {wrote} bytes were taken at {offset + done}")
                done += wrote

    def read(self, offset: int, into: memoryview, /) -> None:
        with self._using() as descriptor:
            done = 0
            while done < len(into):
                got = os.preadv(descriptor, [into[done:]], offset + done)
                if got <= 0 or got % self._block_bytes:
                    raise NotReadable(errno.EIO, f"only {got} bytes came from {offset + done}")
                done += got

    def flush(self) -> None:
        with self._using() as descriptor:
            os.fdatasync(descriptor)

    def zero(self, offset: int, length: int, /) -> bool:
        """Have the kernel write zeros, which many disks do by themselves; False: it cannot here.

        Never by a discard, of which nobody could say what it leaves (``BLKZEROOUT``, linux/fs.h).
        """
        with self._using() as descriptor:
            try:
                fcntl.ioctl(descriptor, _BLKZEROOUT, struct.pack("QQ", offset, length))
            except OSError as error:
                if error.errno in {errno.ENOTTY, errno.EOPNOTSUPP}:
                    return False
                raise
        return True

    def close(self) -> None:
        """A call that a dead disk never answers keeps its descriptor until it does.

        Closed under it, the number would be given out again, perhaps to another disk.
        """
        with self._lock:
            self._closed = True
            self._close_unused()

    @contextmanager
    def _using(self) -> Iterator[int]:
        with self._lock:
            if self._closed:
                raise Gone("the disk was closed")
            self._busy += 1
        try:
            yield self._descriptor
        finally:
            with self._lock:
                self._busy -= 1
                self._close_unused()

    def _close_unused(self) -> None:
        if self._closed and not self._busy and self._descriptor >= 0:
            # Nothing rests on it: what counts was flushed, and a dead disk may refuse even this.
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = -1


@contextmanager
def open_device(path: Path, *, writing: bool = True) -> Iterator[DirectDevice]:
    """The whole disk at ``path``. Raises Unusable: in use, read-only, without a size, absent.

    O_EXCL on a block device: the kernel refuses it while anything mounted, swapped to or stacked
    holds it, also what came after we looked for ourselves.
    """
    descriptor = _open(path, writing=writing)
    try:
        device = _measured(descriptor, path, writing=writing)
    except BaseException:
        os.close(descriptor)
        raise
    try:
        yield device
    finally:
        device.close()


def _open(path: Path, *, writing: bool) -> int:
    access = os.O_RDWR | os.O_EXCL if writing else os.O_RDONLY
    try:
        return os.open(path, access | os.O_DIRECT | os.O_CLOEXEC)
    except OSError as error:
        kind = InUse if error.errno == errno.EBUSY else Unusable
        raise kind(_why_not(path, error)) from error


def _why_not(path: Path, error: OSError) -> str:
    match error.errno:
        case errno.EBUSY:
            return f"{path} is in use: mounted, swap, or part of something stacked on it"
        case errno.EINVAL:
            return f"{path} takes no direct I/O, and a read through the cache proves nothing"
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return f"{path} may not be written: read-only, or not run as root"
        case _:
            return f"{path} cannot be opened: {error.strerror}"


def _measured(descriptor: int, path: Path, *, writing: bool) -> DirectDevice:
    try:
        size, block = _measure(descriptor, path, writing=writing)
    except OSError as error:
        raise Gone(f"{path} does not answer: {error.strerror}") from error
    if size <= 0 or block <= 0 or size % block:
        raise SizeUnknown(f"{path} says that it holds {size} bytes in blocks of {block}")
    return DirectDevice(descriptor, size_bytes=size, block_bytes=block)


def _measure(descriptor: int, path: Path, *, writing: bool) -> tuple[int, int]:
    """Size and logical block in bytes."""
    about = os.fstat(descriptor)
    if stat.S_ISREG(about.st_mode):
        return about.st_size, _FILE_BLOCK_BYTES
    if not stat.S_ISBLK(about.st_mode):
        raise Unusable(f"{path} is no disk")
    if writing and _ask(descriptor, _BLKROGET, "i"):
        raise Unusable(f"{path} is read-only")
    # What others wrote through the cache must not come after what we write past it.
    fcntl.ioctl(descriptor, _BLKFLSBUF, 0)
    return _ask(descriptor, _BLKGETSIZE64, "Q"), _ask(descriptor, _BLKSSZGET, "i")


def _ask(descriptor: int, request: int, form: str) -> int:
    raw = fcntl.ioctl(descriptor, request, bytes(struct.calcsize(form)))
    number: int = struct.unpack(form, raw)[0]
    return number

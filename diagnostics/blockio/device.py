"""What a disk is to whoever writes and reads it; real ones and the tests' faulty ones are such."""

import errno
from typing import Protocol

#: The disk itself has gone, as against one place on it that will not be written or read.
_GONE = frozenset({errno.ENODEV, errno.ENXIO, errno.ENOMEDIUM, errno.ESHUTDOWN, errno.EBADF})
#: Nothing may be written at all.
_REFUSED = frozenset({errno.EPERM, errno.EACCES, errno.EROFS})
#: Not the disk's fault: what was asked does not fit how the disk is addressed.
_OURS = frozenset({errno.EINVAL, errno.EFAULT, errno.ENOMEM})

Buffer = bytes | bytearray | memoryview


class Unusable(Exception):
    """Nothing more can be done with this disk; the message says why."""


class Gone(Unusable):
    """It was pulled out, or answers no more."""


class InUse(Unusable):
    """Something is mounted from it, or stacked on it: the kernel lets nobody else have it."""


class SizeUnknown(Unusable):
    """It says that it holds nothing, or a size that is no whole number of its blocks."""


class NotReadable(OSError):
    """A place that gave fewer bytes than it holds."""


class Device(Protocol):
    """``offset`` and lengths are bytes, multiples of ``block_bytes``; buffers lie on a page.

    An OSError is about the place (see ``judge``); two threads may write or read at once.
    """

    @property
    def size_bytes(self) -> int: ...

    @property
    def block_bytes(self) -> int:
        """A logical block: the smallest that can be written."""

    def write(self, offset: int, data: memoryview, /) -> None:
        """All of it, or an OSError."""

    def read(self, offset: int, into: memoryview, /) -> None:
        """Fill all of it from the medium, or an OSError."""

    def flush(self) -> None:
        """What was written before is on the medium now; an OSError: some of it may not be."""


def judge(error: OSError) -> None:
    """Return where the error is about one place; else raise Gone or Unusable."""
    if error.errno in _GONE:
        raise Gone(f"the disk is gone: {error}") from error
    if error.errno in _REFUSED:
        raise Unusable(f"the disk cannot be written: {error}") from error
    if error.errno in _OURS:
        raise Unusable(f"the disk takes no direct I/O as we ask it: {error}") from error

"""Memory as O_DIRECT wants it: aligned to a page. Every byte of it is counted nowhere else."""

import contextlib
import mmap

MIB = 2**20


def aligned(length: int) -> mmap.mmap:
    """Anonymous memory of its own, all zeros; ``length`` in bytes, more than 0."""
    return mmap.mmap(-1, length)


def roomy(length: int) -> mmap.mmap:
    """As ``aligned``, in few large pages where the kernel has them: less to look up, and to pin."""
    buffer = aligned(length)
    with contextlib.suppress(OSError):  # a kernel without
        buffer.madvise(mmap.MADV_HUGEPAGE)
    return buffer


def filled(unit: bytes, length: int) -> mmap.mmap:
    """``unit`` again and again; ``length`` is a multiple of its length."""
    buffer = aligned(length)
    buffer[:] = unit * (length // len(unit))
    return buffer


def round_up(value: int, unit: int) -> int:
    return -(-value // unit) * unit


def round_down(value: int, unit: int) -> int:
    return value // unit * unit

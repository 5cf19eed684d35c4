"""Memory as O_DIRECT wants it: aligned to a page. Every byte of it is counted nowhere else."""

import mmap

MIB = 2**20


def aligned(length: int) -> mmap.mmap:
    """Anonymous memory of its own, all zeros; ``length`` in bytes, more than 0."""
    return mmap.mmap(-1, length)


def filled(unit: bytes, length: int) -> mmap.mmap:
    """``unit`` again and again; ``length`` is a multiple of its length."""
    buffer = aligned(length)
    buffer[:] = unit * (length // len(unit))
    return buffer


def round_up(value: int, unit: int) -> int:
    return -(-value // unit) * unit


def round_down(value: int, unit: int) -> int:
    return value // unit * unit

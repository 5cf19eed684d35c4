"""What is different since the last report, as sentences that a person can read.

Only what both reports measured is compared: a report made without root misses much, and what it
misses is not gone.
"""

from collections.abc import Callable, Iterator

from atelier.devices.identity.changes.batteries import batteries
from atelier.devices.identity.changes.board import bios, board, numbers
from atelier.devices.identity.changes.cards import cards
from atelier.devices.identity.changes.change import Change
from atelier.devices.identity.changes.disks import disks
from atelier.devices.identity.changes.memory import memory
from atelier.devices.identity.changes.screens import screens
from diagnostics.report import Report

__all__ = ["Change", "compare"]

_PARTS: tuple[Callable[[Report, Report], Iterator[Change]], ...] = (
    board,
    numbers,
    disks,
    memory,
    batteries,
    screens,
    cards,
    bios,
)


def compare(before: Report, after: Report) -> tuple[Change, ...]:
    """The changes from one report of a device to the next, the weightiest part first."""
    return tuple(change for part in _PARTS for change in part(before, after))

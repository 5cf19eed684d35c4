"""What agent and server say to each other beside the report: orders, presence and pairing.

Like the report, frozen dataclasses and functions of the standard library alone, so that both sides
share them. The server checks what arrives against these classes; the agent does the same with what
the server says, and acts on nothing that is not in them. An optional field may be added; removing
one or changing a meaning takes another address (``/api/agent/v2``).
"""

from diagnostics.wire.documents import Malformed, decode, encode
from diagnostics.wire.orders import (
    FINAL,
    KINDS,
    ON_A_DISK,
    REASONS,
    Disk,
    Kind,
    Machine,
    Order,
    Reason,
    State,
    Word,
    WordTaken,
)
from diagnostics.wire.presence import DeviceSeen, NextStep, Presence, View

__all__ = [
    "FINAL",
    "KINDS",
    "ON_A_DISK",
    "REASONS",
    "DeviceSeen",
    "Disk",
    "Kind",
    "Machine",
    "Malformed",
    "NextStep",
    "Order",
    "Presence",
    "Reason",
    "State",
    "View",
    "Word",
    "WordTaken",
    "decode",
    "encode",
]

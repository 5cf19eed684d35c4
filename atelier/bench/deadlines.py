"""When an order is thought lost. Lost is nobody's word: it follows from a deadline alone."""

from datetime import datetime, timedelta

from atelier.settings import Orders
from diagnostics import wire

#: The machine is off for a while in between, or for good.
GOES_OFF = frozenset({"reboot", "power_off"})


def state_at(state: wire.State, due_at: datetime, moment: datetime) -> wire.State:
    """What an order is at ``moment`` that was in ``state`` when it was last heard of."""
    if state in wire.FINAL or moment <= due_at:
        return state
    return "lost"


def to_accept(terms: Orders, issued_at: datetime) -> datetime:
    """By when the agent has to say its first word."""
    return issued_at + timedelta(seconds=terms.accept_s)


def to_be_heard(terms: Orders, kind: str, heard_at: datetime) -> datetime:
    """By when the agent has to say its next word."""
    silent_s = terms.reboot_s if kind in GOES_OFF else terms.silent_s
    return heard_at + timedelta(seconds=silent_s)

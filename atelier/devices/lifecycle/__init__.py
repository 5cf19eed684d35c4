"""Facts in, next step out: the one place where the workshop's six steps meet.

A device has no status that anyone sets. It has facts, each written once; ``fold`` puts them
together, and the first gate in ``GATES`` that is not met is the next step.
"""

from atelier.devices.lifecycle import facts
from atelier.devices.lifecycle.facts import Fact
from atelier.devices.lifecycle.gates import GATES, Gate, Reason
from atelier.devices.lifecycle.kinds import KINDS, RUNS_THE_AGENT
from atelier.devices.lifecycle.state import State, fold
from atelier.devices.lifecycle.steps import (
    GONE,
    LEAVE,
    LENT,
    READY,
    STEPS,
    Step,
    Stop,
    next_step,
    way,
)

__all__ = [
    "GATES",
    "GONE",
    "KINDS",
    "LEAVE",
    "LENT",
    "READY",
    "RUNS_THE_AGENT",
    "STEPS",
    "Fact",
    "Gate",
    "Reason",
    "State",
    "Step",
    "Stop",
    "facts",
    "fold",
    "next_step",
    "way",
]

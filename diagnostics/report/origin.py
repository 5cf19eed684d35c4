"""Where a report comes from, and what it could not tell."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    version: str
    root: bool
    kernel: str | None = None
    #: What the agent was started from: our medium, the network, or a system already installed.
    started_from: Literal["medium", "network", "installed"] | None = None
    duration_s: float | None = None
    #: False: the machine's clock had lost the time, and began at the day the medium was built, so
    #: that ``made_at`` tells little. None: nobody can tell.
    clock_sure: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that could not be measured, said so that a person knows what to do."""

    subsystem: str
    kind: Literal["failed", "timeout", "missing_tool", "needs_root"]
    #: One plain English sentence; the server translates by subsystem and kind.
    message: str
    #: The facts that are therefore missing, such as ``memory.modules`` or ``disks[sda].health``.
    facts: tuple[str, ...] = ()

"""How often things are said and looked at, in seconds; tests go faster."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    #: Progress is said so often at most,
    progress_s: float = 2
    #: and so often at least, also where nothing moved: it says that the agent lives.
    heartbeat_s: float = 25
    #: A work that does not end within this after it was stopped is called stopped all the same.
    stop_s: float = 1.7
    #: How long an order waits for an earlier one before it fails as *busy*.
    busy_s: float = 3
    #: How long a machine waits for the server to hear the last word before it goes off.
    settle_s: float = 20
    #: So long at most a server gets to hear what has to outlive the power; then it is the stick.
    keep_s: float = 30
    #: Between tries when the server cannot be reached: from, to.
    again_s: tuple[float, float] = (1, 15)
    #: Between tries of a word that the server refused.
    refused_s: float = 30
    #: How often the clock is looked at.
    tick_s: float = 0.25

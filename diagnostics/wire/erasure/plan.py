"""What can be done with one disk, and what is in the way."""

from dataclasses import dataclass

from diagnostics.wire.erasure.terms import Caveat, Level, MediumKind, Method, ObstacleCode, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One method that the disk says it supports."""

    method: Method
    #: What it earns when it succeeds and is verified.
    level: Level
    why: Why
    #: Whether that is enough for the policy.
    suffices: bool
    #: The whole disk has to be read back, whatever the policy's share.
    full_check: bool = False
    #: Seconds for the method alone, without reading back; None: it cannot be told.
    expected_s: float | None = None
    caveats: tuple[Caveat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    code: ObstacleCode
    #: Nothing may be begun while it is there.
    blocking: bool
    #: Dutch, the key of its translations; ``%s`` stands where ``detail`` goes, if anywhere.
    sentence: str
    #: A mount point, a device's name or a size: no text that needs translation.
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    #: The kernel's name at the time, for people; never an identity.
    name: str
    medium: MediumKind
    #: Best first. Those below ``chosen`` are what to fall back to.
    candidates: tuple[Candidate, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    #: The first candidate that suffices; None where there is none, or an obstacle blocks.
    chosen: Candidate | None = None
    #: Of the disk's bytes, how many will be read back: 0 to 1.
    checked_fraction: float = 1.0
    #: Seconds for the method and the reading back; None: it cannot be told.
    expected_s: float | None = None
    #: Whether the plan knows what is mounted or built upon the disk: at the machine itself. The
    #: server's plan does not, and nothing may be begun by it.
    looked_around: bool = False

    @property
    def blocked(self) -> bool:
        return any(obstacle.blocking for obstacle in self.obstacles)

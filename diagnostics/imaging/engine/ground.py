"""The one disk and the machine around it, as they are now: all that a run touches of the world."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from diagnostics.blockio import Device
from diagnostics.probes.host import Host
from diagnostics.report import Disk


class Use(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def detail(self) -> str | None: ...


class Around(Protocol):
    """What stands upon a disk: such as ``erasure.planning.Surroundings``."""

    @property
    def medium(self) -> bool: ...

    @property
    def uses(self) -> tuple[Use, ...]: ...

    @property
    def unread(self) -> tuple[str, ...]: ...


class Ground(Protocol):
    """Such as ``erasure.engine.RealGround``; tests give another one, whose disks are simulated."""

    @property
    def host(self) -> Host: ...

    def bind(self) -> Disk:
        """Read anew, and beyond doubt the disk of the order. Raises identity.Changed."""

    def around(self) -> Around:
        """What stands upon it; asked before it is held."""

    def hold(self) -> AbstractContextManager[Device]:
        """It alone, for reading and writing. Raises identity.Changed, Unusable."""

    def now(self) -> float:
        """Seconds that never jump."""

    def wall(self) -> datetime: ...

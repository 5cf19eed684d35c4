"""What writing and reading back ask of a disk: each try again where one place will not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from diagnostics.blockio import Device
from diagnostics.blockio.buffers import aligned
from diagnostics.blockio.device import judge

#: A place is tried so often again before it counts as bad.
RETRIES = 3


class NotWritten(Exception):
    """A place takes no writes, or the disk would not confirm them."""


class NotRead(Exception):
    """A place cannot be read."""


@runtime_checkable
class Zeroing(Protocol):
    """A device that can be told to make zeros, without being sent any."""

    def zero(self, offset: int, length: int, /) -> bool:
        """False: it cannot."""


@dataclass(slots=True)
class Target:
    """``check`` is asked before each try; what it raises ends the work."""

    device: Device
    check: Callable[[], None]
    _zeros: memoryview = field(init=False, default_factory=lambda: memoryview(aligned(_ZEROS)))

    def write(self, place: int, data: memoryview) -> None:
        """Raises NotWritten; Gone or Unusable for the whole disk."""
        for left in reversed(range(RETRIES + 1)):
            self.check()
            try:
                self.device.write(place, data)
            except OSError as error:
                judge(error)
                if not left:
                    raise NotWritten(f"{len(data)} bytes at {place}: {error}") from error
            else:
                return

    def write_zeros(self, place: int, length: int) -> None:
        """What the disk makes of that is read back like everything else."""
        self.check()
        if isinstance(self.device, Zeroing) and self._was_told(self.device, place, length):
            return
        for at in range(place, place + length, _ZEROS):
            self.write(at, self._zeros[: min(_ZEROS, place + length - at)])

    def read(self, place: int, into: memoryview) -> None:
        """Raises NotRead; Gone or Unusable for the whole disk."""
        for left in reversed(range(RETRIES + 1)):
            self.check()
            try:
                self.device.read(place, into)
            except OSError as error:
                judge(error)
                if not left:
                    raise NotRead(f"{len(into)} bytes at {place}: {error}") from error
            else:
                return

    def flush(self) -> None:
        """After a failure nobody knows what of all since the last is there. Raises NotWritten."""
        self.check()
        try:
            self.device.flush()
        except OSError as error:
            judge(error)
            raise NotWritten(f"the disk would not confirm its writes: {error}") from error

    @staticmethod
    def _was_told(device: Zeroing, place: int, length: int) -> bool:
        try:
            return device.zero(place, length)
        except OSError as error:
            judge(error)
            return False


_ZEROS = 2**20

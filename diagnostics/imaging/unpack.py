"""One compressed block into memory that a disk can be written from; believed when its hash is."""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from diagnostics.blockio.buffers import roomy
from diagnostics.wire.imaging import BLOCK_BYTES

# Loaded where something is unpacked: most runs of the agent write no image.
if TYPE_CHECKING:
    import zstandard

#: Of what a frame may refer back to. Its own word counts for nothing: it could ask for gigabytes.
_WINDOW_BYTES = 2 * BLOCK_BYTES


def _unpacker() -> "zstandard.ZstdDecompressor":
    import zstandard  # noqa: PLC0415 - see above

    return zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES)


@dataclass(slots=True)
class Hand:
    """What one thread works with."""

    buffer: memoryview = field(default_factory=lambda: memoryview(roomy(BLOCK_BYTES)))
    _unpacker: "zstandard.ZstdDecompressor" = field(default_factory=_unpacker)

    def unpack(self, frame: bytes | memoryview, length: int, sha256: str) -> memoryview | None:
        """``length`` bytes, which hold until the next call; None: not what ``sha256`` says."""
        from zstandard import ZstdError  # noqa: PLC0415 - see above

        into = self.buffer[:length]
        try:
            whole = self._fill(frame, into)
        except ZstdError:
            return None
        return into if whole and is_it(into, sha256) else None

    def _fill(self, frame: bytes | memoryview, into: memoryview) -> bool:
        """Whether the frame holds just as much."""
        with self._unpacker.stream_reader(frame, closefd=False) as reader:
            done = 0
            while done < len(into):
                if not (got := reader.readinto(into[done:])):
                    return False
                done += got
            return not reader.read(1)


def is_it(content: memoryview, sha256: str) -> bool:
    return hashlib.sha256(content).hexdigest() == sha256

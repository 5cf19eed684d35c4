"""A sound card whose loudspeakers end in a file."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HEADER_BYTES = 44
#: Frames in a tenth of a second, of two samples each.
_FRAMES = 4410
#: Of 32,768.
_LOUD, _QUIET = 1000, 100


@dataclass(frozen=True, slots=True)
class Card:
    """Intel's HD Audio, as in most laptops; what it plays comes in ``file`` (16 bits, stereo)."""

    file: Path

    @property
    def arguments(self) -> tuple[str, ...]:
        """For ``Build.more``."""
        played = f"wav,id=speakers,path={self.file}"
        card = ("-device", "intel-hda", "-device", "hda-duplex,audiodev=speakers")
        return ("-audiodev", played, *card)

    def sides(self) -> set[str]:
        """What was heard so far: ``left`` (alone), ``right`` (alone), ``both``."""
        return {side for left, right in self._peaks() if (side := _side(left, right))}

    def _peaks(self) -> Iterator[tuple[int, int]]:
        """Of each tenth of a second. The header is of no use: QEMU fills it in at its end."""
        raw = self.file.read_bytes()[_HEADER_BYTES:] if self.file.exists() else b""
        samples = array("h", raw[: len(raw) // 4 * 4])
        for at in range(0, len(samples), 2 * _FRAMES):
            part = samples[at : at + 2 * _FRAMES]
            yield max(map(abs, part[::2])), max(map(abs, part[1::2]))


def _side(left: int, right: int) -> str | None:
    if left > _LOUD and right > _LOUD:
        return "both"
    if left > _LOUD and right < _QUIET:
        return "left"
    if right > _LOUD and left < _QUIET:
        return "right"
    return None

"""``/proc/asound/pcm``: what plays and what listens. Pure but for reading it."""

import re
from dataclasses import dataclass

from diagnostics.probes.host import Host

_LINE = re.compile(r"(\d+)-(\d+): (.*)")


@dataclass(frozen=True, slots=True)
class Pcm:
    card: int
    device: int
    name: str

    @property
    def address(self) -> str:
        """For ALSA's tools; ``plughw`` turns our rate and channels into what the card takes."""
        return f"plughw:{self.card},{self.device}"


def players(host: Host) -> tuple[Pcm, ...]:
    """The loudspeakers first; an outside screen's come last, as nobody may be listening there."""
    return tuple(sorted(_able(host, "playback"), key=_on_a_screen))


def listeners(host: Host) -> tuple[Pcm, ...]:
    return _able(host, "capture")


def _able(host: Host, way: str) -> tuple[Pcm, ...]:
    lines = (host.read("proc/asound/pcm") or "").splitlines()
    found = [match for line in lines if (match := _LINE.fullmatch(line.strip()))]
    return tuple(
        Pcm(int(one[1]), int(one[2]), one[3].partition(" : ")[0])
        for one in found
        if re.search(rf": {way} \d+", one[3])
    )


def _on_a_screen(pcm: Pcm) -> bool:
    return re.search(r"hdmi|displayport|\bdp\b", pcm.name, re.IGNORECASE) is not None

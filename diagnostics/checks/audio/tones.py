"""Tones as a WAV file, and how loud a recording is. Pure."""

import array
import io
import math
import sys
import wave
from collections.abc import Iterable, Sequence

RATE = 48_000
_LOUD = 0.4
#: Fades in and out so that it does not click.
_FADE_S = 0.01
_FULL = 32_767
#: Below this, in dB, one step of sixteen bits is no sound.
SILENCE_DBFS = -96.0

#: Frequency in Hz and seconds: C E G C.
MELODY = ((523.25, 0.2), (659.26, 0.2), (783.99, 0.2), (1046.5, 0.5))
BEEP = ((660.0, 0.9),)


def wav(notes: Iterable[tuple[float, float]], *, left: bool = True, right: bool = True) -> bytes:
    """Two channels of sixteen bits."""
    samples = array.array("h")
    for hertz, seconds in notes:
        for value in _note(hertz, seconds):
            samples.extend((value if left else 0, value if right else 0))
    if sys.byteorder == "big":
        samples.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setparams((2, 2, RATE, len(samples) // 2, "NONE", ""))
        written.writeframes(samples.tobytes())
    return file.getvalue()


def _note(hertz: float, seconds: float) -> list[int]:
    count, fade = int(RATE * seconds), int(RATE * _FADE_S)
    step = 2 * math.pi * hertz / RATE
    return [
        int(_FULL * _LOUD * min(n / fade, (count - n) / fade, 1.0) * math.sin(step * n))
        for n in range(count)
    ]


def dbfs(raw: bytes) -> float:
    """Root mean square of signed little-endian samples, in dB below full scale.

    The mean is taken away first: many a microphone stands askew by a constant.
    """
    samples = array.array("h", raw[: len(raw) - len(raw) % 2])
    if sys.byteorder == "big":
        samples.byteswap()
    power = _power(samples)
    return max(10 * math.log10(power / _FULL**2), SILENCE_DBFS) if power > 0 else SILENCE_DBFS


def _power(samples: Sequence[int]) -> float:
    if not samples:
        return 0.0
    mean = sum(samples) / len(samples)
    return sum((value - mean) ** 2 for value in samples) / len(samples)

"""How far an image is put on a disk: told, shown, and kept where a power cut does not take it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diagnostics.imaging.engine import Phase
from diagnostics.orders.work import Work

#: Where it comes to another part of the work; and in the midst of one, where it costs only time.
_LONG_S, _SHORT_S = 20.0, 1.0
#: How often it is kept: each time is a row that the server keeps for ever.
OFTEN_S = 25.0

#: Dutch, keys of ``diagnostics.words``.
SENTENCES: Mapping[Phase, str] = {
    "waiting": "De server antwoordt niet. Het gaat vanzelf verder.",
    "gathering": "Wacht tot de server de software naar alle toestellen samen stuurt.",
    "writing": "De software wordt op de schijf gezet.",
    "reading": "De software op de schijf wordt gecontroleerd.",
    "finishing": "De software wordt klaargemaakt voor dit toestel.",
}


@dataclass(slots=True)
class Progress:
    """``engine.Progress`` for one order. Raises Stopped, Left."""

    work: Work
    often_s: float = OFTEN_S
    _kept_at: float | None = None
    _stage: object = None

    def __call__(
        self,
        phase: Phase,
        fraction: float | None,
        left_s: float | None,
        checkpoint: Mapping[str, Any] | None,
        /,
    ) -> None:
        self.work.sentence = SENTENCES[phase]
        shown = self.work.fraction if fraction is None else fraction
        if checkpoint is None:
            self.work.progress(shown, left_s)
        elif checkpoint["stage"] != self._stage:
            self._stage = checkpoint["stage"]
            self._keep(checkpoint, _LONG_S, shown, left_s)
        elif self._kept_at is None or time.monotonic() - self._kept_at > self.often_s:
            self._keep(checkpoint, _SHORT_S, shown, left_s)
        else:
            self.work.progress(shown, left_s)

    def _keep(
        self,
        checkpoint: Mapping[str, Any],
        timeout_s: float,
        fraction: float | None,
        left_s: float | None,
    ) -> None:
        """Where neither server nor stick can keep it, a power cut costs all that was done."""
        self.work.keep(checkpoint, timeout_s, fraction, left_s)
        self._kept_at = time.monotonic()

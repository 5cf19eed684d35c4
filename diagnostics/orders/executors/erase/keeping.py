"""How far an erasure is, told; and what must not be forgotten, kept before it is gone on with.

What is where when this returns: a checkpoint that the engine keeps before it goes on is with the
server, or on the stick, where either can be had; else in the agent's journal alone, in memory. How
far an overwrite is goes there once in a while: each time is a row that the server keeps for ever,
and a power cut costs time, no more.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diagnostics.erasure.methods import NotDone
from diagnostics.orders.work import Work

#: For what has to be kept; and for what would cost only time.
_LONG_S, _SHORT_S = 30.0, 1.0
#: How often it is kept how far an overwrite is: so much of it is done again after a power cut.
OFTEN_S = 120.0


@dataclass(slots=True)
class Progress:
    """``engine.Progress`` for one order. Raises Stopped, Left; NotDone where nothing can be kept
    that a disk's password depends on.
    """

    work: Work
    often_s: float = OFTEN_S
    _kept_at: float | None = None

    def __call__(
        self,
        fraction: float | None,
        left_s: float | None,
        checkpoint: Mapping[str, Any] | None,
        /,
    ) -> None:
        shown = self.work.fraction if fraction is None else fraction
        if checkpoint is None:
            self.work.progress(shown, left_s)
        elif fraction is None:
            self._keep(shown, left_s, checkpoint, _LONG_S)
        elif self._is_due():
            self._keep(shown, left_s, checkpoint, _SHORT_S)
        else:
            self.work.progress(shown, left_s)

    def _is_due(self) -> bool:
        return self._kept_at is None or time.monotonic() - self._kept_at > self.often_s

    def _keep(
        self,
        fraction: float | None,
        left_s: float | None,
        checkpoint: Mapping[str, Any],
        timeout_s: float,
    ) -> None:
        kept = self.work.keep(checkpoint, timeout_s, fraction, left_s)
        self._kept_at = time.monotonic()
        if not kept and _has_password(checkpoint):
            message = "neither server nor stick could keep the password, so it was not set"
            raise NotDone("error", message)


def _has_password(checkpoint: Mapping[str, Any]) -> bool:
    inner = checkpoint.get("inner") or {}
    return inner.get("stage") == "password"

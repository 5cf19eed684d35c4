"""How far an erasure is, told; and what must not be forgotten, kept before it is gone on with.

What is where when this returns: every checkpoint in the agent's journal within seconds (in memory,
for an agent that starts anew); one that the engine keeps before it goes on, with the server or on
the stick, where either can be had. How far an overwrite is goes to the server with its progress,
and once in a while to the stick where the server is away: a power cut costs time then, no more.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diagnostics.erasure.methods import NotDone
from diagnostics.orders.work import Work

#: For what has to be kept; and for what would cost only time.
_LONG_S, _SHORT_S = 30.0, 1.0
_OFTEN_S = 300.0


@dataclass(slots=True)
class Progress:
    """``engine.Progress`` for one order. Raises Stopped, Left; NotDone where nothing can be kept
    that a disk's password depends on.
    """

    work: Work
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
            self.work.progress(shown, left_s, checkpoint)

    def _is_due(self) -> bool:
        return self._kept_at is None or time.monotonic() - self._kept_at > _OFTEN_S

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

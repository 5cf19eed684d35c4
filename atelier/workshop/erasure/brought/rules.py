"""By what evidence is taken that nobody asked for on a page."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atelier.bench.identities import Measured
from atelier.devices.models import Device
from diagnostics.wire.erasure import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """``max_bytes``: of what is sent. ``newest``: the newest report of a device, if it has any."""

    policy: Policy
    max_bytes: int
    newest: Callable[[Session, Device], Measured | None]

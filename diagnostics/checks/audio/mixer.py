"""Make a card audible: a machine that starts afresh has everything muted or at zero."""

import contextlib

from diagnostics.probes.host import Host
from diagnostics.run import RunError

#: Loud enough in a workshop, and no louder: somebody may wear headphones.
_VOLUME = "70%"
_OUT = ("Master", "Speaker", "Headphone", "PCM", "Front")
_IN = ("Capture", "Mic", "Internal Mic", "Dmic0")


def open_out(host: Host, card: int) -> None:
    for control in _OUT:
        _set(host, card, control, _VOLUME, "unmute")


def open_in(host: Host, card: int) -> None:
    for control in _IN:
        _set(host, card, control, _VOLUME, "cap")


def _set(host: Host, card: int, control: str, *values: str) -> None:
    """A card has some of these and not others."""
    with contextlib.suppress(RunError):
        host.run(["amixer", "-q", "-c", str(card), "sset", control, *values], timeout_s=3)

"""Run by the installed system's systemd at each start, until the server knows; then no more.

Nor for ever: a machine that a borrower has shall not look for the workshop for years.
"""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from diagnostics.first_boot import collecting, forgetting, placed, sending
from diagnostics.first_boot.settings import Malformed, Settings, understand
from diagnostics.probes.host import Host

#: In one start of the machine; then at the next one.
_PATIENCE_S = 30 * 60
#: Then it is given up; nobody in a workshop starts a machine so often before it goes out.
MOST_STARTS = 20
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 2.0, 60.0
_TAKEN = "Aangemeld bij het atelier."
_UNKNOWN = "Het atelier kent dit toestel niet (meer). De aanmelding is verwijderd."
_LATER = "Niet aangemeld bij het atelier (%s). Dat wordt bij de volgende start weer geprobeerd."
_GIVEN_UP = "Het atelier was te vaak niet te bereiken. De aanmelding is verwijderd."


def main(root: str = "/") -> int:
    host = Host(root=Path(root))
    if _starts(host) > MOST_STARTS:
        forgetting.forget(host)
        say(_GIVEN_UP)
        return 0
    settings = _settings(host)
    if settings is None:
        return 1
    outcome, why = tell(host, settings)
    if outcome == "later":
        say(_LATER % why)
        return 0
    forgetting.forget(host)
    say(_TAKEN if outcome == "taken" else _UNKNOWN)
    return 0


def tell(
    host: Host,
    settings: Settings,
    pauses: Iterator[float] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[sending.Outcome, str]:
    """Until the server took it, or will never, or the time is over."""
    outcome: sending.Outcome = "later"
    why, told = "no network", None
    for pause in pauses or growing_pauses():
        if has_route(host):
            told = told or collecting.collect(host, settings)
            outcome, why = sending.send(settings, told)
        if outcome != "later":
            break
        sleep(pause)
    return outcome, why


def growing_pauses() -> Iterator[float]:
    ends, pause = time.monotonic() + _PATIENCE_S, _FIRST_PAUSE_S
    while time.monotonic() < ends:
        yield pause
        pause = min(pause * 1.5, _LONGEST_PAUSE_S)


def has_route(host: Host) -> bool:
    """To anywhere but this machine itself, by either protocol."""
    lines = (host.read("proc/net/route") or "").splitlines()[1:]
    newer = (line.split() for line in (host.read("proc/net/ipv6_route") or "").splitlines())
    return bool(lines) or any(_leads_out(row) for row in newer if row)


def _leads_out(row: list[str]) -> bool:
    """Of IPv6: addresses of the cable's own, and of many at once, each card has by itself."""
    return row[-1] != "lo" and not row[0].startswith(("fe80", "ff"))


def say(text: str) -> None:
    """Into the log, and on the console: nothing of it says where the server is."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _starts(host: Host) -> int:
    """How often it was begun, with this time; where nothing can be noted down, as ever once."""
    number = (host.read_int(placed.STARTS) or 0) + 1
    with contextlib.suppress(OSError):
        host.path(placed.STARTS).write_text(str(number))
    return number


def _settings(host: Host) -> Settings | None:
    try:
        return understand(host.read_bytes(placed.SETTINGS) or b"")
    except Malformed as error:
        say(f"De aanmelding bij het atelier kan niet gelezen worden: {error}")
        return None

"""The clock of a laptop whose battery is dead: set from the server's, once that is trusted.

The server's word for the time comes over a connection that nobody verified and that carries
nothing. It counts only when it is no earlier than this medium was built *and* the server's
certificate, verified but for its dates, is valid at that time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from diagnostics.link import proof
from diagnostics.link.errors import NoConnection, NotTrusted
from diagnostics.link.sentences import Sentence, shown
from diagnostics.link.trust import Trust
from diagnostics.probes.host import Host

#: Written when the medium is built: ``2026-11-21``, or with a time (ISO 8601).
_BUILT = "etc/atelier/built"


def _now() -> datetime:
    return datetime.now(UTC)


def _set(when: datetime) -> None:
    time.clock_settime(time.CLOCK_REALTIME, when.timestamp())


@dataclass(frozen=True, slots=True)
class Clock:
    """The system's clock; never the hardware clock, which belongs to the laptop."""

    now: Callable[[], datetime] = _now
    set: Callable[[datetime], None] = _set


@dataclass(frozen=True, slots=True)
class Mended:
    """``done``: whether the clock was set. The sentence says what was done, or why not."""

    done: bool
    sentence: Sentence
    #: How far ahead it was set; back where it is negative.
    by: timedelta = timedelta(0)


def built(host: Host) -> datetime | None:
    """When this medium was built; None where the agent runs from something else."""
    try:
        found = datetime.fromisoformat(host.read(_BUILT) or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def mend(host: Host, address: str, trust: Trust, clock: Clock = Clock()) -> Mended:
    """Set the clock from the server at ``address``.

    For after a ``NotTrusted`` whose doubt is ``dates``. A clock from before the medium was built
    needs no other care: systemd lifts it to ``/usr/lib/clock-epoch`` when it starts.
    """
    before = clock.now()
    try:
        told = proof.date(address)
        problem = _doubted(host, address, trust, told)
        if problem:
            return Mended(False, problem)
        clock.set(told)
    except NotTrusted as error:
        return Mended(False, _unproven(str(error)))
    except NoConnection as error:
        return Mended(False, Sentence("De server zegt niet hoe laat het is: %s", (str(error),)))
    except OSError as error:
        return Mended(False, Sentence("De klok kan niet juist gezet worden: %s", (str(error),)))
    values = (_written(before), _written(told))
    return Mended(
        True, Sentence("De klok van dit toestel stond op %s. Nu: %s.", values), told - before
    )


def _doubted(host: Host, address: str, trust: Trust, told: datetime) -> Sentence | None:
    made = built(host)
    if made and told < made:
        return Sentence(
            "De klok van de server staat op %s: vóór deze stick gemaakt werd. Zet haar juist.",
            (_written(told),),
        )
    if urlsplit(address).scheme == "http":
        return None  # a person wrote it so: there is nothing to prove
    valid = proof.validity(address, trust)
    if valid is None or valid.covers(told):
        return None
    return Sentence(
        "Het certificaat van de server geldt niet op %s. Vernieuw het op de server.",
        (_written(told),),
    )


def _unproven(text: str) -> Sentence:
    return Sentence("De klok blijft zoals ze is, want de server is niet te vertrouwen: %s", (text,))


def _written(when: datetime) -> str:
    return shown(f"{when:%d/%m/%Y %H:%M} UTC")

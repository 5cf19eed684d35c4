"""Facts in, screen out: the one place that decides what the machine says. Pure.

The rules stand in the order in which they matter; the first that has something to say says it.
"""

from collections.abc import Callable
from dataclasses import replace

from diagnostics.console.around import Around
from diagnostics.link import network
from diagnostics.resident import bench, menu, notes, reach
from diagnostics.resident.facts import Facts
from diagnostics.resident.screens import Screen
from diagnostics.screen import lines
from diagnostics.screen.signs import GOOD, UNKNOWN, WARNING, WRONG, Sign
from diagnostics.words import Words

Rule = Callable[[Facts, Words], Screen | None]
RULES: tuple[Rule, ...] = (
    bench.going,
    bench.confirming,
    bench.details,
    bench.working,
    reach.pairing,
    bench.to_settle,
    bench.next_step,
    reach.trouble,
    bench.measuring,
    reach.waiting,
)


def screen_of(facts: Facts, words: Words, now: float) -> Screen:
    """``now``: of ``time.monotonic``."""
    found = next(screen for rule in RULES if (screen := rule(facts, words)))
    return _completed(found, facts, words, now)


def _completed(screen: Screen, facts: Facts, words: Words, now: float) -> Screen:
    """With what every screen has: what is known of the machine, notes, keys."""
    return replace(
        screen,
        lines=screen.lines or notes.found(facts, words),
        gaps=notes.gaps(facts, words),
        notes=(*screen.notes, *notes.of(facts, words, now)),
        keys=menu.keys(facts, words),
    )


def around(facts: Facts, words: Words) -> Around:
    """What stands around every screen, and around the checks."""
    view = bench.seen(facts)
    device = view.device if view else None
    name = lines.name(facts.report.system) if facts.report else ""
    return Around(
        name=(device.name if device else None) or name or facts.name,
        tag=device.tag if device else None,
        untagged=view is not None and (device is None or device.tag is None),
        way=view.way if view else (),
        standing=((_network_sign(facts), _network(facts, words)), *notes.stick(facts, words)),
    )


def _reached(facts: Facts) -> bool | None:
    if facts.away_since is not None:
        return False
    return True if facts.taken else None


def _network(facts: Facts, words: Words) -> str:
    if facts.network is None:
        return words("netwerk: even kijken")
    return network.summary(facts.network, _reached(facts)).say(words)


def _network_sign(facts: Facts) -> Sign:
    if facts.network is None:
        return UNKNOWN
    if not facts.network.online:
        return WRONG
    return {True: GOOD, False: WARNING, None: UNKNOWN}[_reached(facts)]

"""What is not worth the work: it only leaves, and only when nothing of anybody is in it."""

from collections.abc import Sequence

import pytest

from atelier.devices.lifecycle import GONE, LEAVE, fold, next_step, way
from tests.atelier.devices.lifecycle.test_next_step import (
    CAME_IN,
    DIAGNOSED,
    DIAGNOSED_NONE,
    ERASED,
    PLACED,
    RECEIVED,
    TAGGED,
    TODAY,
    Told,
    facts,
)

IN = [RECEIVED, CAME_IN, PLACED, TAGGED]
DISCARDED: Told = ("discarded", {})
SPARED: Told = ("spared", {})
LEFT: Told = ("left", {"how": "scrapped"})


@pytest.mark.parametrize(
    ("told", "kind", "key", "code"),
    [
        ([*IN, DISCARDED], "laptop", LEAVE, "media_unknown"),
        ([*IN, DISCARDED], "screen", LEAVE, None),
        ([*IN, DIAGNOSED, DISCARDED], "laptop", LEAVE, "not_erased"),
        ([*IN, DIAGNOSED, DISCARDED, ERASED], "laptop", LEAVE, None),
        ([*IN, DISCARDED, DIAGNOSED_NONE], "laptop", LEAVE, None),
        ([RECEIVED, CAME_IN, PLACED, DISCARDED], "screen", "receive", "no_tag"),
        ([*IN, DISCARDED, SPARED], "laptop", "diagnose", "never_diagnosed"),
        ([*IN, DISCARDED, LEFT], "screen", GONE, None),
        # Given once more, it is looked at once more.
        ([*IN, DISCARDED, LEFT, CAME_IN, PLACED], "screen", "diagnose", "never_diagnosed"),
    ],
)
def test_what_is_asked_of_it(told: Sequence[Told], kind: str, key: str, code: str | None) -> None:
    step = next_step(fold(facts(*told)), kind, TODAY)
    assert (step.key, step.reasons[0].code if step.reasons else None) == (key, code)


def test_its_way_is_short() -> None:
    stops = way(fold(facts(*IN, DIAGNOSED, DISCARDED)), "laptop", TODAY)
    told = [(stop.gate.key, stop.progress) for stop in stops]
    assert told == [("receive", "done"), ("erase", "now")]

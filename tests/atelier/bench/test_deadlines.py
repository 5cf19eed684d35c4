"""Lost follows from a deadline alone."""

from datetime import UTC, datetime, timedelta

import pytest

from atelier import settings
from atelier.bench import deadlines
from diagnostics import wire

DUE = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BEFORE, AFTER = DUE - timedelta(microseconds=1), DUE + timedelta(microseconds=1)
TERMS = settings.load().orders


@pytest.mark.parametrize(
    ("state", "moment", "expected"),
    [
        ("issued", BEFORE, "issued"),
        ("issued", DUE, "issued"),
        ("issued", AFTER, "lost"),
        ("accepted", BEFORE, "accepted"),
        ("accepted", AFTER, "lost"),
        ("running", DUE, "running"),
        ("running", AFTER, "lost"),
        ("lost", BEFORE, "lost"),
        ("lost", AFTER, "lost"),
        ("done", AFTER, "done"),
        ("failed", AFTER, "failed"),
    ],
)
def test_state_at(state: wire.State, moment: datetime, expected: wire.State) -> None:
    assert deadlines.state_at(state, DUE, moment) == expected


@pytest.mark.parametrize(
    ("kind", "seconds"),
    [("stress", 120), ("self_test", 120), ("probe", 120), ("reboot", 600), ("power_off", 600)],
)
def test_a_machine_that_goes_off_may_be_silent_for_longer(kind: str, seconds: int) -> None:
    assert deadlines.to_be_heard(TERMS, kind, DUE) - DUE == timedelta(seconds=seconds)


def test_the_settings_decide() -> None:
    own = TERMS.model_copy(update={"accept_s": 5, "silent_s": 7})
    assert deadlines.to_accept(own, DUE) - DUE == timedelta(seconds=5)
    assert deadlines.to_be_heard(own, "stress", DUE) - DUE == timedelta(seconds=7)

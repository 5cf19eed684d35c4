"""Every code of imaging has words, and what to do; no order tells more than it knows."""

from types import SimpleNamespace
from typing import Any, get_args, get_type_hints

import pytest

from atelier.bench import words as bench
from atelier.web.bench import telling
from atelier.web.imaging import words
from atelier.workshop.imaging import licences
from diagnostics.wire import imaging as wire


def test_every_reason_says_what_happened_and_what_to_do() -> None:
    assert set(words.REASONS) == set(words.ADVICE) == set(wire.REASONS)
    assert all(text.endswith(".") for text in (*words.REASONS.values(), *words.ADVICE.values()))


def test_every_part_and_everything_made_has_a_name() -> None:
    kinds = get_args(get_type_hints(wire.Driverless)["kind"])
    assert set(words.PARTS) == set(words.PART_ICONS) == set(kinds)
    assert set(words.MADE) == set(get_args(get_type_hints(wire.Made)["what"]))


def test_every_way_to_start_and_each_kind_of_licence_has_a_name() -> None:
    assert set(words.BOOTS) == set(get_args(wire.Boot))
    assert set(words.LICENCE_KINDS) == set(licences.KINDS)
    assert "image" in bench.KIND_NAMES
    assert "image" in bench.KIND_ICONS


def an_order(state: str, reason: str | None, result: dict[str, Any]) -> Any:
    return SimpleNamespace(kind="image", state=state, reason=reason, result=result)


def test_an_order_that_failed_tells_each_reason_and_each_advice_once() -> None:
    told = telling.results(
        an_order("failed", "wrong", {"reasons": ["write_errors", "read_errors"]})
    )
    assert [str(one) for one in told] == [
        words.REASONS["write_errors"],
        words.REASONS["read_errors"],
        words.ADVICE["write_errors"],
    ]


@pytest.mark.parametrize(
    "result",
    [{}, {"reasons": None}, {"reasons": ["from-the-future"]}, {"result": "not_installed"}],
)
def test_what_an_agent_tells_otherwise_is_no_error(result: dict[str, Any]) -> None:
    assert telling.results(an_order("failed", "error", result)) == []


def test_one_that_is_done_says_to_switch_it_on_and_who_will_know() -> None:
    done = {"result": "installed", "first_boot_sha256": "0" * 64}
    (told,) = telling.results(an_order("done", None, done))
    assert "Het meldt zich dan één keer." in str(told)
    (told,) = telling.results(an_order("done", None, {**done, "first_boot_sha256": None}))
    assert "Een coördinator bevestigt" in str(told)

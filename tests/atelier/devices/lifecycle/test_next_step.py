"""From facts to the next step: each gate shut, each gate open."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from atelier.devices.lifecycle import GATES, GONE, KINDS, READY, Fact, fold, next_step, way

START = datetime(2025, 11, 14, 9, 0, tzinfo=UTC)
TODAY = date(2025, 11, 14)

Told = tuple[str, dict[str, Any]]

RECEIVED: Told = ("received", {"source": "a donor"})
CAME_IN: Told = ("came_in", {})
PLACED: Told = ("placed", {"place_kind": "physical"})
TAGGED: Told = ("tagged", {"tag": "4217038561"})
DIAGNOSED: Told = ("diagnosed", {"media": ["wwn:a"]})
DIAGNOSED_BLIND: Told = ("diagnosed", {})
DIAGNOSED_TWO: Told = ("diagnosed", {"media": ["wwn:a", "wwn:b"]})
DIAGNOSED_NONE: Told = ("diagnosed", {"media": []})
USED: Told = ("used", {})
ERASED: Told = ("erased", {"medium": "wwn:a", "result": "erased", "verified": True, "evidence": 1})
ERASED_B: Told = ("erased", {**ERASED[1], "medium": "wwn:b", "evidence": 2})
CLAIMED: Told = ("erased", {"medium": "wwn:a", "result": "erased", "verified": True})
ATTESTED: Told = ("erased", {**CLAIMED[1], "attestation": 1})
UNVERIFIED: Told = ("erased", {**ERASED[1], "verified": False})
EXCEPTIONS: Told = (
    "erased",
    {"medium": "wwn:a", "result": "erased_with_exceptions", "verified": True, "evidence": 3},
)
ACCEPTED: Told = (
    "exceptions_accepted",
    {"medium": "wwn:a", "evidence": 3, "reason": "two sectors, outside of any partition"},
)
ACCEPTED_OTHER: Told = ("exceptions_accepted", {**ACCEPTED[1], "evidence": 4})
DESTROYED: Told = ("destroyed", {"medium": "wwn:a"})
FAILED: Told = ("erased", {"medium": "wwn:a", "result": "not_erased", "verified": True})
WRITTEN: Told = (
    "imaged",
    {"image": "basic", "verified": True, "medium": "wwn:a", "evidence": 5},
)
WRITTEN_AGAIN: Told = ("imaged", {**WRITTEN[1], "evidence": 6})
WRITTEN_SOMEWHERE: Told = ("imaged", {"image": "basic", "verified": True, "evidence": 5})
ON_TRIAL: Told = ("imaged", {**WRITTEN[1], "trial": True})
SILENT: Told = ("imaged", {**WRITTEN[1], "calls_home": False})
BAD_IMAGE: Told = ("imaged", {"image": "basic", "verified": False, "medium": "wwn:a"})
BOOTED: Told = ("booted", {"image": "basic", "evidence": 5, "first_boot": 1})
SEEN_TO_BOOT: Told = ("booted", {"image": "basic", "evidence": 5, "attestation": 1})
BOOTED_NOBODY_SAW: Told = ("booted", {"image": "basic", "evidence": 5})
BOOTED_OTHER: Told = ("booted", {"image": "school", "evidence": 5, "first_boot": 1})
BOOTED_BEFORE: Told = ("booted", {"image": "basic", "evidence": 4, "first_boot": 1})
RELEASED: Told = ("image_released", {"image": "basic"})
RELEASED_OTHER: Told = ("image_released", {"image": "school"})
BROKEN: Told = ("fault_opened", {"fault": 7, "blocking": True})
BROKEN_TOO: Told = ("fault_opened", {"fault": 8, "blocking": True})
SCRATCH: Told = ("fault_opened", {"fault": 9, "blocking": False})
FIXED: Told = ("fault_closed", {"fault": 7})
REPAIRED: Told = ("repaired", {})
CHECKED: Told = ("checked", {"grade": "B"})
UNGRADED: Told = ("checked", {"grade": None})
INSPECTED: Told = ("inspected", {"valid_until": "2026-11-14"})
EXPIRED: Told = ("inspected", {"valid_until": "2025-11-13"})
LAST_DAY: Told = ("inspected", {"valid_until": "2025-11-14"})
SCRAPPED: Told = ("left", {"how": "scrapped"})
HISTORY: Told = ("photographed", {"photo": 1})

IN = [CAME_IN, RECEIVED, PLACED, TAGGED]
#: Written, and seen to start.
IMAGED = [WRITTEN, BOOTED]
FINISHED = [*IN, DIAGNOSED, ERASED, *IMAGED, CHECKED]


def facts(*told: Told) -> list[Fact]:
    return [
        Fact(kind, START + timedelta(hours=hour), data) for hour, (kind, data) in enumerate(told)
    ]


def step_after(told: Sequence[Told], kind: str = "laptop", today: date = TODAY) -> Any:
    return next_step(fold(facts(*told)), kind, today)


@pytest.mark.parametrize(
    ("told", "key", "code"),
    [
        ([], "receive", "no_source"),
        ([RECEIVED], "receive", "no_place"),
        ([RECEIVED, ("placed", {"place_kind": "virtual"})], "receive", "no_place"),
        ([RECEIVED, PLACED], "receive", "no_tag"),
        (IN, "diagnose", "never_diagnosed"),
        # The report may come before the sticker: the first arrival does not outdate it.
        ([DIAGNOSED, *IN], "erase", "not_erased"),
        ([*FINISHED, CAME_IN], "diagnose", "not_since_came_in"),
        ([USED, DIAGNOSED, *IN], "diagnose", "not_since_came_in"),
        ([*IN, DIAGNOSED_BLIND], "erase", "media_unknown"),
        ([*IN, DIAGNOSED, ERASED, CAME_IN, DIAGNOSED_BLIND], "erase", "media_unknown"),
        ([*IN, DIAGNOSED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, UNVERIFIED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, CLAIMED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, ATTESTED], "image", "no_image"),
        ([*IN, DIAGNOSED, EXCEPTIONS], "erase", "exceptions"),
        ([*IN, DIAGNOSED_TWO, EXCEPTIONS], "erase", "not_erased"),
        ([*IN, DIAGNOSED, EXCEPTIONS, USED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, EXCEPTIONS, ACCEPTED], "image", "no_image"),
        # Accepted is that erasure, and no other: nor what happened to the disk since.
        ([*IN, DIAGNOSED, ACCEPTED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, FAILED, ACCEPTED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, EXCEPTIONS, ACCEPTED_OTHER], "erase", "exceptions"),
        ([*IN, DIAGNOSED, EXCEPTIONS, FAILED, ACCEPTED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, EXCEPTIONS, USED, ACCEPTED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, EXCEPTIONS, ACCEPTED, FAILED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, EXCEPTIONS, DIAGNOSED_NONE, DIAGNOSED, ACCEPTED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, DESTROYED], "image", "no_medium"),
        ([*IN, DIAGNOSED_TWO, ERASED_B, DESTROYED], "image", "no_image"),
        ([*IN, DIAGNOSED, DESTROYED, DIAGNOSED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, ERASED, FAILED], "erase", "not_erased"),
        ([*IN, DIAGNOSED_TWO, ERASED], "erase", "not_erased"),
        ([*FINISHED, USED], "erase", "not_erased"),
        # Taken out and put back: it may have been anywhere.
        ([*IN, DIAGNOSED, ERASED, DIAGNOSED_NONE, DIAGNOSED], "erase", "not_erased"),
        # Also where the evidence came only after it was out.
        ([*IN, DIAGNOSED, DIAGNOSED_NONE, ERASED, DIAGNOSED], "erase", "not_erased"),
        (
            [*IN, DIAGNOSED, DIAGNOSED_NONE, EXCEPTIONS, DIAGNOSED, ACCEPTED],
            "erase",
            "not_erased",
        ),
        # Out of the house and back: nobody here knows what was done with it meanwhile.
        ([*FINISHED, CAME_IN, DIAGNOSED], "erase", "not_erased"),
        ([*FINISHED, SCRAPPED, CAME_IN, DIAGNOSED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, EXCEPTIONS, CAME_IN, DIAGNOSED, ACCEPTED], "erase", "not_erased"),
        ([*IN, DIAGNOSED, ERASED], "image", "no_image"),
        ([*IN, DIAGNOSED_NONE], "image", "no_medium"),
        ([*IN, DIAGNOSED_TWO, ERASED, ERASED_B], "image", "no_image"),
        # Erased on the bench, then built in.
        ([*IN, ERASED, DIAGNOSED], "image", "no_image"),
        ([*IN, DIAGNOSED, ERASED, BAD_IMAGE], "image", "image_unverified"),
        ([*IN, DIAGNOSED, ERASED, *IMAGED, BAD_IMAGE], "image", "image_unverified"),
        ([*IN, DIAGNOSED, ERASED, BAD_IMAGE, ERASED], "image", "no_image"),
        # Written and read back is not all: it has to start.
        ([*IN, DIAGNOSED, ERASED, WRITTEN], "image", "not_booted"),
        ([*IN, DIAGNOSED, ERASED, SILENT], "image", "not_attested"),
        ([*IN, DIAGNOSED, ERASED, SILENT, WRITTEN], "image", "not_booted"),
        ([*IN, DIAGNOSED, ERASED, BOOTED], "image", "no_image"),
        ([*IN, DIAGNOSED, ERASED, BOOTED, WRITTEN], "image", "not_booted"),
        ([*IN, DIAGNOSED, ERASED, WRITTEN, BOOTED_OTHER], "image", "not_booted"),
        ([*IN, DIAGNOSED, ERASED, WRITTEN, BOOTED_BEFORE], "image", "not_booted"),
        ([*IN, DIAGNOSED, ERASED, WRITTEN, BOOTED_NOBODY_SAW], "image", "not_booted"),
        ([*IN, DIAGNOSED, ERASED, *IMAGED, WRITTEN_AGAIN], "image", "not_booted"),
        ([*IN, DIAGNOSED, ERASED, *IMAGED, WRITTEN_AGAIN, BOOTED], "image", "not_booted"),
        ([*IN, DIAGNOSED, ERASED, BAD_IMAGE, BOOTED], "image", "image_unverified"),
        ([*IN, DIAGNOSED, ERASED, ON_TRIAL], "image", "not_booted"),
        ([*IN, DIAGNOSED, ERASED, ON_TRIAL, BOOTED], "image", "on_trial"),
        ([*IN, DIAGNOSED, ERASED, ON_TRIAL, BOOTED, RELEASED_OTHER], "image", "on_trial"),
        # Released before it was written here: what counts is how it stood then.
        ([*IN, DIAGNOSED, ERASED, RELEASED, ON_TRIAL, BOOTED], "image", "on_trial"),
        # Nobody knows which disk it is on: erasing any of them undoes it.
        (
            [*IN, DIAGNOSED_TWO, ERASED, ERASED_B, WRITTEN_SOMEWHERE, BOOTED, ERASED_B],
            "image",
            "image_erased",
        ),
        ([*IN, DIAGNOSED, ERASED, *IMAGED, ERASED], "image", "image_erased"),
        ([*IN, DIAGNOSED, ERASED, *IMAGED, ("medium_seen", {"media": []})], "image", "no_medium"),
        (
            [*IN, DIAGNOSED_TWO, ERASED, ERASED_B, *IMAGED, ("medium_seen", {"media": ["wwn:b"]})],
            "image",
            "image_gone",
        ),
        ([*IN, DIAGNOSED, ERASED, *IMAGED, BROKEN], "repair", "fault_open"),
        ([*FINISHED, BROKEN, BROKEN_TOO, FIXED], "repair", "fault_open"),
        ([*IN, DIAGNOSED, ERASED, *IMAGED], "check", "never_checked"),
        ([*FINISHED, BROKEN, FIXED, REPAIRED], "check", "not_since_repair"),
        ([*IN, DIAGNOSED, ERASED, *IMAGED, UNGRADED], "check", "no_grade"),
        ([*FINISHED, EXPIRED], "inspect", "inspection_overdue"),
    ],
)
def test_shut_gate_is_the_next_step(told: list[Told], key: str, code: str) -> None:
    step = step_after(told)
    assert (step.key, step.reasons[0].code) == (key, code)
    assert step.sentence == step.reasons[0].sentence
    assert str(step.sentence)


@pytest.mark.parametrize(
    "told",
    [
        FINISHED,
        [*FINISHED, SCRATCH],
        [*FINISHED, BROKEN, FIXED],
        [*FINISHED, REPAIRED, CHECKED],
        [*FINISHED, EXPIRED, INSPECTED],
        [*FINISHED, LAST_DAY],
        [*FINISHED, HISTORY],
        [*FINISHED, DIAGNOSED],
        [*FINISHED, CAME_IN, DIAGNOSED, ERASED, *IMAGED],
        [*IN, DIAGNOSED, ERASED, WRITTEN, SEEN_TO_BOOT, CHECKED],
        [*IN, DIAGNOSED, ERASED, ON_TRIAL, BOOTED, RELEASED, CHECKED],
        [*IN, DIAGNOSED, ERASED, ON_TRIAL, RELEASED, BOOTED, CHECKED],
        [*IN, DIAGNOSED, ERASED, BAD_IMAGE, *IMAGED, CHECKED],
        # The other disk is erased after this one got its software: that stays as it is.
        [*IN, DIAGNOSED_TWO, ERASED, *IMAGED, ERASED_B, CHECKED],
        [*FINISHED, SCRAPPED, CAME_IN, DIAGNOSED, ERASED, *IMAGED],
    ],
)
def test_ready_when_all_gates_are_met(told: list[Told]) -> None:
    step = step_after(told)
    assert (step.key, step.gate, step.reasons) == (READY, None, ())


@pytest.mark.parametrize(
    ("kind", "told", "key"),
    [
        ("screen", [*IN, DIAGNOSED_BLIND, CHECKED], READY),
        ("smartphone", [*IN, DIAGNOSED_BLIND], "erase"),
        ("tablet", [*IN, DIAGNOSED, ERASED, CHECKED], READY),
        ("other", [*IN, DIAGNOSED_NONE, CHECKED], READY),
        ("all_in_one", [*IN, DIAGNOSED, ERASED], "image"),
        ("desktop", [*IN, DIAGNOSED, ERASED], "image"),
    ],
)
def test_a_kind_passes_only_the_gates_that_apply_to_it(
    kind: str, told: list[Told], key: str
) -> None:
    assert step_after(told, kind).key == key


@pytest.mark.parametrize(
    ("kind", "told", "verb"),
    [
        ("laptop", [*IN, DIAGNOSED], "Wis de schijf"),
        ("smartphone", [*IN, DIAGNOSED], "Wis het toestel"),
        ("laptop", IN, "Meet het toestel"),
        ("screen", IN, "Bekijk het toestel"),
    ],
)
def test_verb_fits_the_kind(kind: str, told: list[Told], verb: str) -> None:
    assert step_after(told, kind).verb == verb


def test_gone_has_no_next_step_and_no_way() -> None:
    state = fold(facts(*FINISHED, SCRAPPED))
    assert next_step(state, "laptop", TODAY).key == GONE
    assert way(state, "laptop", TODAY) == ()


def test_two_disks_are_said_as_two() -> None:
    assert str(step_after([*IN, DIAGNOSED_TWO]).sentence) == "Alles op deze 2 schijven gaat weg."


def test_reasons_tell_all_that_is_missing_in_order() -> None:
    codes = [reason.code for reason in step_after([BROKEN]).reasons]
    assert codes == [
        "no_source",
        "never_diagnosed",
        "media_unknown",
        "no_medium",
        "fault_open",
        "never_checked",
    ]


def test_inspection_runs_out_with_the_day_alone() -> None:
    told = [*FINISHED, INSPECTED]
    assert step_after(told, today=date(2026, 11, 14)).key == READY
    assert step_after(told, today=date(2026, 11, 15)).key == "inspect"


def test_way_is_done_now_and_to_come() -> None:
    stops = way(fold(facts(*IN, DIAGNOSED)), "laptop", TODAY)
    assert [(stop.gate.title, stop.progress) for stop in stops] == [
        ("Ontvangen", "done"),
        ("Gemeten", "done"),
        ("Wissen", "now"),
        ("Software", "to_come"),
        ("Herstellen", "to_come"),
        ("Nakijken", "to_come"),
        ("Klaar", "to_come"),
    ]


def test_way_of_what_is_ready_is_all_done() -> None:
    stops = way(fold(facts(*FINISHED)), "laptop", TODAY)
    assert {stop.progress for stop in stops} == {"done"}


def test_way_leaves_out_what_does_not_apply() -> None:
    stops = way(fold(facts(*IN)), "screen", TODAY)
    assert [stop.gate.key for stop in stops] == [
        "receive",
        "diagnose",
        "repair",
        "check",
        "inspect",
    ]


def test_gates_are_data() -> None:
    """A workshop with fewer steps gives another table."""
    few = GATES[:2]
    assert next_step(fold(facts(*IN, DIAGNOSED)), "laptop", TODAY, few).key == READY
    assert [gate.key for gate, _ in way(fold([]), "laptop", TODAY, few)] == ["receive", "diagnose"]


def test_unknown_kind_of_device_is_refused() -> None:
    with pytest.raises(ValueError, match=r"toaster.*laptop"):
        next_step(fold([]), "toaster", TODAY)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_seven_gates_or_fewer_and_ends_at_ready(kind: str) -> None:
    state = fold(facts(*FINISHED))
    assert next_step(state, kind, TODAY).key == READY
    assert way(state, kind, TODAY)[-1].gate.title == "Klaar"


@pytest.mark.parametrize(
    ("told", "verb"),
    [
        ([*IN, DIAGNOSED, ERASED], "Zet de software erop"),
        ([*IN, DIAGNOSED, ERASED, WRITTEN], "Zet het toestel aan"),
        ([*IN, DIAGNOSED, ERASED, ON_TRIAL, BOOTED], "Geef de software vrij"),
    ],
)
def test_the_verb_is_what_a_person_has_to_do_now(told: list[Told], verb: str) -> None:
    assert step_after(told).verb == verb


def test_what_we_wrote_on_a_disk_is_known_whatever_came_of_it() -> None:
    """An order says by it what the agent has to find there."""
    state = fold(facts(*IN, DIAGNOSED_TWO, ERASED, ERASED_B, BAD_IMAGE))
    assert state.written["wwn:a"] > state.erased["wwn:a"]
    assert "wwn:b" not in state.written

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier.devices.lifecycle import GATES, KINDS, Fact, fold, next_step, way

START = datetime(2025, 11, 14, 9, 0, tzinfo=UTC)
TODAY = date(2025, 11, 14)
MEDIA = ("wwn:a", "wwn:b")
IMAGES = ("basic", "school")


def told(kind: str, **data: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, Any]]:
    return st.tuples(st.just(kind), st.fixed_dictionaries(data))


media = st.lists(st.sampled_from(MEDIA), unique=True)
happenings = st.one_of(
    told("received", source=st.just("a donor")),
    told("came_in"),
    told("placed", place_kind=st.sampled_from(["physical", "virtual"])),
    told("tagged", tag=st.just("4217038561")),
    told("diagnosed", media=st.none() | media),
    told("medium_seen", media=media),
    told("used"),
    told(
        "erased",
        medium=st.sampled_from(MEDIA),
        result=st.sampled_from(["erased", "erased_with_exceptions", "not_erased"]),
        verified=st.booleans(),
        evidence=st.sampled_from([None, 1, 2]),
    ),
    told(
        "exceptions_accepted",
        medium=st.sampled_from(MEDIA),
        evidence=st.sampled_from([None, 1, 2]),
        reason=st.just("a reason"),
    ),
    told("destroyed", medium=st.sampled_from(MEDIA)),
    told(
        "imaged",
        image=st.sampled_from(IMAGES),
        verified=st.booleans(),
        medium=st.sampled_from(MEDIA),
        evidence=st.sampled_from([1, 2]),
        trial=st.booleans(),
    ),
    told(
        "booted",
        image=st.sampled_from(IMAGES),
        evidence=st.sampled_from([1, 2]),
        first_boot=st.sampled_from([None, 1]),
    ),
    told("image_released", image=st.sampled_from(IMAGES)),
    told("fault_opened", fault=st.integers(1, 2), blocking=st.booleans()),
    told("fault_closed", fault=st.integers(1, 2)),
    told("repaired"),
    told("checked", grade=st.sampled_from(["A", "D", None])),
    told("inspected", valid_until=st.sampled_from(["2025-11-13", "2026-11-14"])),
    told("left", how=st.just("scrapped")),
    told("photographed"),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Facts in their order; the clock may stand still, the sequence does not."""
    minutes = 0
    happened = []
    for sequence, (kind, data) in enumerate(draw(st.lists(happenings, max_size=25))):
        minutes += draw(st.integers(0, 2))
        happened.append(Fact(kind, START + timedelta(minutes=minutes), data, sequence))
    return happened


#: What a fact of this kind may shut again. Any other gate stays as open as it was.
SHUTS: dict[str, set[str]] = {
    "came_in": {"diagnose", "erase"},
    "placed": {"receive"},
    "diagnosed": {"erase", "image"},
    "medium_seen": {"erase", "image"},
    "used": {"erase"},
    "erased": {"erase", "image"},
    "destroyed": {"image"},
    "imaged": {"image"},
    "booted": set(),
    "image_released": set(),
    "fault_opened": {"repair"},
    "repaired": {"check"},
    "checked": {"check"},
    "inspected": {"inspect"},
}


def met(happened: list[Fact]) -> set[str]:
    state = fold(happened)
    return {gate.key for gate in GATES if gate.unmet(state, TODAY) is None}


@given(histories(), happenings)
def test_a_fact_shuts_only_the_gates_it_is_about(
    happened: list[Fact], more: tuple[str, Any]
) -> None:
    kind, data = more
    later = Fact(kind, START + timedelta(days=1), data)
    shut = met(happened) - met([*happened, later])
    assert shut <= SHUTS.get(kind, set())


@given(histories(), st.sampled_from(KINDS))
def test_next_step_is_the_first_gate_not_met(happened: list[Fact], kind: str) -> None:
    state = fold(happened)
    first = next(
        (gate.key for gate in GATES if kind in gate.kinds and gate.unmet(state, TODAY)), "ready"
    )
    assert next_step(state, kind, TODAY).key == ("gone" if state.gone else first)


@given(histories(), st.sampled_from(KINDS))
def test_way_has_one_stop_now_at_the_next_step(happened: list[Fact], kind: str) -> None:
    state = fold(happened)
    step = next_step(state, kind, TODAY)
    stops = way(state, kind, TODAY)
    now = [stop.gate.key for stop in stops if stop.progress == "now"]
    assert now == ([] if step.gate is None else [step.key])
    order = ["done", "now", "to_come"]
    assert [stop.progress for stop in stops] == sorted(
        (stop.progress for stop in stops), key=order.index
    )


@given(histories().flatmap(lambda made: st.tuples(st.just(made), st.permutations(made))))
def test_order_of_arrival_does_not_matter(both: tuple[list[Fact], list[Fact]]) -> None:
    happened, shuffled = both
    assert fold(shuffled) == fold(happened)


@given(histories())
def test_no_disk_is_called_erased_that_is_not(happened: list[Fact]) -> None:
    """Said a second time, from the facts themselves: the promise of the whole workshop."""
    state = fold(happened)
    if GATES[2].unmet(state, TODAY) is not None:
        return
    for medium in state.media or ():
        about = [f for f in happened if f.kind == "erased" and f.data["medium"] == medium]
        assert about
        last = about[-1].data
        after = happened[happened.index(about[-1]) + 1 :]
        assert last["evidence"]
        if last["result"] == "erased":
            assert last["verified"]
        else:
            assert last["result"] == "erased_with_exceptions"
            accepted = [f for f in after if f.kind == "exceptions_accepted"]
            assert any({**f.data, **last} == {**last, **f.data} for f in accepted)
        assert not [fact for fact in after if fact.kind == "used"]


@given(histories())
def test_no_device_has_software_that_never_started(happened: list[Fact]) -> None:
    """Said a second time, from the facts themselves."""
    state = fold(happened)
    if GATES[3].unmet(state, TODAY) is not None:
        return
    written = next(fact for fact in reversed(happened) if fact.kind == "imaged")
    after = happened[happened.index(written) + 1 :]
    assert written.data["verified"]
    same = [f for f in after if f.data.get("image") == written.data["image"]]
    booted = [f for f in same if f.kind == "booted"]
    assert any(
        f.data["first_boot"] and f.data["evidence"] == written.data["evidence"] for f in booted
    )
    assert not written.data["trial"] or [f for f in same if f.kind == "image_released"]
    erased = [f for f in after if f.kind == "erased"]
    assert written.data["medium"] not in {f.data["medium"] for f in erased}


def test_a_time_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        Fact("came_in", datetime(2025, 11, 14))


@pytest.mark.parametrize(
    ("kind", "data", "missing"),
    [
        ("erased", {"medium": "wwn:a", "result": "erased"}, "verified"),
        ("tagged", {}, "tag"),
        ("inspected", {}, "valid_until"),
    ],
)
def test_a_fact_that_says_too_little_is_refused(
    kind: str, data: dict[str, str], missing: str
) -> None:
    with pytest.raises(ValueError, match=f"{kind}.*{missing}"):
        Fact(kind, START, data)

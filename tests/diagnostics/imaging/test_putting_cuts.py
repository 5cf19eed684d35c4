"""Power cuts, agents that end, and everything at once: what is on the disk decides."""

import json
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.erasure.planning import Surroundings, Use
from diagnostics.identity import Changed
from diagnostics.imaging.engine.record import MOST_BYTES, new_record, record_from
from diagnostics.imaging.finisher import Finished, Finishing
from diagnostics.wire.imaging import Evidence, Interruption, contradictions
from tests.diagnostics.erasure.faulty import BLOCK, FaultyDisk, PowerCut
from tests.diagnostics.erasure.grounds import MemoryGround
from tests.diagnostics.imaging.imaging import (
    DISK_BYTES,
    IMAGE_BYTES,
    MemorySource,
    Notebook,
    blank,
    finisher,
    image,
    put,
    run_of,
)
from tests.images import KIB, SIGNATURE, SIGNATURE_AT, Image, make, some_disk

ORDERED = image(seed=4)


class Stop(Exception):
    """A person stops it."""


def after(calls: int, error: type[BaseException]) -> Callable[[], None]:
    def then() -> None:
        nonlocal calls
        calls -= 1
        if calls < 0:
            raise error

    return then


def starts(disk: FaultyDisk) -> bool:
    return bytes(disk.medium[SIGNATURE_AT : SIGNATURE_AT + 2]) == SIGNATURE


def cut(disk: FaultyDisk, notebook: Notebook, boot: str) -> Evidence | None:
    """None: the power went, and with it what the disk had not confirmed."""
    try:
        return put(ORDERED, disk, notebook, boot=boot)
    except PowerCut:
        disk.power_cut()
        return None


def test_the_power_goes_at_every_moment_in_turn() -> None:
    """Each start comes a little further than the last one."""
    disk, notebook, evidence = blank(volatile=True), Notebook(), None
    starts_made = 0
    while evidence is None:
        notebook.then = after(8 + starts_made // 4, PowerCut)
        evidence = cut(disk, notebook, f"boot-{starts_made}")
        starts_made += 1
        assert not starts(disk) or ORDERED.is_on(disk.medium), "a part of it would start"
    assert evidence.result == "installed"
    assert ORDERED.is_on(disk.medium)
    # How often it is told how far it is depends on how busy this machine is.
    assert starts_made > 1
    assert len(evidence.interruptions) == min(starts_made - 1, 32)
    assert {one.kind for one in evidence.interruptions} == {"power_cut"}


def test_it_is_gone_on_with_where_it_was() -> None:
    disk, notebook, evidence = blank(volatile=True), Notebook(), None
    cuts = 0
    while not (evidence or notebook.note.get("done", 0) > 5):
        notebook.then = after(5 + cuts, PowerCut)
        evidence = cut(disk, notebook, f"boot-{cuts}")
        cuts += 1
    assert evidence is None
    done, before = notebook.note["done"], len(disk.writes)
    notebook.then = lambda: None
    evidence = cut(disk, notebook, "last")
    assert evidence
    assert evidence.result == "installed"
    assert evidence.interruptions[-1].resumed_at_block
    pieces = len(ORDERED.places.blocks) + len(ORDERED.places.zeros)
    assert len(disk.writes) - before <= pieces - done + 2


def test_an_agent_that_ends_in_the_same_start_of_the_machine() -> None:
    disk, notebook = blank(), Notebook(then=after(12, PowerCut))
    assert cut(disk, notebook, "boot-1") is None
    notebook.then = lambda: None
    evidence = cut(disk, notebook, "boot-1")
    assert evidence
    assert [one.kind for one in evidence.interruptions] == ["agent_ended"]


def test_the_power_goes_while_it_is_finished() -> None:
    """What finishing changed must not count as a lying disk."""
    disk, notebook, times = blank(), Notebook(), 0

    def finish(job: Finishing) -> Finished:
        nonlocal times
        times += 1
        for place in (0, 70_000 // BLOCK * BLOCK):
            disk.medium[place : place + 300] = b"f" * 300
        if times == 1:
            raise PowerCut
        return finisher(job)

    for boot in ("boot-1", "boot-2"):
        try:
            evidence = put(ORDERED, disk, notebook, boot=boot, finish=finish)
        except PowerCut:
            disk.power_cut()
    assert times == 2
    assert evidence.result == "installed"
    assert evidence.read_back
    assert [one.kind for one in evidence.interruptions] == ["power_cut"]


def with_table() -> Image:
    """Such as nobody would take for an empty disk."""
    disk = bytearray(some_disk(IMAGE_BYTES, seed=4))
    disk[512:520] = b"EFI PART"
    return make(bytes(disk), most_bytes=32 * KIB)


def test_the_power_goes_once_the_finishing_changed_nearly_all_of_it() -> None:
    """A new number is in every checksum of a filesystem: of a small system, in most blocks."""
    ordered, disk, notebook, times = with_table(), blank(), Notebook(), 0

    def finish(job: Finishing) -> Finished:
        nonlocal times
        times += 1
        if times == 1:
            for place, *_ in ordered.places.blocks[:-1]:
                disk.medium[place + 1024] ^= 1
            raise PowerCut
        return finisher(job)

    with pytest.raises(PowerCut):
        put(ordered, disk, notebook, finish=finish)
    evidence = put(ordered, disk, notebook, boot="boot-2", finish=finish)
    assert (evidence.result, evidence.reasons) == ("installed", ())
    assert ordered.is_on(disk.medium)
    assert any("begun anew" in one for one in evidence.messages)


def test_a_disk_that_lost_some_of_what_it_confirmed() -> None:
    """It is our own work still, and no reason to leave the disk alone."""
    ordered, disk, notebook = with_table(), blank(), Notebook()

    def at_reading() -> None:
        if notebook.note.get("stage") == "reading":
            raise PowerCut

    notebook.then = at_reading
    with pytest.raises(PowerCut):
        put(ordered, disk, notebook)
    lost = ordered.places.blocks[3][0]
    disk.medium[lost : lost + 512] = bytes(512)
    notebook.then = lambda: None
    evidence = put(ordered, disk, notebook, boot="boot-2")
    assert (evidence.result, evidence.reasons) == ("installed", ())
    assert ordered.is_on(disk.medium)


@pytest.mark.parametrize("same_start", [True, False])
def test_an_agent_that_was_killed_while_it_finished(same_start: bool) -> None:
    """What it left mounted is the finisher's to clear; after a restart there is nothing."""
    disk, notebook, times = blank(), Notebook(), 0
    ground = MemoryGround(disk)

    def finish(job: Finishing) -> Finished:
        nonlocal times
        times += 1
        ground.surroundings = Surroundings(uses=(Use(code="mounted", detail="/run/ours"),))
        if times == 1:
            raise PowerCut
        return finisher(job)

    run = run_of(ORDERED, disk, notebook, ground=ground, finish=finish)
    with pytest.raises(PowerCut):
        run.run()
    boot = "boot-1" if same_start else "boot-2"
    evidence = run_of(ORDERED, disk, notebook, boot=boot, ground=ground, finish=finish).run()
    assert evidence.reasons == (() if same_start else ("in_use",))
    assert times == (2 if same_start else 1)


def test_a_disk_that_was_used_meanwhile_is_begun_anew() -> None:
    disk, notebook = blank(), Notebook()
    while notebook.note.get("done", 0) < 5:
        notebook.then = after(30, PowerCut)
        cut(disk, notebook, "boot-1")
    disk.medium[:] = random.Random(5).randbytes(DISK_BYTES)
    notebook.then = lambda: None
    evidence = cut(disk, notebook, "boot-2")
    assert evidence
    assert evidence.result == "installed"
    assert ORDERED.is_on(disk.medium)
    assert any("begun anew" in one for one in evidence.messages)


def test_a_disk_that_somebody_put_a_system_on_meanwhile_is_left_alone() -> None:
    disk, notebook = blank(), Notebook()
    while notebook.note.get("done", 0) < 5:
        notebook.then = after(30, PowerCut)
        cut(disk, notebook, "boot-1")
    disk.medium[:] = random.Random(5).randbytes(DISK_BYTES)
    disk.medium[3:11] = b"NTFS    "
    before, notebook.then = bytes(disk.medium), lambda: None
    evidence = cut(disk, notebook, "boot-2")
    assert evidence
    assert evidence.reasons == ("not_blank",)
    assert disk.medium == before


def test_a_checkpoint_of_another_image_is_none() -> None:
    disk, notebook = blank(), Notebook()
    put(image(seed=2), disk, notebook)
    assert notebook.note["stage"] == "finishing"
    disk.medium[:] = random.Random(5).randbytes(DISK_BYTES)
    evidence = put(ORDERED, disk, notebook)
    assert evidence.result == "installed"
    assert evidence.interruptions == ()


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["id", "image", "stage", "done"]), inner)
        ),
        max_leaves=8,
    )
)
def test_whatever_was_noted_down_is_understood_or_left_aside(rubbish: Any) -> None:
    note = new_record(image="a" * 64, started="2026-01-05T08:00:00+00:00", boot_id="b").as_json(
        seconds=1, fetched=2, retries=3
    )
    for key in note:
        record_from(note | {key: rubbish}, "a" * 64)
    record_from(rubbish if isinstance(rubbish, dict) else {}, "a" * 64)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 400), st.integers(0, 400))
def test_a_checkpoint_stays_small(messages: int, interruptions: int) -> None:
    record = new_record(image="a" * 64, started="2026-01-05T08:00:00+00:00", boot_id="b")
    record.messages = [f"message {n} of many" for n in range(messages)]
    record.interruptions = [
        Interruption(kind="network", at="2026-01-05T08:00:00+00:00") for _ in range(interruptions)
    ]
    note = record.as_json(seconds=1.23456, fetched=10**12, retries=10**6)
    assert len(json.dumps(note)) <= MOST_BYTES
    again = record_from(json.loads(json.dumps(note)), "a" * 64)
    assert again
    assert again.id == record.id


# -- everything at once -------------------------------------------------------------------------

CASES = 200
_BLOCKS = DISK_BYTES // BLOCK


def test_never_installed_when_the_disk_differs() -> None:
    results: Counter[str] = Counter()
    for seed in range(CASES):
        chance = random.Random(seed)
        disk, spoil = faulty(chance, seed), spoiler(chance)
        evidence = carried_out(disk, spoil, chance)
        if evidence is None:
            results["no evidence"] += 1
            continue
        assert contradictions(evidence) == (), seed
        disk.settle()
        whole = ORDERED.is_on(disk.medium)
        assert evidence.result != "installed" or whole, f"seed {seed}: {evidence}"
        assert whole or not starts(disk) or disobeys(disk), f"seed {seed}: {evidence}"
        results[evidence.reasons[0] if evidence.reasons else "installed"] += 1
    # A campaign in which nothing goes wrong, or nothing well, tells nothing.
    assert results["installed"] > CASES / 10, results
    assert len(results) >= 7, results


def disobeys(disk: FaultyDisk) -> bool:
    """What such a disk starts from is beyond anybody's care."""
    wrong = (disk.dropped, disk.unwritable, disk.misdirected, disk.corrupted, disk.lying_flush)
    return any(wrong) or disk.calls > disk.gone_after


def faulty(chance: random.Random, seed: int) -> FaultyDisk:
    disk = FaultyDisk(DISK_BYTES, seed=seed, volatile=chance.random() < 0.5)
    some = chance.sample(range(_BLOCKS), 3)
    faults: dict[str, Callable[[], None]] = {
        "unwritable": lambda: disk.unwritable.update(dict.fromkeys(some, chance.choice((2, 99)))),
        "unreadable": lambda: disk.unreadable.update(dict.fromkeys(some, chance.choice((2, 99)))),
        "dropped": lambda: disk.dropped.update(some),
        "corrupted": lambda: disk.corrupted.update({some[0]: 1 + chance.randrange(255)}),
        "misdirected": lambda: disk.misdirected.update({some[0]: some[1]}),
        "flushes": lambda: setattr(disk, "failing_flushes", 1),
        "lying": lambda: setattr(disk, "lying_flush", True),
        "gone": lambda: setattr(disk, "gone_after", chance.randrange(120)),
    }
    for name in chance.sample(sorted(faults), chance.choice((0, 0, 1, 1, 2))):
        faults[name]()
    return disk


def spoiler(chance: random.Random) -> Callable[[bytes, str | int, bool], bytes]:
    at, always = chance.randrange(len(ORDERED.blocks)), chance.random() < 0.5
    if chance.random() < 0.7:
        return lambda content, _what, _anew: content

    def spoil(content: bytes, what: str | int, anew: bool) -> bytes:
        if isinstance(what, str) or not what <= at < what + len(content) or (anew and not always):
            return content
        changed = bytearray(content)
        changed[at - what] ^= 0x10
        return bytes(changed)

    return spoil


def carried_out(disk: FaultyDisk, spoil: Any, chance: random.Random) -> Evidence | None:
    """Through power cuts, stops and swaps to the evidence; None where nobody may write any."""
    notebook, ground = Notebook(), MemoryGround(disk)
    if chance.random() < 0.08:
        ground.swapped_after = chance.randrange(4)
    for boot in range(5):
        notebook.then = ending(chance, last=boot == 4)
        if chance.random() < 0.2 and boot < 4:
            disk.cut_after = len(disk.writes) + chance.randrange(12)
        run = run_of(
            ORDERED,
            disk,
            notebook,
            boot=f"boot-{boot}",
            ground=ground,
            opens=lambda rest, lost: MemorySource(ORDERED, rest, lost, spoil),
        )
        try:
            return run.run()
        except PowerCut:
            disk.power_cut()
        except Stop:
            return run.broken_off("stopped")
        except Changed:
            return None
    raise AssertionError("the last start is not cut")


def ending(chance: random.Random, *, last: bool) -> Callable[[], None]:
    drawn = chance.random()
    if last or drawn > 0.45:
        return lambda: None
    return after(chance.randrange(60), Stop if drawn < 0.08 else PowerCut)


def test_the_image_of_these_tests_has_all_there_is() -> None:
    places = ORDERED.places
    assert len(places.blocks) > 10
    assert len(places.zeros) > 2
    assert isinstance(ORDERED, Image)

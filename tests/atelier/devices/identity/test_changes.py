from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier.devices.identity.changes import Change, compare
from diagnostics.report import (
    Agent,
    Battery,
    Disk,
    Memory,
    MemoryModule,
    NetworkInterface,
    Problem,
    Report,
    Screen,
    System,
)

GIB = 2**30

SSD = Disk(
    name="sda", model="Samsung", serial="S3Z8NB0K1", size_bytes=256_060_514_304, internal=True
)
HDD = Disk(name="sdb", model="WDC", serial="WX41A28F1", size_bytes=500_107_862_016, internal=True)
MODULE = MemoryModule(slot="DIMM A", size_bytes=4 * GIB, part="M471", serial="SAME")
BATTERY = Battery(name="BAT0", model="01AV", serial="4411", design_mwh=24_000, full_mwh=19_920)
PANEL = Screen(internal=True, maker_id="AUO", product_code=0x123D)
CARD = NetworkInterface(name="eth0", kind="wired", mac="54:e1:ad:0c:11:9f", fixed=True)
WIFI = NetworkInterface(name="wlan0", kind="wireless", mac="7c:b0:c2:11:22:34", fixed=True)

BEFORE = Report(
    id="7d3c6f0e-8b1e-4f6b-9f5e-0d6b2a0c9e11",
    made_at="2024-11-12T10:42:00+01:00",
    agent=Agent(version="0.1", root=True),
    system=System(serial="PF0ABC12", board_serial="L1HF71", bios_version="1.20"),
    memory=Memory(usable_bytes=int(3.7 * GIB), modules=(MODULE,)),
    disks=(SSD,),
    batteries=(BATTERY,),
    screens=(PANEL,),
    network=(CARD, WIFI),
)
AFTER = replace(BEFORE, made_at="2025-11-14T10:42:00+01:00")


def changed(**parts: Any) -> tuple[Change, ...]:
    return compare(BEFORE, replace(AFTER, **parts))


def memory(*modules: MemoryModule, usable: float = 3.7) -> Memory:
    return Memory(usable_bytes=int(usable * GIB), modules=modules)


def system(**fields: str) -> System:
    return replace(BEFORE.system, **fields)


@pytest.mark.parametrize(
    ("parts", "kind", "sentence"),
    [
        ({"disks": ()}, "disk_gone", "Schijf weg: Samsung 256 GB"),
        ({"disks": (SSD, HDD)}, "disk_added", "Schijf erbij: WDC 500 GB"),
        ({"disks": (HDD,)}, "disk_replaced", "Schijf vervangen: Samsung 256 GB → WDC 500 GB"),
        (
            {"memory": memory(MODULE, replace(MODULE, slot="DIMM B"), usable=7.6)},
            "memory_added",
            "4 GB geheugen erbij: nu 8 GB",
        ),
        (
            {"memory": memory(replace(MODULE, size_bytes=GIB // 2))},
            "memory_removed",
            "3.5 GB geheugen weg: nu 0.5 GB",
        ),
        ({"memory": memory(replace(MODULE, part="HMA8"))}, "memory_replaced", "Geheugen vervangen"),
        # Without root there are no modules, only what the kernel sees.
        ({"memory": memory(usable=7.6)}, "memory_added", "3.9 GB geheugen erbij: nu 7.6 GB"),
        (
            {"batteries": (replace(BATTERY, full_mwh=17_040),)},
            "battery_weaker",
            "Batterij zwakker dan vorig jaar: 83 % → 71 %",
        ),
        (
            {"batteries": (replace(BATTERY, full_mwh=17_040),), "made_at": "2024-12-01T09:00:00Z"},
            "battery_weaker",
            "Batterij zwakker dan vorige keer: 83 % → 71 %",
        ),
        (
            {"batteries": (replace(BATTERY, serial="5522"),)},
            "battery_replaced",
            "Batterij vervangen",
        ),
        (
            {"batteries": (replace(BATTERY, serial=None, design_mwh=48_000),)},
            "battery_replaced",
            "Batterij vervangen",
        ),
        ({"batteries": ()}, "battery_gone", "Batterij weg"),
        (
            {"batteries": (BATTERY, replace(BATTERY, name="BAT1"))},
            "battery_added",
            "Batterij erbij",
        ),
        (
            {"screens": (replace(PANEL, product_code=0x06B5),)},
            "screen_replaced",
            "Scherm vervangen",
        ),
        (
            {"network": (replace(CARD, mac="54:e1:ad:0c:11:a0"), WIFI)},
            "card_replaced",
            "Netwerkkaart vervangen",
        ),
        ({"network": (CARD,)}, "card_gone", "Wifi-kaart weg"),
        ({"system": system(board_serial="L1HF72")}, "board_replaced", "Moederbord vervangen"),
        (
            {"system": system(serial="PF0XYZ98")},
            "serial_changed",
            "Het nummer in het toestel is nu anders: PF0ABC12 → PF0XYZ98",
        ),
    ],
)
def test_one_change_is_one_sentence(parts: dict[str, Any], kind: str, sentence: str) -> None:
    (change,) = changed(**parts)
    assert (change.kind, str(change.sentence), change.weight) == (kind, sentence, "person")


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"system": system(bios_version="1.45\x00")}, "Andere BIOS: 1.20 → 1.45"),
        ({"memory": memory(replace(MODULE, slot="DIMM B"))}, "Geheugen op een andere plaats"),
        (
            {"batteries": (replace(BATTERY, full_mwh=22_000),)},
            "Batterij sterker dan vorige keer: 83 % → 91 %",
        ),
    ],
)
def test_the_machines_own_bookkeeping_is_marked(parts: dict[str, Any], sentence: str) -> None:
    (change,) = changed(**parts)
    assert (str(change.sentence), change.weight) == (sentence, "machine")


UNREAD = tuple(
    Problem(subsystem=name, kind="timeout", message="It took too long.")
    for name in ("disks", "batteries", "network")
)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        # Not measured is not gone.
        {"disks": (), "batteries": (), "network": (), "problems": UNREAD},
        {"screens": ()},
        {"memory": Memory()},
        {"memory": memory(usable=3.9)},
        {"system": System()},
        {"system": system(board_serial="Default string", serial="To Be Filled By O.E.M.")},
        {"disks": (replace(SSD, serial=None),)},
        {"batteries": (replace(BATTERY, full_mwh=None),)},
        {"batteries": (replace(BATTERY, full_mwh=19_500),)},
        {"batteries": (replace(BATTERY, serial="0000"),)},
        # The kernel's names swap, and the agent may be started from the disk itself.
        {"disks": (replace(SSD, name="sdb"),)},
        {"disks": (replace(SSD, boot_medium=True),)},
        # What is plugged in from outside is not part of the machine.
        {"disks": (SSD, replace(HDD, internal=False))},
        {"network": (CARD, WIFI, replace(CARD, mac="00:e0:4c:68:01:02", fixed=False))},
        {"screens": (PANEL, replace(PANEL, internal=False, maker_id="DEL"))},
    ],
)
def test_what_is_no_change_is_not_told(parts: dict[str, Any]) -> None:
    assert changed(**parts) == ()


def test_an_unreadable_clock_spoils_nothing() -> None:
    (change,) = changed(batteries=(replace(BATTERY, full_mwh=17_040),), made_at="yesterday")
    assert "vorige keer" in str(change.sentence)


def test_modules_with_one_serial_each_are_still_counted() -> None:
    two = memory(MODULE, replace(MODULE, slot="DIMM B"), usable=7.6)
    (change,) = compare(replace(BEFORE, memory=two), AFTER)
    assert str(change.sentence) == "4 GB geheugen weg: nu 4 GB"


def test_two_disks_with_the_same_looks_and_no_number() -> None:
    nameless = replace(SSD, serial=None)
    before = replace(BEFORE, disks=(nameless, nameless))
    assert [change.kind for change in compare(before, replace(AFTER, disks=(nameless,)))] == [
        "disk_gone"
    ]


def test_a_new_board_is_told_first_and_its_cards_after() -> None:
    kinds = [
        change.kind
        for change in changed(
            system=system(board_serial="L1HF72", bios_version="1.45"),
            network=(replace(CARD, mac="54:e1:ad:0c:11:a0"), WIFI),
        )
    ]
    assert kinds == ["board_replaced", "card_replaced", "bios_changed"]


texts = st.none() | st.text(max_size=8)
sizes = st.none() | st.integers(0, 2**43)
reports = st.builds(
    lambda **parts: replace(BEFORE, **parts),
    system=st.builds(System, serial=texts, uuid=texts, board_serial=texts, bios_version=texts),
    memory=st.builds(
        Memory,
        usable_bytes=sizes,
        modules=st.lists(
            st.builds(MemoryModule, slot=texts, size_bytes=sizes, part=texts), max_size=3
        ).map(tuple),
    ),
    disks=st.lists(
        st.builds(
            Disk,
            name=st.text(max_size=3),
            model=texts,
            serial=texts,
            wwn=texts,
            size_bytes=sizes,
            internal=st.none() | st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    batteries=st.lists(
        st.builds(
            Battery,
            name=st.sampled_from(["BAT0", "BAT1"]),
            serial=texts,
            model=texts,
            design_mwh=sizes,
            full_mwh=sizes,
        ),
        max_size=2,
    ).map(tuple),
)


@given(reports)
def test_a_report_compared_with_itself_has_no_changes(report: Report) -> None:
    assert compare(report, report) == ()


@given(reports, reports)
def test_every_change_can_be_read(before: Report, after: Report) -> None:
    for change in compare(before, after):
        assert "\x00" not in str(change.sentence)

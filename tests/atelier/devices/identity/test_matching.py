"""Who is who: each rule of the table, then what must hold for any machines at all."""

from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from atelier.devices.identity import (
    Choice,
    Decision,
    Identifier,
    Machine,
    New,
    Same,
    from_scan,
    recognise,
    to_look_up,
)
from atelier.devices.identity.makers import makers_differ

STRONG = ("system_serial", "system_uuid", "imei")
SERIAL, SERIAL_2 = "system_serial:PF0ABC12", "system_serial:PF0XYZ98"
CODE, CODE_2 = "maker_code:PF0ABC12", "maker_code:PF0XYZ98"
UUID = "system_uuid:44454c4c-4200-1035-8052-b3c04f4b4e32"
UUID_2 = "system_uuid:44454c4c-4200-1035-8052-b3c04f4b4e33"
BOARD, BOARD_2 = "board_serial:L1HF71", "board_serial:L1HF72"
CARD, CARD_2 = "mac:54:e1:ad:0c:11:9f", "mac:54:e1:ad:0c:11:a0"
WIFI, WIFI_2 = "mac:7c:b0:c2:11:22:34", "mac:7c:b0:c2:11:22:35"
DISK, DISK_2 = "disk_wwn:50025388a0123456", "disk_wwn:50025388a0123457"
DISK_NUMBER = "disk_serial:S3Z8NB0K123456T"
IMEI, IMEI_2, IMEI_3 = "imei:490154203237518", "imei:356938035643809", "imei:352099001761481"


def of(*told: str) -> frozenset[Identifier]:
    return frozenset(Identifier(*one.split(":", 1)) for one in told)


def machine(*told: str, key: int | None = None, maker: str | None = "Lenovo") -> Machine:
    return Machine(key, maker, "ThinkPad", of(*told))


def decide(seen: list[str], known: list[str]) -> Decision:
    return recognise(machine(*seen), [machine(*known, key=1)])


@pytest.mark.parametrize(
    ("seen", "known"),
    [
        ([SERIAL, UUID, BOARD, CARD, DISK], [SERIAL, UUID, BOARD, CARD, DISK]),
        ([SERIAL], [SERIAL]),
        ([SERIAL, UUID, BOARD], [CODE]),
        ([CODE], [SERIAL, UUID]),
        ([UUID], [UUID, SERIAL]),
        ([IMEI], [IMEI]),
        ([IMEI, IMEI_2], [IMEI_2, IMEI_3]),
        # A replaced board, and other replaced parts.
        ([SERIAL, UUID, BOARD, CARD, DISK], [SERIAL, UUID, BOARD_2, CARD_2, DISK_2]),
        ([SERIAL, BOARD, CARD_2], [SERIAL, BOARD, CARD]),
        ([SERIAL, BOARD_2, CARD_2, DISK], [SERIAL, BOARD, CARD, DISK]),
        ([SERIAL, DISK_2], [SERIAL, DISK]),
        ([SERIAL, CARD, WIFI_2], [SERIAL, CARD, WIFI]),
        # Nothing strong: two parts together.
        ([BOARD, CARD], [BOARD, CARD]),
        ([BOARD, DISK, CARD_2], [BOARD, DISK, CARD]),
        ([CARD, DISK], [CARD, DISK]),
        ([BOARD, CARD], [SERIAL, UUID, BOARD, CARD]),
    ],
)
def test_same(seen: list[str], known: list[str]) -> None:
    decision = decide(seen, known)
    assert isinstance(decision, Same)
    assert decision.key == 1
    assert decision.agreeing


@pytest.mark.parametrize(
    ("seen", "known"),
    [
        # A strong identifier differs, something that does not travel agrees.
        ([SERIAL_2, UUID], [SERIAL, UUID]),
        ([SERIAL, UUID_2], [SERIAL, UUID]),
        ([SERIAL_2, BOARD], [SERIAL, BOARD]),
        ([SERIAL_2, CARD, DISK], [SERIAL, CARD, DISK]),
        ([SERIAL_2, BOARD], [CODE, BOARD]),
        # What the machine itself tells goes before what was scanned.
        ([SERIAL_2, UUID], [SERIAL, CODE_2, UUID]),
        ([SERIAL_2], [SERIAL, CODE_2]),
        # One number, and all that is fixed differs: a new board, or a batch with one serial.
        ([SERIAL, BOARD_2, CARD_2], [SERIAL, BOARD, CARD]),
        ([SERIAL, CARD_2, DISK_2], [SERIAL, CARD, DISK]),
        # Too little to be sure.
        ([BOARD], [BOARD]),
        ([CARD], [CARD]),
        ([CARD, WIFI], [CARD, WIFI]),
        ([DISK], [DISK]),
        ([DISK, DISK_NUMBER], [DISK, DISK_NUMBER]),
        ([CARD, DISK, BOARD_2], [CARD, DISK, BOARD]),
        ([DISK], [SERIAL, DISK]),
    ],
)
def test_a_person_chooses(seen: list[str], known: list[str]) -> None:
    decision = decide(seen, known)
    assert isinstance(decision, Choice)
    assert [candidate.key for candidate in decision.candidates] == [1]
    assert decision.candidates[0].agreeing


@pytest.mark.parametrize(
    ("seen", "known"),
    [
        ([SERIAL_2, DISK], [SERIAL, DISK]),
        ([SERIAL, UUID_2, DISK], [UUID, DISK]),
        ([BOARD_2, DISK], [BOARD, DISK]),
        ([CARD_2, DISK, DISK_NUMBER], [CARD, DISK, DISK_NUMBER]),
    ],
)
def test_a_disk_that_moved_makes_no_device(seen: list[str], known: list[str]) -> None:
    decision = decide(seen, known)
    assert isinstance(decision, New)
    assert decision.disk_from == (1,)


@pytest.mark.parametrize(
    ("seen", "known"),
    [
        ([], []),
        ([], [SERIAL, UUID]),
        ([SERIAL], []),
        ([SERIAL_2, UUID_2, BOARD_2], [SERIAL, UUID, BOARD]),
        ([SERIAL_2], [UUID]),
    ],
)
def test_new(seen: list[str], known: list[str]) -> None:
    decision = decide(seen, known)
    assert isinstance(decision, New)
    assert decision.disk_from == ()


def test_another_maker_with_the_same_number_is_a_choice() -> None:
    known = machine(SERIAL, UUID, key=1, maker="Dell Inc.")
    assert isinstance(recognise(machine(SERIAL, UUID, maker="LENOVO"), [known]), Choice)


def test_choice_shows_what_agrees_and_what_differs() -> None:
    decision = decide([SERIAL_2, UUID, CARD_2], [SERIAL, UUID, CARD])
    assert isinstance(decision, Choice)
    (candidate,) = decision.candidates
    assert candidate.agreeing == tuple(of(UUID))
    assert set(candidate.differing) == of(SERIAL, CARD)


def test_replaced_board_is_said() -> None:
    decision = decide([SERIAL, UUID, BOARD_2, CARD_2], [SERIAL, UUID, BOARD, CARD])
    assert isinstance(decision, Same)
    assert "moederbord is vervangen" in str(decision.why)


def test_two_that_could_both_be_it_are_a_choice() -> None:
    known = [machine(SERIAL, key=2), machine(UUID, BOARD, key=1), machine(CARD, key=3)]
    decision = recognise(machine(SERIAL, UUID, BOARD, CARD), known)
    assert isinstance(decision, Choice)
    assert [candidate.key for candidate in decision.candidates] == [1, 2]


def test_a_rival_with_a_strong_identifier_makes_it_a_choice() -> None:
    known = [machine(SERIAL, key=1), machine(UUID, SERIAL_2, key=2)]
    decision = recognise(machine(SERIAL, UUID), known)
    assert isinstance(decision, Choice)
    assert {candidate.key for candidate in decision.candidates} == {1, 2}


def test_a_card_that_moved_does_not_hide_the_device() -> None:
    known = [machine(SERIAL, UUID, BOARD, key=1), machine(SERIAL_2, CARD, key=2)]
    decision = recognise(machine(SERIAL, UUID, BOARD, CARD), known)
    assert isinstance(decision, Same)
    assert decision.key == 1


def test_shared_identifiers_recognise_nothing_but_the_rest_does() -> None:
    known = machine(SERIAL, UUID, key=1)
    shared = of(SERIAL)
    assert isinstance(recognise(machine(SERIAL), [known], shared), New)
    assert isinstance(recognise(machine(CODE), [known], shared), New)
    same = recognise(machine(SERIAL, UUID), [known], shared)
    assert isinstance(same, Same)
    assert same.agreeing == tuple(of(UUID))


def test_a_scanned_device_and_its_report_are_one_device() -> None:
    known = Machine(1, None, None, from_scan("1S20HES0XX00PF0ABC12"))
    assert isinstance(recognise(machine(SERIAL, UUID, BOARD, CARD, DISK), [known]), Same)


def test_a_serial_is_looked_up_as_told_and_as_scanned() -> None:
    assert to_look_up(of(SERIAL, UUID)) == to_look_up(of(CODE, UUID)) == of(SERIAL, CODE, UUID)


@pytest.mark.parametrize("own_uuid", [True, False])
def test_fifty_machines_with_one_serial_never_merge(own_uuid: bool) -> None:
    """As they come in: one after the other, each compared with those before."""
    known: list[Machine] = []
    for number in range(50):
        told = [SERIAL, f"mac:54:e1:ad:0c:00:{number:02x}", f"disk_wwn:50025388a01234{number:02x}"]
        if own_uuid:
            told.append(f"system_uuid:44454c4c-4200-1035-8052-b3c04f4b4e{number:02x}")
        shared = of(SERIAL) if number > 1 else frozenset()
        decision = recognise(machine(*told), known, shared)
        assert isinstance(decision, Choice if number == 1 else New)
        known.append(machine(*told, key=number))


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("LENOVO", "Lenovo", False),
        ("Hewlett-Packard", "HP", False),
        ("HP Inc.", "Hewlett Packard Enterprise", False),
        ("ASUSTeK COMPUTER INC.", "ASUS", False),
        ("Micro-Star International Co., Ltd.", "MSI", False),
        ("Dell Inc.", "Alienware", False),
        ("To Be Filled By O.E.M.", "Acer", False),
        (None, "Acer", False),
        ("", "Acer", False),
        ("--", "Acer", False),
        ("Dell Inc.", "LENOVO", True),
        ("HP", "Dell", True),
    ],
)
def test_makers(one: str | None, other: str, differ: bool) -> None:
    assert makers_differ(one, other) is makers_differ(other, one) is differ


# What must hold for any machines. Few values for each scheme, so that they meet often.

SCHEMES = (*STRONG, "board_serial", "mac", "disk_wwn", "disk_serial", "maker_code")
identifiers = st.builds(Identifier, st.sampled_from(SCHEMES), st.sampled_from(["AAB1", "AAB2"]))
sets = st.frozensets(identifiers, max_size=7)
makers = st.sampled_from([None, "Lenovo", "Dell Inc."])
machines = st.builds(Machine, st.none(), makers, st.none(), sets)
fleets = st.lists(st.tuples(makers, sets), max_size=6).map(
    lambda told: [Machine(key, maker, None, held) for key, (maker, held) in enumerate(told)]
)


def differ_strongly(one: Machine, other: Machine) -> bool:
    """Said again, from the identifiers alone."""
    for scheme in STRONG:
        mine, theirs = (
            {i.value for i in machine.identifiers if i.scheme == scheme} for machine in (one, other)
        )
        if mine and theirs and not mine & theirs:
            return True
    return False


@given(machines, fleets, sets)
def test_never_merges_what_differs_in_a_strong_identifier(
    seen: Machine, known: list[Machine], shared: frozenset[Identifier]
) -> None:
    decision = recognise(seen, known, shared)
    if isinstance(decision, Same):
        assert isinstance(decision.key, int)
        assert not differ_strongly(seen, known[decision.key])
        assert seen.identifiers


@given(machines, fleets, sets, st.randoms())
def test_order_of_the_known_does_not_matter(
    seen: Machine, known: list[Machine], shared: frozenset[Identifier], random: object
) -> None:
    shuffled = list(known)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert recognise(seen, shuffled, shared) == recognise(seen, known, shared)


@given(machines, machines, sets)
def test_same_holds_both_ways(one: Machine, other: Machine, shared: frozenset[Identifier]) -> None:
    there = recognise(one, [other], shared)
    back = recognise(other, [one], shared)
    assert type(there) is type(back)
    assert there.why == back.why or isinstance(there, New)


@given(fleets, makers)
def test_a_machine_of_rubbish_is_always_new(known: list[Machine], maker: str | None) -> None:
    assert isinstance(recognise(Machine(None, maker, None), known), New)


@given(machines, fleets)
def test_what_only_shared_identifiers_say_is_nothing(seen: Machine, known: list[Machine]) -> None:
    assert isinstance(recognise(seen, known, _everything(seen)), New)


@given(fleets)
def test_a_merge_never_follows_from_what_two_hold(known: list[Machine]) -> None:
    """With ``shared`` as the server makes it, no two known devices fall into one by it alone."""
    shared = frozenset(
        held
        for one, other in combinations(known, 2)
        for held in one.identifiers & other.identifiers
    )
    for machine_ in known:
        decision = recognise(machine_, [one for one in known if one is not machine_], shared)
        if isinstance(decision, Same):
            assert set(decision.agreeing).isdisjoint(shared)


@given(machines, fleets)
def test_nobody_with_something_strong_in_common_is_passed_over(
    seen: Machine, known: list[Machine]
) -> None:
    """In doubt a person chooses: nothing is guessed to be new either."""
    alike = [one for one in known if _agree_strongly(seen, one)]
    assume(alike)
    assert not isinstance(recognise(seen, known), New)


def _agree_strongly(one: Machine, other: Machine) -> bool:
    return any(
        held.scheme in {"system_uuid", "imei"} for held in one.identifiers & other.identifiers
    )


def _everything(machine: Machine) -> frozenset[Identifier]:
    return machine.identifiers | {
        Identifier("system_serial", held.value)
        for held in machine.identifiers
        if held.scheme == "maker_code"
    }

"""What each kind of code is answered with at the door."""

import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history, tags
from atelier.devices import service as devices
from atelier.devices.identity import IMEI, MAKER_CODE, SYSTEM_SERIAL, Identifier
from atelier.devices.models import Device, DeviceIdentifier, Tag
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import SYSTEM
from atelier.stock import ledger, places
from atelier.stock.models import PlaceKind
from atelier.workshop.intake import answers, donations, service
from atelier.workshop.intake.models import Donation, IntakeScan
from labels import tags as numbers
from tests.atelier.workshop.intake.conftest import Receive
from tests.factories import World, make_world

IMEI_GOOD = "490154203237518"


@pytest.fixture
def blank(session: Session, world: World) -> str:
    return _print(session, world.organisation.id)


def _print(session: Session, organisation_id: int) -> str:
    (tag,) = tags.print_run(
        session, organisation_id=organisation_id, count=1, batch=str(uuid.uuid4())
    )
    return tag.number


def _device(session: Session, scan: IntakeScan) -> Device:
    return devices.get(session, scan.organisation_id, scan.device_id or 0)


def _title(scan: IntakeScan) -> str:
    return str(answers.sentence(scan.answer["title"]))


def _kinds(session: Session, device: Device) -> list[str]:
    return [event.kind for event in history.events_of(session, device)]


def _count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def _reported(session: Session, world: World, serial: str) -> Device:
    """A device that only the agent has seen."""
    device = devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=SYSTEM
    )
    devices.remember(session, device, [Identifier(SYSTEM_SERIAL, serial)])
    history.record(session, device, "diagnosed", actor=SYSTEM, data={"media": ["m"]})
    return device


def test_a_blank_tag_makes_a_device_that_has_passed_its_first_gate(
    session: Session, world: World, donation: Donation, receive: Receive, blank: str
) -> None:
    scan = receive(numbers.format_tag(blank))
    device = _device(session, scan)
    assert (scan.state, _title(scan)) == ("received", numbers.format_tag(blank))
    assert (device.tag, device.kind, device.next_step) == (blank, "laptop", "diagnose")
    assert ledger.place_of(session, device) == world.bench
    assert _kinds(session, device) == ["created", "tagged", "received", "came_in", "placed"]
    received = history.events_of(session, device)[2]
    assert received.data == {
        "source": f"donation:{donation.id}",
        "reference": donation.reference,
    }


def test_the_same_scan_sent_twice_counts_once(
    session: Session, receive: Receive, blank: str
) -> None:
    client_id = str(uuid.uuid4())
    first = receive(blank, client_id=client_id)
    second = receive(blank, client_id=client_id.upper())
    assert first is second
    assert second.state == "received"
    assert (_count(session, Device), _count(session, IntakeScan)) == (1, 1)


def test_what_lies_inside_is_not_received_again(
    session: Session, receive: Receive, world: World, blank: str
) -> None:
    first = receive(blank)
    again = receive(blank, place=world.shelf)
    assert (again.state, _title(again)) == ("refused", "Al ontvangen")
    assert world.bench.name in str(answers.sentence(again.answer["detail"]))
    assert ledger.place_of(session, _device(session, first)) == world.bench


def test_a_valid_number_that_was_never_printed_asks_first(
    session: Session, receive: Receive
) -> None:
    number = numbers.new()
    asked = receive(number)
    assert (asked.state, asked.answer["fresh"], asked.answer["tag"]) == ("unknown", True, number)
    assert _count(session, Device) == 0
    assert _device(session, receive(number, fresh=True)).tag == number


def test_wrong_check_digits_are_refused_with_what_was_meant(
    session: Session, receive: Receive, blank: str
) -> None:
    wrong = blank[:2] + str((int(blank[2]) + 1) % 10) + blank[3:]
    scan = receive(wrong)
    assert scan.state == "refused"
    assert scan.answer["suggestions"][0] == blank
    assert _count(session, Device) == 0


def test_ten_digits_may_still_be_a_serial_when_a_person_says_so(
    session: Session, receive: Receive
) -> None:
    scan = receive("1048306290", fresh=True)
    stored = session.scalars(sa.select(DeviceIdentifier)).one()
    assert (scan.state, stored.scheme, stored.value) == ("received", MAKER_CODE, "1048306290")


@pytest.mark.parametrize("code", ["7173", "038561", "61 7173"])
def test_a_few_digits_may_be_half_a_tag_and_are_asked_about(
    session: Session, receive: Receive, code: str
) -> None:
    asked = receive(code)
    assert (asked.state, asked.answer["fresh"]) == ("unknown", True)
    assert _count(session, Device) == 0
    assert receive(code, fresh=True).state == "received"


@pytest.mark.parametrize(
    ("chosen", "made"), [("laptop", "smartphone"), ("tablet", "tablet"), ("screen", "smartphone")]
)
def test_an_imei_is_a_smartphone_unless_it_is_a_pile_of_tablets(
    session: Session, receive: Receive, chosen: str, made: str
) -> None:
    scan = receive("49-015420-323751-8", kind=chosen)
    assert _device(session, scan).kind == made
    stored = session.scalars(sa.select(DeviceIdentifier)).one()
    assert (stored.scheme, stored.value) == (IMEI, IMEI_GOOD)
    assert receive(IMEI_GOOD).state == "refused"


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("490154203237519", "Dit IMEI-nummer klopt niet"),
        ("5412345678908", "Dit is de winkelcode van het model"),
        ("To Be Filled By O.E.M.", "Dit nummer zegt niets"),
        ("0000000", "Dit nummer zegt niets"),
        ("N/A", "Dit nummer zegt niets"),
        ("9797100000000100", "Dit is een kaart, geen toestel"),
    ],
)
def test_what_tells_no_device_apart_is_refused_with_what_to_do(
    session: Session, receive: Receive, code: str, title: str
) -> None:
    scan = receive(code)
    assert (scan.state, _title(scan)) == ("refused", title)
    assert str(answers.sentence(scan.answer["detail"]))
    assert _count(session, Device) == 0


def test_a_serial_makes_a_device_without_a_tag(session: Session, receive: Receive) -> None:
    scan = receive(" 5cg8 1409px ")
    device = _device(session, scan)
    assert (scan.state, device.tag, device.next_step) == ("received", None, "receive")
    assert "etiket" in str(answers.sentence(scan.answer["detail"]))


def test_a_device_that_was_reported_first_is_the_same_when_its_serial_is_scanned(
    session: Session, world: World, receive: Receive
) -> None:
    reported = _reported(session, world, "5CG81409PX")
    scan = receive("5CG81409PX")
    assert (scan.state, scan.device_id) == ("received", reported.id)
    tags.claim(session, reported, numbers.new(), actor=world.actor)
    # Its report came before it was received, and is not outdated by that.
    assert reported.next_step == "erase"


def test_a_serial_that_two_devices_bear_asks_which(
    session: Session, world: World, receive: Receive
) -> None:
    first, second = (_reported(session, world, "TWICE123") for _ in range(2))
    asked = receive("TWICE123")
    assert (asked.state, asked.answer["devices"]) == ("unknown", [first.id, second.id])
    chosen = receive("TWICE123", device_id=second.id)
    assert (chosen.state, chosen.device_id) == ("received", second.id)
    third = receive("TWICE123", fresh=True)
    assert third.device_id not in {first.id, second.id}


def test_a_device_that_left_can_come_in_again(
    session: Session, world: World, receive: Receive, blank: str
) -> None:
    device = _device(session, receive(blank))
    history.record(session, device, "left", actor=world.actor, data={"how": "given_away"})
    gone = places.virtual(session, world.organisation.id, PlaceKind.GONE)
    ledger.post(session, device, gone, reason="t", actor=world.actor, client_id=str(uuid.uuid4()))
    scan = receive(blank)
    assert (scan.state, device.next_step) == ("received", "diagnose")
    service.undo(
        session,
        organisation_id=world.organisation.id,
        client_id=scan.client_id,
        actor=world.actor,
    )
    assert (device.next_step, ledger.place_of(session, device)) == ("gone", gone)


def test_undo_puts_it_back_and_counts_it_no_longer(
    session: Session, world: World, donation: Donation, receive: Receive, blank: str
) -> None:
    scan = receive(blank)
    device = _device(session, scan)
    assert donations.came(session, [donation.id]) == {donation.id: 1}
    assert service.donation_of(session, device) is donation
    for _ in range(2):
        service.undo(
            session,
            organisation_id=world.organisation.id,
            client_id=scan.client_id,
            actor=world.actor,
        )
    place = ledger.place_of(session, device)
    assert place is not None
    assert (place.kind, device.next_step) == ("donor", "receive")
    assert donations.came(session, [donation.id]) == {}
    assert service.donation_of(session, device) is None
    assert _kinds(session, device)[-2:] == ["placed", "undone"]


def test_a_mistake_taken_back_does_not_outdate_a_report(
    session: Session, world: World, receive: Receive
) -> None:
    device = _reported(session, world, "5CG81409PX")
    tags.claim(session, device, numbers.new(), actor=world.actor)
    scan = receive("5CG81409PX")
    service.undo(
        session,
        organisation_id=world.organisation.id,
        client_id=scan.client_id,
        actor=world.actor,
    )
    receive("5CG81409PX")
    assert device.next_step == "erase"


def test_undo_is_refused_once_the_device_went_on(
    session: Session, world: World, receive: Receive, blank: str
) -> None:
    scan = receive(blank)
    ledger.post(
        session,
        _device(session, scan),
        world.shelf,
        reason="move",
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    with pytest.raises(Conflict):
        service.undo(
            session,
            organisation_id=world.organisation.id,
            client_id=scan.client_id,
            actor=world.actor,
        )


def test_a_refused_scan_has_nothing_to_undo(
    session: Session, world: World, receive: Receive
) -> None:
    scan = receive("0000000")
    with pytest.raises(NotFound):
        service.undo(
            session,
            organisation_id=world.organisation.id,
            client_id=scan.client_id,
            actor=world.actor,
        )


def test_a_closed_donation_and_a_retired_place_take_nothing(
    session: Session, world: World, donation: Donation, receive: Receive, blank: str
) -> None:
    world.shelf.active = False
    assert "plaats" in _title(receive(blank, place=world.shelf))
    donations.close(session, donation)
    assert "gesloten" in _title(receive(blank))
    assert _count(session, Device) == 0


def test_nothing_of_another_organisation_is_touched(
    session: Session, world: World, receive: Receive
) -> None:
    other = make_world(session, "Ander atelier")
    theirs = _print(session, other.organisation.id)
    assert receive(theirs).state == "refused"
    assert session.get_one(Tag, theirs).device_id is None
    with pytest.raises(NotFound):
        receive("5CG81409PX", place=other.bench)
    with pytest.raises(NotFound):
        receive(
            "5CG81409PX",
            organisation_id=other.organisation.id,
            place=other.bench,
        )
    assert _count(session, Device) == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"client_id": "7"}, "id"),
        ({"kind": "toaster"}, "kind"),
        ({"code": "  \0 "}, "code"),
        ({"code": "A" * 201}, "code"),
        ({"code": "12345678901234567890123456"}, "code"),  # a badge: nobody may read it here
    ],
)
def test_a_scan_that_makes_no_sense_names_the_field(
    session: Session, receive: Receive, change: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as raised:
        receive(**{"code": "5CG81409PX", **change})
    assert raised.value.field == field


def test_hostile_text_is_kept_harmlessly(session: Session, receive: Receive) -> None:
    scan = receive("<b>SN\0\x07 12\u202e34</b>")
    assert scan.code == "<b>SN 1234</b>"
    assert scan.state == "received"


@pytest.mark.parametrize("kind", [PlaceKind.LENT, PlaceKind.TRANSIT])
def test_what_is_lent_or_on_its_way_comes_back_by_another_door(
    session: Session, world: World, receive: Receive, blank: str, kind: PlaceKind
) -> None:
    device = _device(session, receive(blank))
    away = places.virtual(session, world.organisation.id, kind)
    ledger.post(
        session, device, away, reason="corrected", actor=world.actor, client_id=str(uuid.uuid4())
    )
    scan = receive(blank)
    assert scan.state == answers.REFUSED
    assert ledger.place_of(session, device) == away

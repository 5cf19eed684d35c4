from sqlalchemy.orm import Session

from atelier.devices import lookup, service, tags
from atelier.devices.identity import from_scan
from labels import tags as numbers
from tests.factories import World, give_tag, make_world


def test_a_tag_leads_to_its_device_however_it_is_typed(session: Session, world: World) -> None:
    device = _device(session, world)
    number = give_tag(session, device, actor=world.actor).number
    azerty = number.translate(str.maketrans("1234567890", "&é\"'(§è!çà"))
    for typed in (number, numbers.format_tag(number), f" {number} ", azerty):
        found = lookup.by_code(session, world.organisation.id, typed)
        assert [one.id for one in found.devices] == [device.id], typed


def test_an_older_tag_still_leads_to_the_device(session: Session, world: World) -> None:
    device = _device(session, world)
    first = give_tag(session, device, actor=world.actor).number
    second = give_tag(session, device, actor=world.actor).number
    assert device.tag == second
    assert lookup.by_code(session, world.organisation.id, first).devices == [device]


def test_a_blank_tag_is_known_as_blank(session: Session, world: World) -> None:
    (tag,) = tags.print_run(
        session, organisation_id=world.organisation.id, count=1, batch="a print run"
    )
    found = lookup.by_code(session, world.organisation.id, tag.number)
    assert (found.devices, found.number, found.blank) == ((), tag.number, True)


def test_a_misread_digit_is_said_and_the_printed_tag_comes_first(
    session: Session, world: World
) -> None:
    device = _device(session, world)
    number = give_tag(session, device, actor=world.actor).number
    misread = f"{number[:3]}{(int(number[3]) + 1) % 10}{number[4:]}"
    found = lookup.by_code(session, world.organisation.id, misread)
    assert found.wrong_check_digits
    assert found.meant[0] == number


def test_a_serial_finds_every_device_that_carries_it(session: Session, world: World) -> None:
    pair = [_device(session, world), _device(session, world)]
    for device in pair:
        service.remember(session, device, from_scan("5CG8140XPX"))
    found = lookup.by_code(session, world.organisation.id, "5cg8140xpx")
    assert [one.id for one in found.devices] == [one.id for one in pair]


def test_another_organisation_finds_nothing(session: Session, world: World) -> None:
    device = _device(session, world)
    number = give_tag(session, device, actor=world.actor).number
    service.remember(session, device, from_scan("5CG8140XPX"))
    other = make_world(session, "Ander test-atelier")
    for code in (number, "5CG8140XPX"):
        assert not lookup.by_code(session, other.organisation.id, code).devices


def _device(session: Session, world: World):
    return service.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )

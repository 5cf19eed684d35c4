"""From an open fault to what came of it."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices import faults, history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.workshop.repair import service
from atelier.workshop.repair.models import Repair
from tests.factories import World, make_world, tell


def _start(session: Session, world: World, device: Device, fault: str = "keyboard") -> Repair:
    return service.start(session, device, fault, actor=world.actor, client_id=str(uuid.uuid4()))


def test_what_is_fixed_is_to_be_looked_at_again(
    session: Session, world: World, device: Device, repair: Repair
) -> None:
    assert device.next_step == "repair"
    service.note(session, repair, action="cleaned", words=" koffie  onder de toetsen ")
    service.close(session, repair, "fixed", actor=world.actor)
    assert (repair.outcome, repair.note) == ("fixed", "koffie onder de toetsen")
    assert not faults.open_faults(session, device)
    assert device.next_step == "check"
    told = [e.data for e in history.events_of(session, device) if e.kind == facts.REPAIRED]
    assert [(data["action"], data["repair"]) for data in told] == [("cleaned", repair.id)]


def test_closed_twice_is_once(session: Session, world: World, repair: Repair) -> None:
    service.note(session, repair, action="cleaned", words="")
    service.close(session, repair, "fixed", actor=world.actor)
    first = repair.closed_at
    service.close(session, repair, "fixed", actor=world.actor)
    assert repair.closed_at == first
    with pytest.raises(Conflict, match="al afgesloten"):
        service.close(session, repair, "repairable", actor=world.actor)


def test_what_waits_stays_broken(
    session: Session, world: World, device: Device, repair: Repair
) -> None:
    service.close(session, repair, "repairable", actor=world.actor)
    assert device.next_step == "repair"
    assert [fault.key for fault in faults.open_faults(session, device)] == ["keyboard"]
    again = _start(session, world, device)
    assert again.id != repair.id


def test_what_is_given_up_says_why(
    session: Session, world: World, device: Device, repair: Repair
) -> None:
    with pytest.raises(Invalid) as refused:
        service.close(session, repair, "end_of_life", actor=world.actor)
    assert refused.value.field == "barrier"
    service.close(session, repair, "end_of_life", barrier="no_part", actor=world.actor)
    assert repair.barrier == "no_part"
    assert device.next_step == "repair"
    kinds = [event.kind for event in history.events_of(session, device)]
    assert service.GIVEN_UP in kinds


@pytest.mark.parametrize(("outcome", "field"), [("fixed", "action"), ("magic", "outcome")])
def test_what_is_not_said_yet_is_asked(
    session: Session, world: World, repair: Repair, outcome: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        service.close(session, repair, outcome, actor=world.actor)
    assert refused.value.field == field
    assert repair.closed_at is None


def test_a_barrier_is_for_what_is_given_up_only(
    session: Session, world: World, repair: Repair
) -> None:
    service.close(session, repair, "repairable", barrier="no_part", actor=world.actor)
    assert repair.barrier is None


def test_two_who_begin_work_on_one_card(
    session: Session, world: World, device: Device, repair: Repair
) -> None:
    assert _start(session, world, device).id == repair.id


def test_what_is_not_open_cannot_be_begun(session: Session, world: World, device: Device) -> None:
    with pytest.raises(Conflict, match="niet meer stuk"):
        _start(session, world, device, "fan")


def test_what_is_lent_is_not_repaired(session: Session, world: World, device: Device) -> None:
    tell(session, world, device, facts.PLACED, place_kind=facts.LENT)
    with pytest.raises(Conflict, match="is hier niet"):
        _start(session, world, device)


def test_half_a_card_is_kept(session: Session, world: World, repair: Repair) -> None:
    service.note(session, repair, action="replaced", words="nieuw besteld")
    service.note(session, repair, action="nonsense", words="nieuw besteld")
    found = service.get(session, world.organisation.id, repair.id)
    assert (found.action, found.note, found.closed_at) == ("replaced", "nieuw besteld", None)


def test_a_closed_card_is_not_written_on(session: Session, world: World, repair: Repair) -> None:
    service.close(session, repair, "repairable", actor=world.actor)
    service.note(session, repair, action="other", words="te laat")
    assert (repair.action, repair.note) == (None, "")


def test_a_card_of_somebody_else_is_not_there(session: Session, repair: Repair) -> None:
    other = make_world(session, "Ander atelier")
    with pytest.raises(NotFound):
        service.get(session, other.organisation.id, repair.id)


def test_two_who_begin_at_once_make_one_card(
    app: APIFlask, session: Session, world: World, device: Device
) -> None:
    number, actor = device.id, world.actor
    session.commit()

    def begin(_: int) -> None:
        with app.app_context():
            found = db.session.get_one(Device, number)
            service.start(db.session, found, "keyboard", actor=actor, client_id=str(uuid.uuid4()))
            db.session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(begin, range(4)))
    assert session.scalar(sa.select(sa.func.count()).select_from(Repair)) == 1


@pytest.mark.parametrize(
    ("kept", "words", "before", "left"),
    [
        ("", "stof", "", "stof"),
        ("stof", "stof weg", "stof", "stof weg"),
        ("stof", "", "stof", ""),
        ("van een collega", "", "", "van een collega"),
        ("van een collega", "stof", "", "van een collega stof"),
        ("stof, van een collega", "stof en vuil", "stof", "stof, van een collega en vuil"),
        ("stof", "stof weg", "", "stof weg"),
    ],
)
def test_two_who_write_a_note_lose_nothing(
    session: Session, repair: Repair, kept: str, words: str, before: str, left: str
) -> None:
    repair.note = kept
    session.flush()
    service.note(session, repair, action=None, words=words, before=before)
    assert repair.note == left


def test_a_card_of_what_is_not_broken_is_closed_with_nothing_to_tell(
    session: Session, world: World, device: Device, repair: Repair
) -> None:
    with pytest.raises(Invalid):
        service.close(session, repair, "unknown", actor=world.actor)
    faults.close(
        session, device, "keyboard", actor=world.actor, client_id=str(uuid.uuid4()), how="mistaken"
    )
    service.close(session, repair, "unknown", actor=world.actor)
    service.close(session, repair, "unknown", actor=world.actor)
    assert (repair.outcome, device.next_step) == ("unknown", "ready")
    with pytest.raises(Conflict):
        service.close(session, repair, "fixed", actor=world.actor)

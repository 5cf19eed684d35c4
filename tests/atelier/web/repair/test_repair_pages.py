"""What is broken is told with one tap, mended on a card, and nothing that was filled in is lost."""

import csv
import io
import uuid

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.orm import Session

from atelier.devices import faults
from atelier.devices.models import Device
from atelier.stock import parts
from atelier.stock.models import Article, PartHold
from atelier.workshop.repair import timing
from atelier.workshop.repair.models import Repair
from tests.factories import World
from tests.visits import Person


def fresh() -> str:
    return str(uuid.uuid4())


def open_ones(session: Session, device: Device) -> list[faults.OpenFault]:
    session.expire_all()
    return faults.open_faults(session, device)


def begin(worker: Person, session: Session, device: Device) -> Repair:
    (fault,) = open_ones(session, device)
    address = f"/devices/{device.id}/faults/{fault.event_id}/repair"
    answer = worker.post(address, {"client_id": fresh()})
    return session.get_one(Repair, int(answer.location.rpartition("/")[2]))


def test_what_is_broken_stands_on_the_page(worker: Person, device: Device) -> None:
    page = worker.get(f"/devices/{device.id}")
    assert f"/devices/{device.id}/repair" in page.text
    told = worker.get(f"/devices/{device.id}/repair").text
    assert "Toetsenbord" in told
    assert "De spatie blijft hangen" in told
    assert "Gemeld door een digibankpunt" in told


def test_told_with_one_tap(volunteer: Person, session: Session, device: Device) -> None:
    address = f"/devices/{device.id}/faults/new"
    assert "Tik op wat er stuk is" in volunteer.get(address).text
    told = {"client_id": fresh(), "problem": "fan"}
    for _ in range(2):
        answer = volunteer.post(address, told)
        assert answer.location == f"/devices/{device.id}"
    assert {fault.problem for fault in open_ones(session, device)} == {"keyboard", "fan"}


def test_the_same_twice_gets_a_sentence(
    volunteer: Person, session: Session, device: Device
) -> None:
    told = {"client_id": fresh(), "problem": "keyboard"}
    answer = volunteer.post(f"/devices/{device.id}/faults/new", told, follow_redirects=True)
    assert "Toetsenbord staat er al bij" in answer.text
    assert len(open_ones(session, device)) == 1


def test_nothing_tapped_gets_a_sentence(volunteer: Person, device: Device) -> None:
    answer = volunteer.post(f"/devices/{device.id}/faults/new", {"client_id": fresh()})
    assert answer.status_code == 422
    assert "Kies wat er stuk is" in answer.text


def test_it_may_be_said_that_it_may_go_all_the_same(
    worker: Person, session: Session, device: Device
) -> None:
    told = {"client_id": fresh(), "problem": "fan", "blocking": "no", "words": "piept"}
    worker.post(f"/devices/{device.id}/faults/new", told)
    fan = next(fault for fault in open_ones(session, device) if fault.problem == "fan")
    assert (fan.blocking, fan.words) == (False, "piept")


def test_what_a_desk_told_is_named(worker: Person, session: Session, device: Device) -> None:
    (fault,) = open_ones(session, device)
    address = f"/devices/{device.id}/faults/{fault.event_id}/name"
    assert "De spatie blijft hangen" in worker.get(address).text
    worker.post(address, {"client_id": fresh(), "problem": "moisture"})
    (named,) = open_ones(session, device)
    assert (named.key, named.problem, named.words) == (fault.key, "moisture", fault.words)


def test_it_was_not_broken(worker: Person, session: Session, device: Device) -> None:
    (fault,) = open_ones(session, device)
    address = f"/devices/{device.id}/faults/{fault.event_id}/close"
    worker.post(address, {"client_id": fresh(), "how": "mistaken"})
    assert open_ones(session, device) == []
    assert "het was niet stuk" in worker.get(f"/devices/{device.id}").text
    again = worker.post(address, {"client_id": fresh(), "how": "mistaken"})
    assert again.status_code == 409
    assert "iemand was je voor" in again.text


def test_a_volunteer_tells_and_does_not_repair(volunteer: Person, device: Device) -> None:
    assert volunteer.get(f"/devices/{device.id}/repair").status_code == 403
    assert "Er is iets stuk" in volunteer.get(f"/devices/{device.id}").text


def test_from_the_fault_to_the_next_step(
    worker: Person, session: Session, device: Device, keyboard: Article
) -> None:
    repair = begin(worker, session, device)
    card = f"/repairs/{repair.id}"
    assert "Toetsenbord azerty" in worker.get(card).text
    worker.post(
        f"{card}/parts",
        {"client_id": fresh(), "article": str(keyboard.id), "action": "replaced", "note": "nieuw"},
    )
    (hold,) = session.scalars(sa.select(PartHold))
    worker.post(f"{card}/time", {"client_id": fresh(), "time": "more", "note": "nieuw"})
    done = {"client_id": fresh(), "note": "nieuw", "used": str(hold.id), "outcome": "fixed"}
    answer = worker.post(f"{card}/close", done)
    assert answer.location == f"/devices/{device.id}"
    session.expire_all()
    assert (repair.outcome, repair.action, repair.note) == ("fixed", "replaced", "nieuw")
    assert hold.settlement == parts.USED
    assert device.next_step == "check"
    told = worker.get(f"/devices/{device.id}/repair").text
    assert "€\xa015,00" in told or "€ 15,00" in told
    assert "Er is niets stuk" in told
    closed = worker.get(card).text
    assert "Hoe het ging" in closed
    assert 'name="outcome"' not in closed


def test_what_is_filled_in_is_kept_when_it_is_refused(
    worker: Person, session: Session, device: Device
) -> None:
    repair = begin(worker, session, device)
    wrong = {"client_id": fresh(), "note": "half werk", "outcome": "fixed"}
    answer = worker.post(f"/repairs/{repair.id}/close", wrong)
    assert answer.status_code == 422
    assert "Kies eerst wat je deed" in answer.text
    assert "half werk" in answer.text
    session.expire_all()
    assert repair.note == "half werk"


def test_it_keeps_itself(worker: Person, session: Session, device: Device) -> None:
    repair = begin(worker, session, device)
    headers = {"Accept": "application/json"}
    kept = {"client_id": fresh(), "action": "cleaned", "note": "borstel"}
    assert worker.post(f"/repairs/{repair.id}", kept, headers=headers).json == {"note": "borstel"}
    beat = {"client_id": fresh(), "seconds": "12"}
    assert worker.post(f"/repairs/{repair.id}/ran", beat).status_code == 204
    session.expire_all()
    assert (repair.action, repair.note) == ("cleaned", "borstel")
    assert timing.spent(session, [repair.id]) == {repair.id: 12}


def test_what_cannot_be_mended_goes_to_a_coordinator(
    worker: Person, coordinator: Person, session: Session, device: Device
) -> None:
    repair = begin(worker, session, device)
    worker.post(f"/repairs/{repair.id}/close", {"client_id": fresh(), "barrier": "too_expensive"})
    session.expire_all()
    assert (repair.outcome, repair.barrier) == ("end_of_life", "too_expensive")
    told = coordinator.get(f"/devices/{device.id}/repair").text
    assert "Het onderdeel is te duur" in told
    assert f"/devices/{device.id}/leave" in told
    assert f"/devices/{device.id}/harvest" in told


def test_a_part_that_ran_out_gets_a_sentence(
    worker: Person, session: Session, world: World, device: Device, keyboard: Article
) -> None:
    repair = begin(worker, session, device)
    take = {"article": str(keyboard.id), "note": "blijft staan"}
    for _ in range(2):
        worker.post(f"/repairs/{repair.id}/parts", {"client_id": fresh(), **take})
    answer = worker.post(f"/repairs/{repair.id}/parts", {"client_id": fresh(), **take})
    assert answer.status_code == 409
    assert "is op" in answer.text
    assert "blijft staan" in answer.text


def test_what_is_closed_takes_no_parts(
    worker: Person, session: Session, device: Device, keyboard: Article
) -> None:
    repair = begin(worker, session, device)
    card = f"/repairs/{repair.id}"
    worker.post(f"{card}/close", {"client_id": fresh(), "outcome": "repairable"})
    take = {"client_id": fresh(), "article": str(keyboard.id)}
    answer = worker.post(f"{card}/parts", take)
    assert answer.status_code == 409
    assert session.scalar(sa.select(PartHold.id)) is None
    again = worker.post(f"{card}/close", {"client_id": fresh(), "barrier": "no_part"})
    assert again.status_code == 409


def test_what_was_repaired_is_told_in_the_words_of_the_standard(
    worker: Person, coordinator: Person, session: Session, world: World, device: Device
) -> None:
    repair = begin(worker, session, device)
    told = {"client_id": fresh(), "note": "van Jan", "barrier": "worn_out"}
    worker.post(f"/repairs/{repair.id}/close", told)
    assert worker.get("/repairs.csv").status_code == 403
    lines = list(csv.DictReader(io.StringIO(coordinator.get("/repairs.csv").text)))
    (line,) = lines
    assert (line["product_category"], line["product_category_id"]) == ("Laptop", "16")
    assert line["repair_status"] == "End of life"
    assert line["repair_barrier_if_end_of_life"] == "Product too worn out"
    assert line["problem"] == "Keyboard"
    assert "Jan" not in str(line)


def test_a_part_is_put_back(
    worker: Person, session: Session, device: Device, keyboard: Article
) -> None:
    repair = begin(worker, session, device)
    take = {"client_id": fresh(), "article": str(keyboard.id)}
    worker.post(f"/repairs/{repair.id}/parts", take)
    (hold,) = session.scalars(sa.select(PartHold))
    worker.post(f"/repairs/{repair.id}/parts/{hold.id}/back", {"client_id": fresh()})
    session.expire_all()
    assert hold.settlement == parts.RELEASED


def test_what_was_called_built_in_is_put_back_on_its_card(
    worker: Person, coordinator: Person, session: Session, device: Device, keyboard: Article
) -> None:
    repair = begin(worker, session, device)
    card = f"/repairs/{repair.id}"
    worker.post(f"{card}/parts", {"client_id": fresh(), "article": str(keyboard.id)})
    (hold,) = session.scalars(sa.select(PartHold))
    done = {"client_id": fresh(), "outcome": "fixed", "used": str(hold.id)}
    worker.post(f"{card}/close", done)
    session.expire_all()
    assert repair.parts_cents == 1500
    # Only what came in is put right from the moves: the card would say something else.
    assert coordinator.get(f"/stock/articles/{keyboard.id}").text.count("/correct") == 1
    assert "Zat er toch niet in" in worker.get(card).text
    for _ in range(2):
        worker.post(f"{card}/parts/{hold.id}/back", {"client_id": fresh()})
    session.expire_all()
    assert (hold.settlement, repair.parts_cents) == (parts.RELEASED, 0)
    assert parts.free_of(session, device.organisation_id)[0].free == 2


def test_photos_before_and_after(worker: Person, session: Session, device: Device) -> None:
    repair = begin(worker, session, device)
    for moment, colour in (("before", "red"), ("after", "green")):
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), colour).save(picture, "JPEG")
        picture.seek(0)
        sent = {"client_id": fresh(), "moment": moment, "photo": (picture, "photo.jpg")}
        answer = worker.post(f"/repairs/{repair.id}/photos", sent)
        assert answer.status_code == 302
    page = worker.get(f"/repairs/{repair.id}").text
    assert page.count("/small.jpg") >= 2
    none = worker.post(f"/repairs/{repair.id}/photos", {"client_id": fresh()})
    assert "Neem een foto" in none.text


def test_parts_below_their_minimum_stand_first(
    worker: Person, coordinator: Person, session: Session, keyboard: Article
) -> None:
    page = worker.get("/parts").text
    assert "te weinig" not in page
    told = {"client_id": fresh(), "minimum": "3", "fits": "T470", "spec": "azerty", "value": "12.5"}
    about = f"/stock/articles/{keyboard.id}/about"
    assert coordinator.post(about, told).status_code == 302
    page = worker.get("/parts").text
    assert "te weinig, minstens 3" in page
    assert "voor T470" in page
    session.expire_all()
    assert keyboard.value_cents == 1250
    wrong = coordinator.post(about, {**told, "minimum": "-1"})
    assert wrong.status_code == 422


@pytest.mark.parametrize("tail", ["", "/close", "/parts", "/time", "/ran", "/photos"])
def test_a_card_of_somebody_else_is_not_there(worker: Person, tail: str) -> None:
    answer = worker.post(f"/repairs/999{tail}", {"client_id": fresh(), "note": ""})
    assert answer.status_code == 404

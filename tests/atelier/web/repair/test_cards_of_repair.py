"""Cards that somebody left, and what earlier attempts say of a fault."""

import re
import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import faults
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.stock.models import Article, PartHold
from atelier.workshop.repair.models import Repair
from tests.factories import World, tell
from tests.visits import Person


def fresh() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def repair(worker: Person, session: Session, device: Device) -> Repair:
    return begin(worker, session, device)


def begin(worker: Person, session: Session, device: Device) -> Repair:
    (fault,) = faults.open_faults(session, device)
    session.commit()
    address = f"/devices/{device.id}/faults/{fault.event_id}/repair"
    assert worker.post(address, {"client_id": fresh()}).status_code == 302
    session.expire_all()
    return session.scalars(sa.select(Repair).order_by(Repair.id.desc())).first()  # type: ignore[return-value]


def test_who_wrote_meanwhile_is_not_overwritten(
    worker: Person, coordinator: Person, session: Session, repair: Repair
) -> None:
    card = f"/repairs/{repair.id}"
    told = {"note_before": "", "client_id": fresh()}
    worker.post(card, {**told, "note": "stof"})
    coordinator.post(f"{card}/time", {**told, "time": "more", "note": ""})
    session.expire_all()
    assert repair.note == "stof"


def test_a_card_left_when_the_fault_was_denied_is_found_and_closed(
    worker: Person, session: Session, device: Device, repair: Repair, keyboard: Article
) -> None:
    card = f"/repairs/{repair.id}"
    worker.post(f"{card}/parts", {"client_id": fresh(), "article": str(keyboard.id)})
    (fault,) = faults.open_faults(session, device)
    session.commit()
    denied = {"client_id": fresh(), "how": "mistaken"}
    for _ in range(2):  # a double tap
        address = f"/devices/{device.id}/faults/{fault.event_id}/close"
        assert worker.post(address, denied).status_code == 302
    assert f'href="{card}"' in worker.get("/repairs").text
    assert "er was niets stuk" in worker.get(card).text
    worker.post(f"{card}/close", {"client_id": fresh(), "note": "", "outcome": "unknown"})
    session.expire_all()
    assert repair.outcome == "unknown"
    assert session.scalars(sa.select(PartHold)).one().settlement == "released"
    assert f'href="{card}"' not in worker.get("/repairs").text
    assert "Er was niets stuk" in worker.get(card).text


def test_only_the_last_attempt_at_what_is_broken_now_says_something(
    worker: Person, session: Session, world: World, device: Device, repair: Repair
) -> None:
    end = {"client_id": fresh(), "note": "", "barrier": "no_part"}
    worker.post(f"/repairs/{repair.id}/close", end)
    assert "lukt niet: beslis" in worker.get("/repairs").text
    assert "Beter voor onderdelen?" in worker.get(f"/devices/{device.id}/repair").text
    second = begin(worker, session, device)
    later = {"client_id": fresh(), "note": "", "outcome": "repairable"}
    worker.post(f"/repairs/{second.id}/close", later)
    page = worker.get("/repairs").text
    assert "wacht op een onderdeel" in page
    assert "lukt niet: beslis" not in page
    faults.close(session, device, "keyboard", actor=world.actor, client_id=fresh())
    tell_broken(session, world, device)
    page = worker.get("/repairs").text
    assert "wacht op een onderdeel" not in page


def test_what_was_mended_before_it_was_lent_out_is_no_cost_of_now(
    worker: Person, session: Session, world: World, device: Device, repair: Repair
) -> None:
    card = f"/repairs/{repair.id}"
    worker.post(f"{card}/time", {"client_id": fresh(), "time": "more"})
    assert "5 min" in cost(worker, device)
    end = {"client_id": fresh(), "action": "cleaned", "note": "", "outcome": "fixed"}
    worker.post(f"{card}/close", end)
    tell(session, world, device, facts.CAME_IN)
    tell_broken(session, world, device)
    assert "0 min" in cost(worker, device)


def test_which_of_two_hinges(
    worker: Person, session: Session, world: World, device: Device
) -> None:
    tell_broken(session, world, device, problem="hinge", detail="hinge_left")
    session.commit()
    assert "Scharnier links" in worker.get(f"/devices/{device.id}/repair").text


def cost(worker: Person, device: Device) -> str:
    page = worker.get(f"/devices/{device.id}/repair").text
    return page[page.index('id="sum-title"') :][:400]


def tell_broken(
    session: Session, world: World, device: Device, problem: str = "keyboard", **more: str
) -> None:
    faults.open(
        session, device, problem=problem, source="person", actor=world.actor,
        client_id=fresh(), **more,  # type: ignore[arg-type]
    )  # fmt: skip
    session.commit()


@pytest.mark.parametrize(("typed", "cents"), [("15,50", 1550), ("15.50", 1550), ("", None)])
def test_what_a_part_is_worth_is_typed_as_people_write_it(
    coordinator: Person, session: Session, keyboard: Article, typed: str, cents: int | None
) -> None:
    page = f"/stock/articles/{keyboard.id}/about"
    told = {"client_id": fresh(), "minimum": "2", "fits": "", "spec": "", "value": typed}
    assert coordinator.post(page, told).status_code == 302
    session.expire_all()
    assert keyboard.value_cents == cents
    if cents:
        field = re.search(r'<input[^>]*name="value"[^>]*>', coordinator.get(page).text)
        assert field
        assert 'value="15,50"' in field.group()
        assert 'type="text"' in field.group()  # of numbers, a browser shows no comma
    for wrong in ("NaN", "-1", "veel", "1e9"):
        assert coordinator.post(page, {**told, "value": wrong}).status_code == 422


def test_enter_after_a_word_chooses_no_fault(
    volunteer: Person, session: Session, device: Device
) -> None:
    """A browser presses the first button of the form: it says nothing, and nothing is lost."""
    page = f"/devices/{device.id}/faults/new"
    form = volunteer.get(page).text.split('<form method="post" class="stack"')[1]
    first = form[form.index("<button") :].split(">")[0]
    assert "name=" not in first
    told = {"client_id": fresh(), "words": "piept bij het starten", "blocking": "yes"}
    answer = volunteer.post(page, told)
    assert answer.status_code == 422
    assert "Kies wat er stuk is." in answer.text
    assert 'value="piept bij het starten"' in answer.text
    assert 'value="yes" checked' in answer.text
    assert len(faults.open_faults(session, device)) == 1


def test_what_is_there_already_is_not_told_twice_whatever_was_said_of_it(
    volunteer: Person, session: Session, world: World, device: Device
) -> None:
    tell_broken(session, world, device, problem="hinge", detail="hinge_left")
    page = f"/devices/{device.id}/faults/new"
    volunteer.get(page)
    told = {"client_id": fresh(), "problem": "hinge"}
    assert "staat er al bij" in volunteer.post(page, told, follow_redirects=True).text
    assert len(faults.open_faults(session, device)) == 2
    session.commit()
    volunteer.post(page, {**told, "client_id": fresh(), "words": "de andere ook"})
    assert len(faults.open_faults(session, device)) == 3


def test_a_part_that_stayed_in_what_is_not_mended_is_said(
    worker: Person, session: Session, repair: Repair, keyboard: Article
) -> None:
    card = f"/repairs/{repair.id}"
    worker.post(f"{card}/parts", {"client_id": fresh(), "article": str(keyboard.id)})
    hold = session.scalars(sa.select(PartHold)).one()
    session.commit()
    end = {"client_id": fresh(), "note": "", "outcome": "repairable", "used": str(hold.id)}
    said = worker.post(f"{card}/close", end, follow_redirects=True).text
    assert "Telt als ingebouwd: Toetsenbord azerty." in said
    assert "Zat er toch niet in" in worker.get(card).text

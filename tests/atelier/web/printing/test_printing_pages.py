"""Printers, and printing from the pages of things, on both databases."""

import uuid
from collections.abc import Callable

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.printing import service
from atelier.stock import articles
from atelier.stock.models import ArticleKind
from labels import modecards
from tests.atelier.printing.conftest import Port
from tests.factories import World, make_ready, make_world
from tests.visits import Person

SignIn = Callable[[Role], Person]
ZEBRA = {
    "name": "Zebra", "kind": "zpl", "size": "62x29", "dpi": "203", "model": "QL-700", "place": "0",
}  # fmt: skip


@pytest.fixture
def sign_in(app: APIFlask, world: World) -> SignIn:
    def as_role(role: Role) -> Person:
        visitor = Person(app)
        visitor.sign_in(world.accounts[role].login)
        return visitor

    return as_role


@pytest.fixture
def device(session: Session, world: World) -> Device:
    made = make_ready(session, world)
    session.commit()
    return made


def add(visitor: Person, port: Port, **told: str) -> str:
    """The page of the new printer."""
    client_id = visitor.client_id("/printers/new")
    told = {**ZEBRA, "address": port.address, "client_id": client_id, **told}
    answer = visitor.post("/printers/new", told)
    assert answer.status_code == 302, answer.text
    return answer.location


def test_a_printer_is_added_tested_and_proved(
    session: Session, sign_in: SignIn, port: Port
) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    page = add(coordinator, port)
    assert "nog niet getest" in coordinator.get(page).text
    client_id = coordinator.client_id(page)
    done = coordinator.post(f"{page}/test", {"client_id": client_id}, follow_redirects=True)
    assert "Het testetiket is gedrukt." in done.text
    (printed,) = port.wait(1)
    number = int(page.rpartition("/")[2])
    code = modecards.code(service.TEST, number)
    assert code.encode() in printed
    wrong = coordinator.post(f"{page}/prove", {"code": "4217038523"})
    assert wrong.status_code == 422
    assert "Dat is een ander etiket." in wrong.text
    scanned = coordinator.get(f"{page}/prove?code={code}", follow_redirects=True)
    assert "Goed gelezen." in scanned.text
    assert "nog niet getest" not in coordinator.get(page).text


def test_the_label_of_a_device_in_one_tap(sign_in: SignIn, device: Device, port: Port) -> None:
    add(sign_in(Role.COORDINATOR), port)
    volunteer = sign_in(Role.VOLUNTEER)
    address = f"/devices/{device.id}/label"
    page = volunteer.get(address).text
    assert "Druk op Zebra" in page
    told = {
        "what": f"device:{device.id}",
        "printer": "1",
        "client_id": volunteer.client_id(address),
    }
    back = {"Referer": f"http://localhost{address}"}
    for _ in range(2):  # a double tap
        answer = volunteer.post("/print", told, headers=back)
        assert answer.location == address
    assert "Gedrukt op Zebra: 1 etiket." in volunteer.get(address).text
    (printed,) = port.wait(1)
    assert (device.tag or "").encode() in printed


def test_places_and_bins_have_labels_too(
    session: Session, world: World, sign_in: SignIn, port: Port
) -> None:
    bin_ = articles.create(
        session, organisation_id=world.organisation.id, kind=ArticleKind.CHARGER, name="Lader 65 W"
    )
    session.commit()
    coordinator = sign_in(Role.COORDINATOR)
    add(coordinator, port)
    for what, sort, number in (
        (f"place:{world.shelf.id}", modecards.PLACE, world.shelf.id),
        (f"article:{bin_.id}", modecards.ARTICLE, bin_.id),
    ):
        told = {"what": what, "printer": "1", "client_id": str(uuid.uuid4())}
        coordinator.post("/print", told)
        assert modecards.code(sort, number).encode() in port.wait(1).pop()
        file = coordinator.get(f"/print/label.pdf?what={what}")
        assert file.data.startswith(b"%PDF-")
    assert "place:" in coordinator.get(f"/places/{world.shelf.id}").text


def test_what_goes_wrong_is_said_on_the_page_that_asked(
    sign_in: SignIn, device: Device, port: Port
) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    add(coordinator, port)
    port.close()
    for what, printer, said in (
        (f"device:{device.id}", "1", "De printer geeft geen antwoord."),
        (f"device:{device.id}", "77", "Deze printer kennen we niet"),
        ("device:999", "1", "Dit toestel kennen we niet"),
        ("secret:1", "1", "Dit kan niet gedrukt worden."),
        ("place:x", "1", "Dit kan niet gedrukt worden."),
        (f"device:{device.id}", "", "Kies een printer."),
    ):
        told = {"what": what, "printer": printer, "client_id": str(uuid.uuid4())}
        answer = coordinator.post("/print", told, follow_redirects=True)
        assert said in answer.text, what


def test_back_is_never_elsewhere(sign_in: SignIn) -> None:
    volunteer = sign_in(Role.VOLUNTEER)
    told = {"what": "device:1", "printer": "1", "client_id": str(uuid.uuid4())}
    for came_from in ("http://elsewhere.example/x", "javascript:alert(1)", ""):
        answer = volunteer.post("/print", told, headers={"Referer": came_from})
        assert answer.location == "/"


def test_bad_input_keeps_what_was_typed(sign_in: SignIn, port: Port) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    for change, said in (
        ({"address": "two words"}, "Typ het adres van de printer"),
        ({"size": "L7163"}, "Kies een rol, geen blad."),
        ({"name": ""}, "Geef de printer een naam."),
        ({"kind": "laser"}, "Not a valid choice"),
    ):
        told = {**ZEBRA, "address": port.address, "client_id": str(uuid.uuid4()), **change}
        answer = coordinator.post("/printers/new", told)
        assert answer.status_code == 422, change
        assert said in answer.text or "geldig" in answer.text


def test_a_printer_is_changed_and_retired(sign_in: SignIn, world: World, port: Port) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    page = add(coordinator, port)
    told = {
        **ZEBRA, "address": port.address, "name": "Aan de bank", "place": str(world.bench.id),
        "client_id": coordinator.client_id(f"{page}/edit"),
    }  # fmt: skip
    assert coordinator.post(f"{page}/edit", told).status_code == 302
    assert "Aan de bank" in coordinator.get("/printers").text
    coordinator.post(f"{page}/retire", {})
    assert "Er is nog geen printer." in coordinator.get("/printers").text
    assert coordinator.get(page).status_code == 404


def test_only_who_may(session: Session, sign_in: SignIn, port: Port) -> None:
    page = add(sign_in(Role.COORDINATOR), port)
    for role in (Role.VOLUNTEER, Role.BENCH_WORKER, Role.DESK):
        assert sign_in(role).get(page).status_code == 403
    make_world(session, "Ander atelier")
    session.commit()

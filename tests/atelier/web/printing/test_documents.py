"""Documents of a page, on plain paper of the house: whoever may see one may print it."""

import re
import uuid
from pathlib import Path

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.people.roles import Role
from atelier.printing import service
from atelier.printing.models import Printer, PrinterKind, PrintJob
from atelier.printing.sending import PAPER
from atelier.printing.service import Details
from atelier.stock import transfers
from tests import donated
from tests.factories import World, make_world
from tests.visits import Person


def fresh() -> str:
    return str(uuid.uuid4())


def person(app: APIFlask, world: World, role: Role) -> Person:
    visitor = Person(app)
    visitor.sign_in(world.accounts[role].login)
    return visitor


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the program of CUPS was given, one file a job."""
    folder = tmp_path / "printed"
    folder.mkdir()
    program = tmp_path / "bin" / "lp"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n/bin/cat > {folder}/$$.pdf\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    return folder


def add(session: Session, world: World, name: str = "Kantoor", size: str = PAPER) -> Printer:
    details = Details(name=name, kind=PrinterKind.CUPS, address="kantoor", size=size)
    made = service.create(session, world.organisation.id, details, client_id=fresh())
    session.commit()
    return made


def test_mode_cards_in_one_tap(
    app: APIFlask, session: Session, world: World, printed: Path
) -> None:
    volunteer = person(app, world, Role.VOLUNTEER)
    assert "/print/page" not in volunteer.get("/intake/cards").text
    printer = add(session, world)
    assert "Druk op Kantoor" in volunteer.get("/intake/cards").text
    told = {"printer": str(printer.id), "client_id": fresh()}
    back = {"Referer": "http://localhost/intake/cards"}
    for _ in range(2):  # a double tap
        answer = volunteer.post("/print/page/intake/cards.pdf", told, headers=back)
        assert answer.location == "/intake/cards"
    assert "Gedrukt op Kantoor." in volunteer.get("/intake/cards").text
    (file,) = printed.iterdir()
    assert file.read_bytes() == volunteer.get("/intake/cards.pdf").data
    coordinator = person(app, world, Role.COORDINATOR)
    assert "document" in coordinator.get(f"/printers/{printer.id}").text


def test_a_badge_keeps_its_code_to_itself(
    app: APIFlask, session: Session, world: World, printed: Path
) -> None:
    printer = add(session, world)
    coordinator = person(app, world, Role.COORDINATOR)
    account = world.accounts[Role.VOLUNTEER].id
    made = coordinator.post(f"/badges/{account}/new", {"client_id": fresh()}).text
    code = made.split('name="code" value="')[1].split('"')[0]
    told = {"printer": str(printer.id), "client_id": fresh(), "code": code}
    answer = coordinator.post("/print/page/badges/card.pdf", {**told, "back": f"/badges/{account}"})
    assert answer.location == f"/badges/{account}"
    assert len(list(printed.iterdir())) == 1
    assert code not in session.query(PrintJob).one().what
    elsewhere = {**told, "client_id": fresh(), "back": "//elsewhere.example"}
    assert coordinator.post("/print/page/badges/card.pdf", elsewhere).location == "/"


def test_a_certificate_goes_from_the_page_of_its_device_to_paper(
    app: APIFlask, session: Session, world: World, printed: Path
) -> None:
    device = donated.received(session, world, donated.a_donation(session, world))
    printer = add(session, world)
    coordinator, page = person(app, world, Role.COORDINATOR), f"/devices/{device.id}"
    (key,) = re.findall(r'name="what" value="(\w+:[^"]+)"', coordinator.get(page).text)
    coordinator.post(f"{page}/certificates", {"what": key})
    (address,) = re.findall(r'action="(/print/page/certificates/.*?)"', coordinator.get(page).text)
    told = {"printer": str(printer.id), "client_id": fresh()}
    coordinator.post(address, told)
    (file,) = printed.iterdir()
    assert file.read_bytes() == coordinator.get(address.removeprefix("/print/page")).data
    coordinator_elsewhere = person(app, make_world(session, "Nog een"), Role.COORDINATOR)
    coordinator_elsewhere.post(address, {**told, "client_id": fresh()})
    assert len(list(printed.iterdir())) == 1


def test_who_may_not_see_it_may_not_print_it(
    app: APIFlask, session: Session, world: World, printed: Path
) -> None:
    printer, labels = add(session, world), add(session, world, "Etiketten", "L7163")
    theirs = make_world(session, "Ander atelier")
    sent = transfers.open_one(
        session,
        organisation_id=theirs.organisation.id,
        origin=theirs.shelf,
        to=theirs.bench,
        actor=theirs.actor,
        client_id=fresh(),
    )
    session.commit()
    volunteer, desk = person(app, world, Role.VOLUNTEER), person(app, world, Role.DESK)
    for visitor, address, number, said in (
        (volunteer, f"stock/transfers/{sent.id}/slip.pdf", printer.id, "zending"),
        (desk, "badges/card.pdf", printer.id, "Dat mag je niet"),
        (volunteer, "intake/cards.pdf", labels.id, "gewoon papier"),
        (volunteer, "intake/cards.pdf", 10**12, "Deze printer kennen we niet"),
        (volunteer, "devices", printer.id, "Dit kan niet gedrukt worden."),
        (volunteer, "no/such/page", printer.id, "Dit kan niet gedrukt worden."),
        (person(app, theirs, Role.VOLUNTEER), "intake/cards.pdf", printer.id, "kennen we niet"),
    ):
        told = {"printer": str(number), "client_id": fresh()}
        answer = visitor.post(f"/print/page/{address}", told, follow_redirects=True)
        assert said in answer.text, address
    assert list(printed.iterdir()) == []


def test_labels_are_not_offered_on_plain_paper(
    app: APIFlask, session: Session, world: World, printed: Path
) -> None:
    printer = add(session, world)
    coordinator = person(app, world, Role.COORDINATOR)
    assert "Druk op Kantoor" not in coordinator.get(f"/places/{world.shelf.id}").text
    page = f"/printers/{printer.id}"
    coordinator.post(f"{page}/test", {"client_id": coordinator.client_id(page)})
    assert len(list(printed.iterdir())) == 1  # tried with a label all the same
    zebra = {
        "name": "Zebra", "kind": "zpl", "address": "192.0.2.1", "size": PAPER, "dpi": "203",
        "model": "QL-700", "place": "0", "client_id": fresh(),
    }  # fmt: skip
    assert coordinator.post("/printers/new", zebra).status_code == 422

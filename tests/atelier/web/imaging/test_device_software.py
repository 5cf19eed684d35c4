"""What the page of a device says of its software, and the sheet that goes along with it."""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from atelier import settings as all_settings
from atelier.db import db
from atelier.edge import settings
from atelier.people.roles import Role
from atelier.people.throttle import Throttle
from atelier.workshop.imaging import first_boots
from atelier.workshop.imaging.models import Image, Writing
from diagnostics import wire
from diagnostics.wire.imaging import Driverless, Made, Screen, Source
from tests import imaging
from tests.atelier.web.imaging.conftest import SignIn
from tests.factories import World
from tests.machines import Machine
from tests.visits import Person, counted

WIFI = Driverless(bus="pci", id="14e4:43a0", kind="wifi", name="Testkaart", firmware="test.bin")
THROTTLE = Throttle(
    per_login=9, per_address=9, window=timedelta(minutes=1), secret="only-for-tests"
)


@pytest.fixture
def basis(session: Session, world: World) -> Image:
    image = imaging.add(
        session,
        world,
        name="basis",
        titles={"nl": "Basis", "fr": "Base", "en": "Basics"},
        descriptions={"nl": "Internet en mail."},
        source=Source(kind="built"),
    )
    session.commit()
    return image


@pytest.fixture
def machine(session: Session, world: World) -> Machine:
    return imaging.wiped(session, world)


def put(session: Session, world: World, machine: Machine, image: Image) -> tuple[Writing, str]:
    found = imaging.install(session, machine, image, imaging.coordinator(world))
    session.commit()
    return found


def start(session: Session, writing: Writing, key: str, **fields: Any) -> None:
    told = imaging.first_boot(session, writing, **fields)
    heard = first_boots.take(
        session, f"Bearer {key}", wire.encode(told), address="192.0.2.1", throttle=THROTTLE
    )
    assert heard.error is None
    session.commit()


def page_of(person: Person, machine: Machine) -> str:
    return str(person.get(f"/devices/{machine.device_id}").text)


def test_once_written_the_page_says_to_switch_it_on_without_the_stick(
    worker: Person, session: Session, world: World, machine: Machine, basis: Image
) -> None:
    put(session, world, machine, basis)
    page = page_of(worker, machine)
    assert "Zet het toestel aan zonder stick. Het meldt zich dan één keer." in page
    assert "moet nog starten" in page
    assert "Het start, maar meldt zich niet" not in page  # that is a coordinator's
    assert "Software gezet" in page  # in its history


def test_once_it_started_the_page_says_what_it_found(
    worker: Person, session: Session, world: World, machine: Machine, basis: Image
) -> None:
    writing, key = put(session, world, machine, basis)
    start(
        session,
        writing,
        key,
        screens=(Screen(name="eDP-1", width_px=1920, height_px=1080),),
        sound_cards=("Testgeluid",),
        failed_units=("test.service",),
    )
    page = page_of(worker, machine)
    for text in (
        "Wifi werkt: 3 netwerken gezien.",
        "Geluid: Testgeluid",
        "Scherm: 1.920 × 1.080 beeldpunten",
        "deze dienst startte niet: test.service",
        "Voor het eerst gestart",
    ):
        assert text in page, text
    assert "moet nog starten" not in page


def test_a_part_without_a_driver_is_a_fault_in_words(
    worker: Person, session: Session, world: World, machine: Machine, basis: Image
) -> None:
    writing, key = put(session, world, machine, basis)
    start(session, writing, key, driverless=(WIFI,), wifi_cards=0, wifi_networks=None)
    page = page_of(worker, machine)
    assert "Herstel het toestel" in page  # the next step
    assert "Bij de eerste start werkte 1 onderdeel niet:" in page
    assert "Testkaart" in page
    assert "er is geen stuurprogramma voor" in page
    assert "test.bin" in page


@pytest.mark.parametrize(
    ("reason", "said", "advice"),
    [
        ("read_back_differs", "De schijf geeft iets anders terug", "Steek er een andere in."),
        ("wrong_block", "kwam beschadigd aan", "Zeg het aan wie de server beheert."),
        ("not_blank", "Er staat iets op de schijf", "Wis de schijf eerst."),
    ],
)
def test_what_went_wrong_is_told_with_what_to_do_now(
    worker: Person,
    session: Session,
    world: World,
    machine: Machine,
    basis: Image,
    reason: Any,
    said: str,
    advice: str,
) -> None:
    order = imaging.ask(session, machine, basis, imaging.worker(world))
    machine.says(order, "running", fraction=0.2)
    failed = replace(imaging.stopped(imaging.flawless(order, basis)), reasons=(reason,))
    imaging.tell(machine, order, failed)
    page = page_of(worker, machine)
    assert page.count(said) >= 2  # on the bench, and with the software
    assert page.count(advice) >= 2
    assert "Software zetten lukte niet" in page
    assert "sheet.pdf" not in page


def test_evidence_that_does_not_hold_is_told_and_never_called_installed(
    worker: Person, session: Session, world: World, machine: Machine, basis: Image
) -> None:
    order = imaging.ask(session, machine, basis, imaging.worker(world))
    machine.says(order, "running", fraction=0.2)
    imaging.tell(machine, order, imaging.flawless(order, basis), image="0" * 64)
    page = page_of(worker, machine)
    assert "Het bewijs is van andere software dan gevraagd was." in page
    assert "Zet de software er opnieuw op." in page
    assert "sheet.pdf" not in page


def test_what_could_not_be_made_its_own_is_told(
    worker: Person, session: Session, world: World, machine: Machine, basis: Image
) -> None:
    order = imaging.ask(session, machine, basis, imaging.worker(world))
    machine.says(order, "running", fraction=0.0)
    made = (
        Made(what="host_name", state="not_possible", why="no idea how"),
        Made(what="boot_entry", state="done"),
    )
    imaging.tell(machine, order, replace(imaging.flawless(order, basis), made=made))
    page = page_of(worker, machine)
    assert "Kon niet aangepast worden: de naam van het toestel." in page
    assert "de regel in het opstartmenu" not in page


def test_a_coordinator_says_that_it_started_with_a_reason(
    coordinator: Person, session: Session, world: World, machine: Machine, basis: Image
) -> None:
    put(session, world, machine, basis)
    address = f"/devices/{machine.device_id}/started"
    assert address in page_of(coordinator, machine)
    form = {"client_id": str(uuid.uuid4()), "reason": "Hier is geen netwerk.", "seen": ""}
    answer = coordinator.post(address, form)
    assert answer.status_code == 422
    assert "Start het toestel eerst zonder stick" in answer.text
    answer = coordinator.post(address, {**form, "seen": "y"}, follow_redirects=True)
    assert "jij zag dit toestel starten" in answer.text
    assert "Een mens zag dit toestel starten: Hier is geen netwerk." in answer.text
    assert address not in answer.text  # there is nothing left to attest
    again = {**form, "client_id": str(uuid.uuid4()), "seen": "y"}
    assert "dit is niet meer nodig" in coordinator.post(address, again).text


def test_only_a_coordinator_attests(
    worker: Person, session: Session, world: World, machine: Machine, basis: Image
) -> None:
    put(session, world, machine, basis)
    address = f"/devices/{machine.device_id}/started"
    assert worker.get(address).status_code == 403
    assert worker.post(address, {"reason": "x", "seen": "y"}).status_code == 403


def test_software_on_trial_leads_the_coordinator_to_its_page(
    worker: Person, coordinator: Person, session: Session, world: World, machine: Machine
) -> None:
    trial = imaging.add(session, world, name="nieuw", released=False)
    session.commit()
    writing, key = put(session, world, machine, trial)
    start(session, writing, key)
    page = page_of(coordinator, machine)
    assert "Geef de software vrij" in page
    there = coordinator.get(f"/devices/{machine.device_id}/software")
    assert there.location == f"/images/{trial.id}"
    assert "Toon de software" not in page_of(worker, machine)


def sheets(person: Person, machine: Machine, language: str) -> list[str]:
    answer = person.get(f"/devices/{machine.device_id}/sheet.pdf?lang={language}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    return [
        "".join(page.get_textpage().get_text_range().split())
        for page in pypdfium2.PdfDocument(answer.data)
    ]


def test_the_sheet_of_a_device_in_one_language_or_all(
    sign_in: SignIn, session: Session, world: World, machine: Machine, basis: Image
) -> None:
    put(session, world, machine, basis)
    desk = sign_in(Role.DESK)
    (dutch,) = sheets(desk, machine, "nl")
    assert "Welkom!" in dutch
    assert "Ditstaaterop:BasisInternetenmail." in dutch
    assert machine.device.tag is not None
    assert machine.device.tag in dutch.replace(" ", "")
    assert "Kiesjetaal." in dutch
    (french,) = sheets(desk, machine, "fr")
    assert "Bienvenue" in french
    assert len(sheets(desk, machine, "all")) == 3
    assert sheets(desk, machine, "xx") == [dutch]  # a language that nobody knows


def test_the_sheet_says_where_help_is_when_the_settings_know(
    app: Flask, worker: Person, session: Session, world: World, machine: Machine, basis: Image
) -> None:
    put(session, world, machine, basis)
    (page,) = sheets(worker, machine, "nl")
    assert "Teststraat12" not in page
    known = {"leaflets": {"help": {world.organisation.name: {"address": "Teststraat 12"}}}}
    chosen = all_settings.load(overrides=known).leaflets
    app.extensions["atelier"] = settings().model_copy(update={"leaflets": chosen})
    (page,) = sheets(worker, machine, "nl")
    assert "Teststraat12" in page


def test_without_software_there_is_no_sheet(worker: Person, machine: Machine) -> None:
    answer = worker.get(f"/devices/{machine.device_id}/sheet.pdf")
    assert answer.status_code == 409
    assert "Er staat nog geen software op dit toestel." in answer.text


def test_what_was_erased_since_is_not_called_there(
    coordinator: Person, session: Session, world: World, machine: Machine, basis: Image
) -> None:
    writing, key = put(session, world, machine, basis)
    start(session, writing, key)
    imaging.erase(session, machine)
    page = page_of(coordinator, machine)
    assert "Er staat nog geen software op dit toestel." in page
    for gone in ("Wifi werkt", "sheet.pdf", f'href="/images/{basis.id}"'):
        assert gone not in page, gone
    assert coordinator.get(f"/devices/{machine.device_id}/sheet.pdf").status_code == 409
    assert coordinator.get(f"/devices/{machine.device_id}/software").status_code == 409


def test_more_history_asks_no_more_of_the_database(
    worker: Person, session: Session, world: World, machine: Machine, basis: Image
) -> None:
    put(session, world, machine, basis)
    page_of(worker, machine)
    with counted(db.engine) as few:
        page_of(worker, machine)
    for _ in range(3):
        put(session, world, machine, basis)
    with counted(db.engine) as many:
        page_of(worker, machine)
    assert len(few) == len(many)

"""Licences: counted, added with a key that is never kept, used by a device and given back."""

import re
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.workshop.imaging.models import Image, Licence, LicenceUse
from diagnostics.report import Firmware
from tests import imaging
from tests.factories import World
from tests.machines import Machine
from tests.visits import Person

KEY = "BCDFG-HJKMN-PQRTV-WXY23-46789"
SECRET = KEY[:23]


def send(person: Person, address: str, **fields: Any) -> Any:
    form = {"client_id": str(uuid.uuid4()), **fields}
    return person.post(address, form, follow_redirects=True)


def add(person: Person, **fields: Any) -> Any:
    told = {"product": "Windows 11 Pro", "kind": "volume", "count": "2", "key": KEY}
    return send(person, "/licences", **{**told, **fields})


def with_windows(session: Session, world: World, number: int = 1, **parts: Any) -> Machine:
    machine = imaging.wiped(session, world, number, **parts)
    known = session.scalar(sa.select(Image).where(Image.name == "windows"))
    image = known or imaging.add(session, world, name="windows", system="windows")
    imaging.install(session, machine, image, imaging.worker(world))
    return machine


def licences(session: Session) -> list[Licence]:
    session.rollback()
    return list(session.scalars(sa.select(Licence)))


def test_one_is_added_and_its_key_is_masked_at_once(coordinator: Person, session: Session) -> None:
    answer = add(coordinator)
    assert "De licentie staat in de lijst." in answer.text
    assert "sleutel eindigt op 46789" in answer.text
    assert "nog 2 van 2" in answer.text
    assert SECRET not in answer.text
    (licence,) = licences(session)
    assert licence.key_tail == "46789"
    (columns,) = session.execute(sa.text("select * from licence")).all()
    assert not any(SECRET in str(value) for value in columns)


def test_a_key_that_is_none_is_refused_and_not_shown_again(
    coordinator: Person, session: Session
) -> None:
    answer = add(coordinator, key="not-a-key-but-secret")
    assert answer.status_code == 422
    assert "Dit is geen sleutel." in answer.text
    assert "Windows 11 Pro" in answer.text  # what else was typed is kept
    assert "not-a-key-but-secret" not in answer.text
    assert licences(session) == []


def test_wrong_counts_say_so(coordinator: Person, session: Session) -> None:
    for count in ("", "0", "-1", "x", "9" * 30):
        assert add(coordinator, count=count).status_code == 422
    assert add(coordinator, kind="sticker", count="2").status_code == 422
    assert licences(session) == []


def test_a_device_uses_one_and_gives_it_back(
    coordinator: Person, session: Session, world: World
) -> None:
    machine = with_windows(session, world)
    add(coordinator, count="1")
    (licence,) = licences(session)
    address = f"/devices/{machine.device_id}/licence"
    answer = send(coordinator, address, licence=licence.id)
    assert "dit toestel gebruikt deze licentie" in answer.text
    page = coordinator.get("/licences").text
    assert "alle 1 gebruikt" in page
    assert f"/devices/{machine.device_id}" in page
    assert "Windows 11 Pro" in coordinator.get(address).text
    other = with_windows(session, world, 2)
    other_page = coordinator.get(f"/devices/{other.device_id}/licence").text
    assert "Er is geen licentie vrij" in other_page
    answer = send(coordinator, f"{address}/free", reason="Afgedankt.")
    assert "Deze licentie is weer vrij." in answer.text
    assert "nog 1 van 1" in answer.text
    assert "heeft geen licentie meer" in send(coordinator, f"{address}/free", reason="Weer.").text


def test_the_one_in_the_device_itself_comes_first_and_costs_none(
    coordinator: Person, session: Session, world: World
) -> None:
    firmware = Firmware(windows_licence=True, windows_licence_tail="XYZ23")
    machine = with_windows(session, world, firmware=firmware)
    add(coordinator)
    address = f"/devices/{machine.device_id}/licence"
    assert re.search(r'value="embedded" checked', coordinator.get(address).text)
    send(coordinator, address, licence="embedded")
    session.rollback()
    (use,) = session.scalars(sa.select(LicenceUse))
    assert (use.licence_id, use.key_tail) == (None, "XYZ23")
    assert "nog 2 van 2" in coordinator.get("/licences").text


def test_one_that_is_closed_is_given_out_no_more(
    coordinator: Person, session: Session, world: World
) -> None:
    machine = with_windows(session, world)
    add(coordinator)
    (licence,) = licences(session)
    answer = coordinator.post(f"/licences/{licence.id}/close", {}, follow_redirects=True)
    assert "niet meer gebruikt voor andere toestellen" in answer.text
    answer = send(coordinator, f"/devices/{machine.device_id}/licence", licence=licence.id)
    assert answer.status_code == 422
    for wrong in ("", "x", "0", "9" * 30):
        answer = send(coordinator, f"/devices/{machine.device_id}/licence", licence=wrong)
        assert answer.status_code == 422


def test_one_that_is_closed_stays_to_be_seen_while_it_is_used(
    coordinator: Person, session: Session, world: World
) -> None:
    machine = with_windows(session, world)
    add(coordinator)
    (licence,) = licences(session)
    address = f"/licences/{licence.id}/close"
    send(coordinator, f"/devices/{machine.device_id}/licence", licence=licence.id)
    assert address in coordinator.get("/licences").text
    page = coordinator.post(address, {}, follow_redirects=True).text
    assert "wordt niet meer gegeven" in page
    assert f"/devices/{machine.device_id}" in page
    assert address not in page


def test_a_device_without_such_software_is_told_so_and_uses_none(
    coordinator: Person, session: Session, world: World
) -> None:
    machine = imaging.wiped(session, world)
    add(coordinator)
    (licence,) = licences(session)
    address = f"/devices/{machine.device_id}/licence"
    page = coordinator.get(address).text
    assert "geen software die een licentie vraagt. Zet die er eerst op." in page
    assert 'name="licence"' not in page
    answer = send(coordinator, address, licence=licence.id)
    assert answer.status_code == 422
    assert "geen software die een licentie vraagt" in answer.text
    assert session.scalars(sa.select(LicenceUse)).all() == []


def test_licences_are_a_coordinator_s(worker: Person, session: Session, world: World) -> None:
    machine = imaging.on_the_bench(session, world)
    for address in ("/licences", f"/devices/{machine.device_id}/licence"):
        assert worker.get(address).status_code == 403
        assert worker.post(address, {}).status_code == 403

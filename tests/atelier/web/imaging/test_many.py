"""One image on many devices: each scan answered, then one press; and the whole bench."""

import json
import re
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.db import db
from atelier.workshop.imaging.models import Image
from tests import imaging
from tests.factories import World, make_world
from tests.machines import Machine
from tests.visits import Person, counted

_DEVICES = re.compile(r'name="device" value="(\d+)"')


@pytest.fixture
def basis(session: Session, world: World) -> Image:
    image = imaging.add(session, world, name="basis", titles={"nl": "Basis"})
    session.commit()
    return image


def orders(session: Session) -> list[Order]:
    session.rollback()
    return list(session.scalars(sa.select(Order).where(Order.kind == "image")))


def scan(person: Person, image: Image, code: str) -> Any:
    if not person.token:
        person.get("/images/pile")
    answer = person.client.post(
        f"/images/{image.id}/scans",
        json={"id": str(uuid.uuid4()), "code": code},
        headers={"X-CSRFToken": person.token},
    )
    assert answer.status_code == 200
    return answer.json


def order(person: Person, image: Image, *devices: Machine | int, **more: Any) -> Any:
    ids = [one if isinstance(one, int) else one.device_id for one in devices]
    form = {"client_id": str(uuid.uuid4()), "device": ids, **more}
    return person.post(f"/images/{image.id}/orders", form, follow_redirects=True)


def test_each_scan_says_whether_it_goes_and_orders_nothing(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    ready, dirty = imaging.wiped(session, world), imaging.on_the_bench(session, world, 2)
    codes = [ready.device.tag or "", dirty.device.tag or ""]
    session.commit()
    good = scan(worker, basis, codes[0])
    assert good["state"] == "received"
    assert good["device"]["id"] == ready.device_id
    bad = scan(worker, basis, codes[1])
    assert bad["state"] == "refused"
    assert "Wis ze eerst." in bad["detail"]
    assert bad["device"]["url"] == f"/devices/{dirty.device_id}"
    assert orders(session) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [("NOBODY-KNOWS-THIS", "kennen we niet"), ("4217038562", "cijfer fout")],
)
def test_a_scan_of_nothing_known_says_so(
    worker: Person, session: Session, world: World, basis: Image, code: str, said: str
) -> None:
    session.commit()
    answer = scan(worker, basis, code)
    assert answer["state"] == "refused"
    assert said in answer["detail"]


@pytest.mark.parametrize("body", [None, [], {}, {"id": 1, "code": "x"}, {"id": "x", "code": " "}])
def test_a_scan_that_is_none_is_refused(
    worker: Person, session: Session, world: World, basis: Image, body: Any
) -> None:
    worker.get("/images/pile")
    answer = worker.client.post(
        f"/images/{basis.id}/scans",
        data=json.dumps(body),
        content_type="application/json",
        headers={"X-CSRFToken": worker.token},
    )
    assert answer.status_code == 422
    assert answer.json["error"]["message"] == "De server begreep deze scan niet."


def test_one_press_orders_all_and_tells_who_stayed(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    machines = [imaging.wiped(session, world, number) for number in (1, 2, 3)]
    machines[2].leave()
    answer = order(worker, basis, *machines)
    assert "De software komt op 2 toestellen." in answer.text
    assert "Deze gaan niet mee" in answer.text
    assert "Dit toestel staat niet aan." in answer.text
    assert {one.device_id for one in orders(session)} == {one.device_id for one in machines[:2]}


def test_where_none_can_the_page_says_that_nothing_was_ordered(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    machine = imaging.wiped(session, world)
    machine.leave()
    answer = order(worker, basis, machine, at_once="y")
    assert "De software komt op geen enkel toestel." in answer.text
    assert "atelier image multicast" not in answer.text
    assert orders(session) == []


def test_sent_twice_it_orders_once(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    machines = [imaging.wiped(session, world, number) for number in (1, 2)]
    form = str(uuid.uuid4())
    for _ in range(3):
        answer = order(worker, basis, *machines, client_id=form)
        assert "De software komt op 2 toestellen." in answer.text
    assert len(orders(session)) == 2


def test_to_a_room_full_it_is_sent_once_and_the_page_says_how(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    machines = [imaging.wiped(session, world, number) for number in (1, 2)]
    answer = order(worker, basis, *machines, at_once="y")
    assert f"atelier image multicast {basis.sha256[:12]} --receivers 2" in answer.text
    assert "Deze gaan niet mee" not in answer.text
    assert all(one.parameters["multicast"]["port"] == 9000 for one in orders(session))


@pytest.mark.parametrize("device", ["", "x", "0", "99999999999999999999"])
def test_devices_that_are_none_order_nothing(
    worker: Person, session: Session, world: World, basis: Image, device: str
) -> None:
    machine = imaging.wiped(session, world)
    answer = order(worker, basis, machine, device=[machine.device_id, device])
    assert answer.status_code == 422
    assert orders(session) == []


def test_a_device_of_another_organisation_is_none(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    theirs = imaging.wiped(session, make_world(session, "Ander atelier"), 9)
    answer = order(worker, basis, theirs)
    assert answer.status_code == 422
    assert orders(session) == []


def test_the_bench_lists_who_goes_and_who_stays_with_the_reason(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    goes = imaging.wiped(session, world, 1)
    dirty = imaging.on_the_bench(session, world, 2)
    done = imaging.wiped(session, world, 3)
    imaging.install(session, done, basis, imaging.worker(world))
    done.poll()
    away = imaging.wiped(session, world, 4)
    away.leave()
    session.commit()
    assert "Zet software op alle gewiste toestellen" in worker.get("/bench").text
    page = worker.get("/bench/image").text
    assert _DEVICES.findall(page) == [str(goes.device_id)]
    assert "Zet Basis op 1 toestel" in page
    assert "Er staat al software op." in page
    assert "Wis ze eerst." in page
    assert f"/devices/{dirty.device_id}" in page
    assert f"/devices/{away.device_id}" not in page
    order(worker, basis, *map(int, _DEVICES.findall(page)))
    assert [one.device_id for one in orders(session) if one.is_open] == [goes.device_id]


def test_what_was_erased_since_goes_along_again(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    """A laptop that comes back is erased: what was once on it is on it no more."""
    machine = imaging.wiped(session, world)
    imaging.install(session, machine, basis, imaging.worker(world))
    machine.poll()
    assert _DEVICES.findall(worker.get("/bench/image").text) == []
    imaging.erase(session, machine)
    assert _DEVICES.findall(worker.get("/bench/image").text) == [str(machine.device_id)]


def test_the_bench_asks_no_more_of_the_database_for_more_machines(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    imaging.wiped(session, world, 1)
    worker.get("/bench/image")
    with counted(db.engine) as few:
        worker.get("/bench/image")
    for number in range(2, 7):
        imaging.wiped(session, world, number)
    with counted(db.engine) as many:
        worker.get("/bench/image")
    assert len(few) == len(many)


def test_without_software_the_pages_say_whom_to_ask(worker: Person) -> None:
    for address in ("/bench/image", "/images/pile"):
        assert "Vraag het aan een coördinator." in worker.get(address).text
    assert worker.get("/images/pile/scan").location == "/images/pile"

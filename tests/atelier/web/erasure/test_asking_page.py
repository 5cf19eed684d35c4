"""Asking on the page: what will be gone, then the device's own tag, each time."""

import re
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.people.roles import Role
from atelier.workshop.erasure.models import Request
from atelier.workshop.intake import donations, donors
from atelier.workshop.intake import service as intake
from atelier.workshop.intake.models import Donation
from tests.erasures import ask, can_sanitize, flawless, on_the_bench, tell, worker
from tests.factories import World
from tests.machines import Machine
from tests.reports import a_disk
from tests.visits import Person, counted

_MEDIA = re.compile(r'name="media" value="([^"]+)"')
TWO = (can_sanitize(1), a_disk(2, name="nvme1n1", serial="S35ENX0J222222"))


@pytest.fixture
def person(app: APIFlask, world: World) -> Person:
    return signed_in(app, world, Role.BENCH_WORKER)


def signed_in(app: APIFlask, world: World, role: Role) -> Person:
    visitor = Person(app)
    visitor.sign_in(world.accounts[role].login)
    return visitor


def orders(session: Session) -> list[Order]:
    session.rollback()
    return list(session.scalars(sa.select(Order).where(Order.kind == "erase")))


def send(person: Person, address: str, code: str, **fields: Any) -> Any:
    """What a person does who sees the page and scans ``code``."""
    page = person.get(address).text
    form = {"client_id": str(uuid.uuid4()), "media": _MEDIA.findall(page), "code": code, **fields}
    return person.post(address, form, follow_redirects=True)


def test_the_plan_stands_on_the_page_of_the_device(
    person: Person, session: Session, world: World
) -> None:
    machine = on_the_bench(session, world, disks=TWO)
    page = person.get(f"/devices/{machine.device_id}").text
    for words in (
        "De schijf wist zelf alle blokken (NVMe Sanitize)",
        "De schijf zegt dat ze dit zelf kan",
        "Purge: ook in een laboratorium",
        "Alles overschrijven",
        "Clear: met gewone middelen",
        "Reserveblokken van flashgeheugen worden niet bereikt.",
        "Daarna lezen we 10 % van de schijf na",
        "Dat duurt ongeveer",
    ):
        assert words in page, words


def test_the_page_says_what_will_be_gone_and_the_tag_begins_it(
    person: Person, session: Session, world: World
) -> None:
    machine = on_the_bench(session, world, disks=TWO)
    address = f"/devices/{machine.device_id}/erase"
    page = person.get(address).text
    assert "Alles op deze 2 schijven gaat voorgoed weg" in page
    assert orders(session) == []  # a page that is opened begins nothing
    answer = send(person, address, machine.device.tag or "")
    assert "Het wissen van 2 schijven begint." in answer.text
    assert len(orders(session)) == 2
    assert session.scalar(sa.select(sa.func.count()).select_from(Request)) == 2


def test_one_disk_alone(person: Person, session: Session, world: World) -> None:
    machine = on_the_bench(session, world, disks=TWO)
    address = f"/devices/{machine.device_id}/erase?disk=serial:{TWO[1].serial}"
    assert "Alles op deze schijf gaat voorgoed weg" in person.get(address).text
    send(person, address, machine.device.tag or "", full="y")
    (order,) = orders(session)
    assert order.disk_serial == TWO[1].serial
    assert order.parameters["full"] is True


def test_a_disk_that_is_erased_is_only_erased_again_when_it_alone_is_meant(
    person: Person, session: Session, world: World
) -> None:
    machine = on_the_bench(session, world, disks=TWO)
    first, second = ask(session, machine, worker(world))
    tell(machine, first, flawless(session, first))
    machine.says(second, "failed", reason="busy")
    address = f"/devices/{machine.device_id}/erase"
    assert _MEDIA.findall(person.get(address).text) == [second.disk_id]
    again = f"{address}?disk={first.disk_id}"
    assert _MEDIA.findall(person.get(again).text) == [first.disk_id]


@pytest.mark.parametrize("code", ["", "4217 0385 61", "42", "OTHER", "SERIAL", "x" * 300])
def test_any_other_code_does_nothing_and_says_so(
    person: Person, session: Session, world: World, code: str
) -> None:
    machine, other = on_the_bench(session, world), on_the_bench(session, world, 2)
    typed = {"OTHER": other.device.tag or "", "SERIAL": a_disk(1).serial or ""}.get(code, code)
    answer = send(person, f"/devices/{machine.device_id}/erase", typed)
    assert answer.status_code == 422
    assert "message-stop" in answer.text
    assert "Wis nu" in answer.text  # and can be tried again at once
    assert orders(session) == []


@pytest.mark.parametrize("missing", ["client_id", "media", "code", "csrf_token"])
def test_a_script_that_leaves_something_out_begins_nothing(
    person: Person, session: Session, world: World, missing: str
) -> None:
    machine = on_the_bench(session, world)
    address = f"/devices/{machine.device_id}/erase"
    person.get(address)
    form = {
        "client_id": str(uuid.uuid4()),
        "media": [f"serial:{a_disk(1).serial}"],
        "code": machine.device.tag,
        "csrf_token": person.token,
    }
    form[missing] = ""
    answer = person.post(address, form)
    assert answer.status_code in {400, 422}
    assert orders(session) == []


def test_the_same_form_sent_again_begins_nothing_new(
    person: Person, session: Session, world: World
) -> None:
    machine = on_the_bench(session, world)
    address, form = f"/devices/{machine.device_id}/erase", str(uuid.uuid4())
    media = [f"serial:{a_disk(1).serial}"]
    for _ in range(3):
        data = {"client_id": form, "media": media, "code": machine.device.tag}
        assert person.post(address, data).status_code == 302
    assert len(orders(session)) == 1


def test_the_button_of_other_orders_never_erases(
    person: Person, session: Session, world: World
) -> None:
    machine = on_the_bench(session, world)
    for value in ("erase", f"erase:serial:{a_disk(1).serial}"):
        data = {"client_id": str(uuid.uuid4()), "order": value}
        answer = person.post(f"/devices/{machine.device_id}/orders", data, follow_redirects=True)
        assert "Wissen begint op zijn eigen pagina." in answer.text
    assert orders(session) == []


def test_a_machine_that_is_off_shows_why_and_no_field(
    person: Person, session: Session, world: World
) -> None:
    machine = on_the_bench(session, world)
    machine.leave()
    page = person.get(f"/devices/{machine.device_id}/erase").text
    assert "Dit toestel staat niet aan." in page
    assert "Wis nu" not in page


def test_what_may_be_somebody_s_is_for_a_coordinator(
    app: APIFlask, person: Person, session: Session, world: World
) -> None:
    machine = on_the_bench(session, world, received=False)
    address = f"/devices/{machine.device_id}/erase"
    assert "nog niet ontvangen" in person.get(address).text
    assert "Wis nu" not in person.get(address).text
    coordinator = signed_in(app, world, Role.COORDINATOR)
    page = coordinator.get(address).text
    assert "nog niet ontvangen" in page
    assert "Wis nu" in page


def test_a_volunteer_erases_nothing(app: APIFlask, session: Session, world: World) -> None:
    machine = on_the_bench(session, world)
    volunteer = signed_in(app, world, Role.VOLUNTEER)
    address = f"/devices/{machine.device_id}/erase"
    assert volunteer.get(address).status_code == 403
    assert volunteer.post(address, {"code": machine.device.tag}).status_code == 403
    assert "/erase" not in volunteer.get(f"/devices/{machine.device_id}").text
    assert orders(session) == []


def given(session: Session, world: World, machines: list[Machine]) -> Donation:
    """A donation that these machines came with, received by their tags."""
    donor = donors.create(
        session,
        organisation_id=world.organisation.id,
        client_id=str(uuid.uuid4()),
        details=donors.Details(kind="council", name="A council"),
    )
    donation = donations.create(session, donor=donor, client_id=str(uuid.uuid4()))
    for machine in machines:
        intake.receive_device(
            session,
            device=machine.device,
            client_id=str(uuid.uuid4()),
            donation=donation,
            place=world.bench,
            actor=world.actor,
        )
    session.commit()
    return donation


@pytest.mark.parametrize("code", ["COUNT", "REFERENCE"])
def test_every_machine_of_a_donation_that_is_on(
    person: Person, session: Session, world: World, code: str
) -> None:
    first, second, off = (on_the_bench(session, world, n, received=False) for n in (1, 2, 3))
    stranger = on_the_bench(session, world, 4)
    donation = given(session, world, [first, second, off])
    off.leave()
    address = f"/donations/{donation.id}/erase"
    page = person.get(address).text
    assert "Alles op 2 schijven gaat voorgoed weg" in page
    for machine, shown in ((first, True), (second, True), (off, False), (stranger, False)):
        assert (f'value="{machine.device_id}:serial:' in page) is shown
    answer = send(person, address, "2" if code == "COUNT" else donation.reference)
    assert "Het wissen van 2 schijven begint." in answer.text
    assert {order.device_id for order in orders(session)} == {first.device_id, second.device_id}


def test_a_machine_without_a_tag_is_left_out_of_its_donation_and_says_why(
    person: Person, session: Session, world: World
) -> None:
    machine = on_the_bench(session, world, 1, received=False)
    bare = Machine(session, world.station, 2)
    donation = given(session, world, [machine, bare])
    address = f"/donations/{donation.id}/erase"
    page = person.get(address).text
    assert f'value="{bare.device_id}:' not in page
    assert "Plak eerst een etiket op dit toestel." in page
    assert "Het wissen van 1 schijf begint." in send(person, address, "1").text


@pytest.mark.parametrize("code", ["", "1", "3", "ja", "4217 0385 61"])
def test_a_donation_counted_wrong_begins_nothing(
    person: Person, session: Session, world: World, code: str
) -> None:
    machines = [on_the_bench(session, world, n, received=False) for n in (1, 2)]
    donation = given(session, world, machines)
    answer = send(person, f"/donations/{donation.id}/erase", code)
    assert answer.status_code == 422
    assert orders(session) == []


def test_a_machine_that_went_off_meanwhile_stops_the_whole_donation(
    person: Person, session: Session, world: World
) -> None:
    machines = [on_the_bench(session, world, n, received=False) for n in (1, 2)]
    donation = given(session, world, machines)
    address = f"/donations/{donation.id}/erase"
    media = _MEDIA.findall(person.get(address).text)
    machines[1].leave()
    form = {"client_id": str(uuid.uuid4()), "media": media, "code": "2"}
    answer = person.post(address, form)
    assert answer.status_code == 422
    assert "staat niet meer aan" in answer.text
    assert orders(session) == []


def test_the_form_of_a_donation_sent_again_begins_nothing_new_and_says_so(
    person: Person, session: Session, world: World
) -> None:
    machines = [on_the_bench(session, world, n, received=False) for n in (1, 2)]
    donation = given(session, world, machines)
    address = f"/donations/{donation.id}/erase"
    media = _MEDIA.findall(person.get(address).text)
    form = {"client_id": str(uuid.uuid4()), "media": media, "code": "2"}
    assert person.post(address, form).status_code == 302
    machines[1].leave()
    again = person.post(address, form, follow_redirects=True)
    assert "Het wissen van 2 schijven begint." in again.text
    assert len(orders(session)) == 2


def test_the_page_of_a_device_costs_no_more_for_more_disks(
    person: Person, session: Session, world: World
) -> None:
    costs = []
    for number, count in ((1, 2), (2, 12)):
        disks = tuple(
            a_disk(number, name=f"nvme{n}n1", serial=f"S35ENX0J{number}{n:05}")
            for n in range(count)
        )
        machine = on_the_bench(session, world, number, disks=disks)
        person.get(f"/devices/{machine.device_id}")
        with counted(session.get_bind().engine) as seen:
            person.get(f"/devices/{machine.device_id}")
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_the_page_of_a_donation_costs_no_more_for_more_machines(
    person: Person, session: Session, world: World
) -> None:
    costs = []
    for numbers in (range(1, 3), range(3, 9)):
        machines = [on_the_bench(session, world, n, disks=TWO, received=False) for n in numbers]
        address = f"/donations/{given(session, world, machines).id}/erase"
        assert f"Alles op {2 * len(machines)} schijven gaat" in person.get(address).text
        with counted(session.get_bind().engine) as seen:
            person.get(address)
        costs.append(len(seen))
    assert costs[0] == costs[1]

"""Choosing software for one device: what suits it first, what does not with its reason."""

import re
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.db import db
from atelier.people.roles import Role
from atelier.workshop.imaging.models import Image, Request
from tests import imaging
from tests.atelier.web.imaging.conftest import SignIn
from tests.factories import World
from tests.reports import a_disk, memory
from tests.visits import Person, counted

_CHECKED = re.compile(r'name="image" value="(\d+)" checked')
GB = 10**9


def orders(session: Session) -> list[Order]:
    session.rollback()
    return list(session.scalars(sa.select(Order).where(Order.kind == "image")))


def send(person: Person, address: str, **fields: Any) -> Any:
    form = {"client_id": str(uuid.uuid4()), **fields}
    return person.post(address, form, follow_redirects=True)


@pytest.fixture
def basis(session: Session, world: World) -> Image:
    image = imaging.add(session, world, name="basis", titles={"nl": "Basis"})
    session.commit()
    return image


def test_the_next_step_leads_to_the_page_and_the_best_is_marked(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    other = imaging.add(session, world, name="anders", titles={"nl": "Anders"})
    machine = imaging.wiped(session, world)
    page = worker.get(f"/devices/{machine.device_id}").text
    address = f"/devices/{machine.device_id}/image"
    assert address in page
    assert "Kies de software" in page
    page = worker.get(address).text
    assert "Dit past het best bij dit toestel:" in page
    assert _CHECKED.findall(page) == [str(basis.id)]
    assert f'value="{other.id}"' in page
    assert orders(session) == []  # a page that is opened orders nothing


def test_one_press_orders_it_and_the_bench_shows_it(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    machine = imaging.wiped(session, world)
    answer = send(worker, f"/devices/{machine.device_id}/image", image=basis.id)
    assert "De software komt op dit toestel. Laat het aan staan." in answer.text
    (order,) = orders(session)
    assert order.parameters["image"] == basis.sha256
    assert "Software zetten" in answer.text
    assert f"basis {basis.release}" in answer.text  # beside the order on the bench
    assert session.scalar(sa.select(sa.func.count()).select_from(Request)) == 1


def test_the_same_form_sent_again_orders_once(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    machine = imaging.wiped(session, world)
    form = {"client_id": str(uuid.uuid4()), "image": basis.id}
    for _ in range(3):
        assert worker.post(f"/devices/{machine.device_id}/image", form).status_code == 302
    assert len(orders(session)) == 1


def test_what_does_not_suit_it_cannot_be_chosen_and_says_why(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    large = imaging.add(session, world, name="groot", titles={"nl": "Groot"}, disk_bytes=4000 * GB)
    machine = imaging.wiped(session, world)
    page = worker.get(f"/devices/{machine.device_id}/image").text
    assert "Dit gaat niet op dit toestel" in page
    assert "De schijf is te klein" in page
    assert f'value="{large.id}"' not in page
    answer = send(worker, f"/devices/{machine.device_id}/image", image=large.id)
    assert answer.status_code == 422
    assert orders(session) == []


def test_what_is_on_trial_is_offered_to_a_coordinator_alone(
    worker: Person, coordinator: Person, session: Session, world: World, basis: Image
) -> None:
    trial = imaging.add(session, world, name="nieuw", released=False, titles={"nl": "Nieuw"})
    machine = imaging.wiped(session, world)
    address = f"/devices/{machine.device_id}/image"
    assert f'value="{trial.id}"' not in worker.get(address).text
    answer = send(worker, address, image=trial.id)
    assert answer.status_code == 422
    assert "Alleen een coördinator kan ze op een toestel zetten." in answer.text
    assert "op proef" in coordinator.get(address).text
    send(coordinator, address, image=trial.id)
    assert len(orders(session)) == 1


def test_of_two_disks_one_is_chosen(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    disks = (
        a_disk(1, name="sda", serial="TEST0001", size_bytes=256 * GB),
        a_disk(2, name="sdb", serial="TEST0002", size_bytes=500 * GB),
    )
    machine = imaging.wiped(session, world, disks=disks)
    address = f"/devices/{machine.device_id}/image"
    page = worker.get(address).text
    assert "Op welke schijf?" in page
    media = re.findall(r'name="disk" value="([^"]+)"', page)
    assert len(media) == 2
    send(worker, address, image=basis.id, disk=media[1])
    (order,) = orders(session)
    assert order.disk_id == media[1]


@pytest.mark.parametrize("image", ["", "x", "-1", "99999999999999999999", "4711"])
def test_a_choice_that_is_none_does_nothing_and_says_so(
    worker: Person, session: Session, world: World, basis: Image, image: str
) -> None:
    machine = imaging.wiped(session, world)
    answer = send(worker, f"/devices/{machine.device_id}/image", image=image)
    assert answer.status_code in {404, 422}
    assert orders(session) == []


@pytest.mark.parametrize("missing", ["client_id", "csrf_token"])
def test_a_script_that_leaves_something_out_begins_nothing(
    worker: Person, session: Session, world: World, basis: Image, missing: str
) -> None:
    machine = imaging.wiped(session, world)
    address = f"/devices/{machine.device_id}/image"
    worker.get(address)
    form = {"client_id": str(uuid.uuid4()), "image": basis.id, missing: ""}
    assert worker.post(address, form).status_code in {400, 422}
    assert orders(session) == []


def test_what_hinders_is_all_that_the_page_shows(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    """What nobody can choose now is not offered; and whoever sends it all the same hears why."""
    off = imaging.wiped(session, world)
    off.leave()
    dirty = imaging.on_the_bench(session, world, 2)
    empty = imaging.on_the_bench(session, world, 3, disks=())
    for machine, said in (
        (off, "Dit toestel staat niet aan. Start het met de stick."),
        (dirty, "Niet elke schijf is gewist sinds het toestel gebruikt werd. Wis ze eerst."),
        (empty, "Er zit geen schijf in dit toestel. Steek er een in, en meet het toestel opnieuw."),
    ):
        address = f"/devices/{machine.device_id}/image"
        page = worker.get(address).text
        assert said in page
        for choice in ('name="image"', "btn-next", "Dit gaat niet op dit toestel"):
            assert choice not in page, choice
        answer = send(worker, address, image=basis.id)
        assert answer.status_code == 422
        assert answer.text.count(said) == 1
    assert orders(session) == []


def test_without_any_software_the_page_says_whom_to_ask(
    worker: Person, session: Session, world: World
) -> None:
    machine = imaging.wiped(session, world)
    page = worker.get(f"/devices/{machine.device_id}/image").text
    assert "Vraag het aan een coördinator." in page


def test_a_volunteer_orders_nothing(
    sign_in: SignIn, session: Session, world: World, basis: Image
) -> None:
    machine = imaging.wiped(session, world)
    volunteer = sign_in(Role.VOLUNTEER)
    address = f"/devices/{machine.device_id}/image"
    assert volunteer.get(address).status_code == 403
    assert volunteer.post(address, {"image": basis.id}).status_code == 403
    assert address not in volunteer.get(f"/devices/{machine.device_id}").text
    assert orders(session) == []


def test_the_button_of_other_orders_never_puts_software_on(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    machine = imaging.wiped(session, world)
    answer = send(worker, f"/devices/{machine.device_id}/orders", order="image")
    assert "Software zetten begint op zijn eigen pagina." in answer.text
    assert orders(session) == []


def test_more_images_ask_no_more_of_the_database(
    worker: Person, session: Session, world: World, basis: Image
) -> None:
    machine = imaging.wiped(session, world, memory=memory(8))
    address = f"/devices/{machine.device_id}/image"
    worker.get(address)
    with counted(db.engine) as few:
        worker.get(address)
    for number in range(6):
        imaging.add(session, world, name=f"image-{number}")
    session.commit()
    with counted(db.engine) as many:
        worker.get(address)
    assert len(few) == len(many)

"""Places, and moving a device to one, on the pages."""

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices import service
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.stock import forest, ledger, places
from atelier.stock.models import Place, PlaceKind, Posting
from tests.factories import World, make_world
from tests.visits import Person, counted


@pytest.fixture
def coordinator(app: APIFlask, world: World) -> Person:
    person = Person(app)
    person.sign_in(world.accounts[Role.COORDINATOR].login)
    return person


@pytest.fixture
def device(session: Session, world: World) -> Device:
    made = service.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )
    session.commit()
    return made


def put(session: Session, world: World, device: Device, to: Place, client_id: str) -> None:
    ledger.post(session, device, to, reason="test", actor=world.actor, client_id=client_id)
    session.commit()


def new_form(person: Person, **changes: str) -> dict[str, str]:
    form = {"name": "Rek B", "kind": "shelf", "client_id": person.client_id("/places/new")}
    return {**form, **changes}


def test_a_new_place_stands_in_the_list_and_can_be_chosen(
    session: Session, world: World, coordinator: Person
) -> None:
    assert coordinator.post("/places/new", new_form(coordinator)).status_code == 302
    assert "Rek B" in coordinator.get("/places").text
    names = [place.name for place in places.physical(session, world.organisation.id)]
    assert "Rek B" in names


def test_the_same_form_twice_makes_one_place(session: Session, coordinator: Person) -> None:
    form = new_form(coordinator)
    assert coordinator.post("/places/new", form).status_code == 302
    assert coordinator.post("/places/new", form).status_code == 302
    assert session.scalar(sa.select(sa.func.count()).where(Place.name == "Rek B")) == 1
    assert coordinator.post("/places/new", {**form, "name": "Rek C"}).status_code == 302
    assert session.scalar(sa.select(sa.func.count()).where(Place.name == "Rek C")) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Geef de plaats een naam"),
        ({"name": "\x00"}, "Geef de plaats een naam"),
        ({"name": " shelf "}, "bestaat al"),
        ({"kind": "donor"}, ""),
        ({"kind": "gone"}, ""),
    ],
)
def test_an_error_is_told_and_nothing_is_made(
    session: Session, coordinator: Person, changes: dict[str, str], words: str
) -> None:
    before = session.scalar(sa.select(sa.func.count()).select_from(Place))
    answer = coordinator.post("/places/new", new_form(coordinator, **changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Place)) == before


def test_a_place_gets_another_name(session: Session, world: World, coordinator: Person) -> None:
    address = f"/places/{world.shelf.id}"
    assert coordinator.post(address, {"name": "bench", "kind": "shelf"}).status_code == 422
    assert coordinator.post(address, {"name": "Rek A", "kind": "van"}).status_code == 302
    session.refresh(world.shelf)
    assert (world.shelf.name, world.shelf.kind) == ("Rek A", "van")


def test_a_place_closes_only_when_it_is_empty_and_opens_again(
    session: Session, world: World, device: Device, coordinator: Person
) -> None:
    put(session, world, device, world.bench, "one")
    address = f"/places/{world.bench.id}/close"
    page = coordinator.get(address).text
    assert "Hier staat nog 1 toestel" in page
    assert f'action="{address}"' not in page
    refused = coordinator.post(address, {}, follow_redirects=True)
    assert "Verplaats eerst alles" in refused.text
    session.refresh(world.bench)
    assert world.bench.active
    put(session, world, device, world.shelf, "two")
    assert coordinator.post(address, {}).status_code == 302
    session.refresh(world.bench)
    assert not world.bench.active
    taken = coordinator.post("/places/new", new_form(coordinator, name="bench"))
    assert "maar is gesloten" in taken.text
    assert coordinator.post(f"/places/{world.bench.id}/reopen", {}).status_code == 302
    session.refresh(world.bench)
    assert world.bench.active


def test_neither_another_organisations_place_nor_an_account_no_hand_touches_is_shown(
    session: Session, world: World, coordinator: Person
) -> None:
    other = make_world(session, "Ander test-atelier").bench
    donor = places.virtual(session, world.organisation.id, PlaceKind.DONOR)
    for place_id in (other.id, donor.id):
        assert coordinator.get(f"/places/{place_id}").status_code == 404
        form = {"name": "Gekaapt", "kind": "shelf"}
        assert coordinator.post(f"/places/{place_id}", form).status_code == 404
        assert coordinator.post(f"/places/{place_id}/close", {}).status_code == 404
        assert coordinator.post(f"/places/{place_id}/reopen", {}).status_code == 404
    assert "Bij de schenker" not in coordinator.get("/places").text


def test_the_list_counts_and_asks_no_more_when_it_is_longer(
    session: Session, world: World, device: Device, coordinator: Person
) -> None:
    put(session, world, device, world.bench, "one")
    fill(session, world, 3)
    few = queries(coordinator, "/places")
    fill(session, world, 30)
    assert queries(coordinator, "/places") == few <= 7
    assert "1 toestel<" in coordinator.get("/places").text
    first = forest.page(session, world.organisation.id, size=20)
    rest = forest.page(session, world.organisation.id, first.after, size=20)
    names = [row.place.name for row in (*first.rows, *rest.rows)]
    assert len(names) == len(set(names)) == 35
    assert names == sorted(names, key=str.lower)
    assert rest.after is None
    counts = {row.place.name: row.devices for row in (*first.rows, *rest.rows)}
    assert counts.pop("bench") == 1
    assert set(counts.values()) == {0}


def test_places_stand_in_a_tree_and_are_put_elsewhere_in_it(
    session: Session, world: World, coordinator: Person
) -> None:
    organisation_id = world.organisation.id
    site, room = (
        places.create(session, organisation_id=organisation_id, kind=kind, name=name)
        for kind, name in ((PlaceKind.SITE, "Testgebouw"), (PlaceKind.ROOM, "Aan de achterkant"))
    )
    form = {"name": room.name, "kind": "room", "parent": str(site.id)}
    assert coordinator.post(f"/places/{room.id}", form).status_code == 302
    rows = [(row.place.name, row.depth) for row in forest.page(session, organisation_id).rows]
    at = rows.index(("Testgebouw", 0))
    assert rows[at + 1] == ("Aan de achterkant", 1)
    page = coordinator.get("/places").text.split('class="rows tree"')[1]
    assert page.index("Testgebouw") < page.index("Aan de achterkant")
    assert "Testgebouw › Aan de achterkant" in coordinator.get(f"/places/{room.id}").text
    itself = {**form, "kind": "room", "parent": str(room.id)}
    assert coordinator.post(f"/places/{room.id}", itself).status_code == 422
    misfit = coordinator.post(f"/places/{site.id}", {"name": "x", "kind": "rack", "parent": ""})
    assert "kan daar dan niet blijven" in misfit.text
    session.expire_all()
    assert (room.parent_id, site.name) == (site.id, "Testgebouw")


def test_the_tree_asks_no_more_when_it_is_larger(
    session: Session, world: World, coordinator: Person
) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            name = f"Gebouw {len(places.physical(session, world.organisation.id))}"
            site = places.create(
                session, organisation_id=world.organisation.id, kind=PlaceKind.SITE, name=name
            )
            places.create(
                session,
                organisation_id=world.organisation.id,
                kind=PlaceKind.ROOM,
                name=f"Lokaal in {name}",
                parent=site,
            )
        session.commit()

    grow(2)
    few = queries(coordinator, "/places")
    grow(8)
    assert queries(coordinator, "/places") == few


def test_a_parent_of_another_organisation_is_not_there(
    session: Session, world: World, coordinator: Person
) -> None:
    other = make_world(session, "Ander test-atelier")
    answer = coordinator.post("/places/new", new_form(coordinator, parent=str(other.shelf.id)))
    assert answer.status_code == 422
    assert session.scalar(sa.select(Place.id).where(Place.name == "Rek B")) is None


def test_a_device_is_moved_with_one_press(
    app: APIFlask, session: Session, world: World, device: Device
) -> None:
    person = Person(app)
    person.sign_in(world.accounts[Role.VOLUNTEER].login)
    path, bench, shelf = f"/devices/{device.id}/move", world.bench.id, world.shelf.id
    form = {"client_id": person.client_id(path), "place": str(bench)}
    answer = person.post(path, form)
    assert answer.location == f"/devices/{device.id}"
    assert person.post(path, form).status_code == 302
    place = ledger.place_of(session, device)
    assert place
    assert place.id == bench
    (posting,) = session.scalars(sa.select(Posting)).all()
    assert posting.account_id == world.accounts[Role.VOLUNTEER].id
    page = person.get(path).text
    assert "nu: bench" in page
    assert f'value="{bench}"' not in page
    assert f'value="{shelf}"' in page


def test_what_cannot_be_chosen_is_not_offered_nor_taken(
    app: APIFlask, session: Session, world: World, device: Device
) -> None:
    person = Person(app)
    person.sign_in(world.accounts[Role.BENCH_WORKER].login)
    path = f"/devices/{device.id}/move"
    other = make_world(session, "Ander test-atelier").bench
    gone = places.virtual(session, world.organisation.id, PlaceKind.GONE)
    places.close(session, world.shelf)
    ids = [other.id, gone.id, world.shelf.id]
    page = person.get(path).text
    for place in (*map(str, ids), "", "x", "-1", "9" * 30):
        assert f'name="place" value="{place}"' not in page
        answer = person.post(path, {"client_id": person.client_id(path), "place": place})
        assert answer.status_code == 422, place
        assert 'role="alert"' in answer.text
    assert ledger.place_of(session, device) is None


def test_a_device_of_another_organisation_does_not_exist(
    app: APIFlask, session: Session, world: World, device: Device
) -> None:
    other = make_world(session, "Ander test-atelier")
    path, bench = f"/devices/{device.id}/move", other.bench.id
    login = other.accounts[Role.COORDINATOR].login
    person = Person(app)
    person.sign_in(login)
    assert person.get(path).status_code == 404
    assert person.post(path, {"place": str(bench)}).status_code == 404


def test_a_desk_moves_nothing(app: APIFlask, world: World, device: Device) -> None:
    person = Person(app)
    person.sign_in(world.accounts[Role.DESK].login)
    assert person.get(f"/devices/{device.id}/move").status_code == 403
    assert person.get("/places").status_code == 403


def test_choosing_asks_no_more_when_there_are_more_places(
    session: Session, world: World, device: Device, coordinator: Person
) -> None:
    path = f"/devices/{device.id}/move"
    fill(session, world, 3)
    few = queries(coordinator, path)
    fill(session, world, 30)
    assert queries(coordinator, path) == few <= 7  # one of them: who calls for help, on every page


def fill(session: Session, world: World, count: int) -> None:
    for number in range(count):
        places.create(
            session,
            organisation_id=world.organisation.id,
            kind=PlaceKind.SHELF,
            name=f"Rek {count} {number}",
        )
    session.commit()


def queries(person: Person, path: str) -> int:
    with counted(db.engine) as seen:
        assert person.get(path).status_code == 200
    return len([statement for statement in seen if statement.startswith("SELECT")])

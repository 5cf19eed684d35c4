"""What a desk sees of what is ready: that, and nothing else of the workshop."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.demo.pictures import draw
from atelier.devices import photos
from atelier.devices.models import Device, Photo
from atelier.edge import settings
from atelier.lending.fitting import Wish
from atelier.lending.reservations import asking
from atelier.people.roles import Role
from atelier.stock import desks, transfers
from atelier.stock.models import Place
from atelier.web.lending import map as drawn
from tests.factories import World
from tests.visits import Person, counted

AtDesk = Callable[..., Device]
GIB = 2**30


def ask(session: Session, world: World, desk: Place, kind: str = "screen") -> None:
    asking.ask(
        session,
        desk=desk,
        wish=Wish(kind=kind),
        quantity=1,
        wanted_by=date.today(),
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    session.commit()


def test_what_is_ready_and_how_soon_it_is_here(
    host: Person, ready: AtDesk, at_desk: AtDesk, neighbour: Place
) -> None:
    ready()
    ready()
    at_desk()
    at_desk(place=neighbour)
    page = host.get("/window").text
    assert "4 toestellen klaar" in page
    assert "1 nu op dit punt" in page
    assert "2 in het atelier, met de volgende rit hier" in page
    assert "1 op een ander punt" in page
    assert "Punt bij de buren" not in page


def test_nothing_else_of_the_workshop_is_seen(
    session: Session, world: World, host: Person, ready: AtDesk, neighbour: Place
) -> None:
    promised, broken = ready(), ready(next_step="repair")
    broken.next_step = "repair"
    ask(session, world, neighbour)
    page = host.get("/window").text
    assert "0 toestellen klaar" in page
    one_by_one = host.get("/window/devices").text
    for device in (promised, broken):
        assert (device.tag or "")[:4] not in one_by_one
        assert host.get(f"/reservations/new/{device.id}").status_code == 404
    assert host.get("/devices").status_code == 403


def test_what_comes_with_the_next_van(
    session: Session, world: World, host: Person, ready: AtDesk, desk: Place
) -> None:
    device = ready()
    transfer = transfers.open_one(
        session,
        organisation_id=world.organisation.id,
        origin=world.shelf,
        to=desk,
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    transfers.add(session, transfer, device)
    session.commit()
    assert "1 onderweg naar dit punt" in host.get("/window").text
    transfers.send(session, transfer, actor=world.actor)
    session.commit()
    assert "1 onderweg naar dit punt" in host.get("/window").text


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ("", 3),
        ("kind=screen", 3),
        ("kind=laptop", 0),
        ("memory=8", 2),
        ("memory=16", 1),
        ("grade=A", 1),
        ("grade=B", 2),
        ("image=school", 1),
        ("large=1", 1),
        ("use=school", 1),
        ("kind=nonsense&memory=-3&grade=Q&large=x", 3),
    ],
)
def test_it_is_narrowed_by_the_address(
    session: Session, host: Person, ready: AtDesk, narrowed: str, count: int
) -> None:
    one, two, three = ready(), ready(), ready()
    one.memory_bytes, one.grade, one.software = int(7.6 * GIB), "A", "school"
    two.memory_bytes, two.grade, two.use = 16 * GIB, "B", "school"
    three.memory_bytes, three.grade, three.screen_inches = 4 * GIB, "C", 17.3
    session.commit()
    word = "toestel" if count == 1 else "toestellen"
    assert f"{count} {word} klaar" in host.get(f"/window?{narrowed}").text


def test_where_nothing_is_ready_people_can_wait(
    session: Session, world: World, host: Person, neighbour: Place
) -> None:
    ask(session, world, neighbour, "tablet")
    page = host.get("/window").text
    assert "1 wacht" in page
    assert "/reservations/new?kind=tablet" in page


def test_the_number_of_questions_does_not_grow(
    session: Session, host: Person, ready: AtDesk
) -> None:
    def asked(address: str) -> int:
        with counted(db.engine) as seen:
            assert host.get(address).status_code == 200
        return len(seen)

    ready()
    before = [asked(one) for one in ("/window", "/window/devices", "/window/map")]
    for number in range(4):
        ready().memory_bytes = number * GIB
    session.commit()
    assert [asked(one) for one in ("/window", "/window/devices", "/window/map")] == before


def test_pictures_of_what_lies_in_the_window_and_of_nothing_else(
    app: APIFlask, session: Session, world: World, host: Person, ready: AtDesk, neighbour: Place
) -> None:
    def picture(device: Device) -> Photo:
        return photos.add(
            session, device, draw(device.id), files=settings().files, actor=world.actor
        )

    shown, hidden = picture(ready()), picture(ready(next_step="repair"))
    session.get_one(Device, hidden.device_id).next_step = "repair"
    session.commit()
    assert f"/window/photos/{shown.id}.jpg" in host.get("/window").text
    found = host.get(f"/window/photos/{shown.id}.jpg", buffered=True)
    assert found.mimetype == "image/jpeg"
    assert host.get(f"/window/photos/{hidden.id}.jpg").status_code == 404
    assert host.get("/window/photos/999.jpg").status_code == 404


def test_a_desk_sees_its_own_points_on_the_map_and_the_coordinator_all(
    session: Session, host: Person, coordinator: Person, desk: Place, neighbour: Place
) -> None:
    for place, east in ((desk, 4.40), (neighbour, 4.50)):
        details = desks.of(session, place)
        details.latitude, details.longitude = 51.0, east
    session.commit()
    own, all_of_them = (one.get("/window/map").text for one in (host, coordinator))
    assert "Testpunt" in own
    assert "Punt bij de buren" not in own
    assert "Punt bij de buren" in all_of_them
    assert all_of_them.count("map-point ") + all_of_them.count('map-point"') == 2


def test_whoever_works_at_no_desk_still_sees_what_is_ready(
    app: APIFlask, world: World, ready: AtDesk
) -> None:
    person = Person(app)
    person.sign_in(world.accounts[Role.DESK].login)
    ready()
    page = person.get("/window")
    assert page.status_code == 200
    assert "Reserveer" not in page.text


def test_points_lie_as_they_do_on_earth() -> None:
    spots, a_km = drawn.project([(51.0, 4.4), (51.1, 4.4), (51.0, 4.6)])
    (west, south), (_, north), (east, _) = spots
    assert west < east
    assert north < south
    assert (south - north) / a_km == pytest.approx(11.13, abs=0.05)
    assert (east - west) / a_km == pytest.approx(14.0, abs=0.1)


def test_points_on_one_spot_are_drawn_apart() -> None:
    spots = drawn.apart([(100.0, 100.0)] * 5 + [(0.0, 0.0)])
    for number, one in enumerate(spots):
        assert drawn.RADIUS <= one[0] <= drawn.WIDTH - drawn.RADIUS
        for other in spots[:number]:
            distance = ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5
            assert distance > 2 * drawn.RADIUS - 3


@pytest.mark.parametrize("degrees", [[], [(51.0, 4.4)]])
def test_a_map_of_one_point_or_none(degrees: list[tuple[float, float]]) -> None:
    spots, a_km = drawn.project(degrees)
    assert len(spots) == len(degrees)
    assert a_km > 0

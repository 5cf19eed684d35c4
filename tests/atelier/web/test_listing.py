import pytest
from sqlalchemy.orm import Session

from atelier.devices import service
from atelier.stock import ledger
from atelier.web.devices import listing
from atelier.web.devices.listing import GB, Filters
from tests.factories import World, make_world


def make(session: Session, world: World, count: int = 1, **columns: object):
    made = []
    for _ in range(count):
        device = service.create(
            session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
        )
        for name, value in columns.items():
            setattr(device, name, value)
        made.append(device)
    session.flush()
    return made


def ids(page: listing.Page) -> list[int]:
    return [row.device.id for row in page.rows]


def test_pages_by_key_show_every_device_once(session: Session, world: World) -> None:
    made = make(session, world, count=listing.PAGE * 2 + 3)
    seen, after = [], None
    for _ in range(3):
        page = listing.page(session, world.organisation.id, Filters(), after)
        seen += ids(page)
        after = page.after
        assert page.count == len(made)
    assert after is None
    assert seen == [device.id for device in reversed(made)]


def test_a_device_that_comes_in_between_moves_nothing(session: Session, world: World) -> None:
    make(session, world, count=listing.PAGE + 5)
    first = listing.page(session, world.organisation.id, Filters())
    make(session, world)
    second = listing.page(session, world.organisation.id, Filters(), first.after)
    assert not set(ids(first)) & set(ids(second))
    assert len(second.rows) == 5


@pytest.mark.parametrize(
    ("filters", "matches"),
    [
        (Filters(memory=8), {"memory_bytes": int(7.6 * GB)}),
        (Filters(grade="B"), {"grade": "B"}),
        (Filters(kind="tablet"), {"kind": "tablet"}),
        (Filters(step="erase"), {"next_step": "erase"}),
        (Filters(disk=240), {"disk_bytes": 240_057_409_536}),
    ],
)
def test_a_filter_shows_what_matches_and_nothing_else(
    session: Session, world: World, filters: Filters, matches: dict[str, object]
) -> None:
    make(session, world, memory_bytes=4 * GB, disk_bytes=120_000_000_000, grade="C")
    (wanted,) = make(session, world, **matches)
    assert ids(listing.page(session, world.organisation.id, filters)) == [wanted.id]


def test_place_and_maker_are_filters(session: Session, world: World) -> None:
    here, there = make(session, world, count=2)
    here.model = service.find_or_create_model(session, "HP", "ProBook 430")
    ledger.post(session, here, world.bench, reason="test", actor=world.actor, client_id="a move")
    for filters in (Filters(place=world.bench.id), Filters(maker="HP"), Filters(q="probok")):
        page = listing.page(session, world.organisation.id, filters)
        assert ids(page) == [here.id]
        assert page.rows[0].place == world.bench
    assert there.id in ids(listing.page(session, world.organisation.id, Filters()))


def test_an_organisation_sees_its_own(session: Session, world: World) -> None:
    make(session, world)
    other = make_world(session, "Ander test-atelier")
    assert listing.page(session, other.organisation.id, Filters()).rows == []


def test_the_makers_offered_are_those_of_the_own_devices(session: Session, world: World) -> None:
    (device,) = make(session, world)
    device.model = service.find_or_create_model(session, "HP", "ProBook 430")
    session.flush()
    other = make_world(session, "Ander test-atelier")
    assert listing.makers(session, world.organisation.id) == ["HP"]
    assert listing.makers(session, other.organisation.id) == []


def test_an_export_is_what_the_list_shows(session: Session, world: World) -> None:
    make(session, world, count=7, grade="A")
    make(session, world, count=3, grade="B")
    rows = list(listing.everything(session, world.organisation.id, Filters(grade="A")))
    assert [row.device.grade for row in rows] == ["A"] * 7


def test_nonsense_in_the_address_is_left_out() -> None:
    read = Filters.read({"memory": "veel", "grade": "Z", "place": "-1", "step": "x", "kind": "?"})
    assert read == Filters()
    assert Filters(q="hp", memory=8).as_args() == {"q": "hp", "memory": "8"}

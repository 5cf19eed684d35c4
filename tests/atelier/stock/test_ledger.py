"""The one door of the ledger, on both databases."""

import random
import threading
import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices import history, service
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Event
from atelier.errors import Conflict, NotFound
from atelier.people.actor import Actor
from atelier.stock import ledger, places
from atelier.stock.models import Holding, Place, PlaceKind, Posting
from tests.factories import World, make_world


@pytest.fixture
def device(session: Session, world: World) -> Device:
    return make_device(session, world)


def make_device(session: Session, world: World) -> Device:
    return service.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )


def post(
    session: Session,
    world: World,
    device: Device,
    to: Place,
    client_id: str = "",
    reason: str = "moved",
):
    return ledger.post(
        session,
        device,
        to,
        reason=reason,
        actor=world.actor,
        client_id=client_id or str(uuid.uuid4()),
    )


def count(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Posting)) or 0


def test_the_first_move_comes_from_the_donor(
    session: Session, world: World, device: Device
) -> None:
    posting = post(session, world, device, world.bench)
    donor = places.virtual(session, world.organisation.id, PlaceKind.DONOR)
    assert (posting.from_place_id, posting.to_place_id) == (donor.id, world.bench.id)
    assert posting.account_id == world.actor.account_id
    assert ledger.place_of(session, device) == world.bench
    second = post(session, world, device, world.shelf)
    assert second.from_place_id == world.bench.id


def test_a_client_id_moves_once(session: Session, world: World, device: Device) -> None:
    first = post(session, world, device, world.bench, "one")
    post(session, world, device, world.shelf, "two")
    assert post(session, world, device, world.bench, "one") is first
    assert ledger.place_of(session, device) == world.shelf
    assert count(session) == 2


def test_a_client_id_of_another_move_is_refused(
    session: Session, world: World, device: Device
) -> None:
    post(session, world, device, world.bench, "one")
    with pytest.raises(Conflict):
        post(session, world, device, world.shelf, "one")
    with pytest.raises(Conflict):
        post(session, world, make_device(session, world), world.bench, "one")
    assert count(session) == 1


def test_a_repeat_is_harmless_even_when_the_place_has_closed(
    session: Session, world: World, device: Device
) -> None:
    first = post(session, world, device, world.bench, "one")
    post(session, world, device, world.shelf)
    places.close(session, world.bench)
    assert post(session, world, device, world.bench, "one") is first


def test_where_it_is_already_is_no_move(session: Session, world: World, device: Device) -> None:
    post(session, world, device, world.bench)
    before = len(history.events_of(session, device))
    assert post(session, world, device, world.bench) is None
    assert count(session) == 1
    assert len(history.events_of(session, device)) == before


def test_history_gets_a_line(session: Session, world: World, device: Device) -> None:
    post(session, world, device, world.shelf)
    line = session.scalars(sa.select(Event).where(Event.kind == facts.PLACED)).one()
    assert line.data == {
        "place_kind": facts.PHYSICAL,
        "place_id": world.shelf.id,
        "place": "shelf",
    }
    assert line.account_id == world.actor.account_id
    post(session, world, device, places.virtual(session, world.organisation.id, PlaceKind.GONE))
    newest = session.scalars(sa.select(Event).order_by(Event.id.desc())).first()
    assert newest
    assert newest.data["place_kind"] == facts.VIRTUAL


def test_a_place_of_another_organisation_is_refused(
    session: Session, world: World, device: Device
) -> None:
    other = make_world(session, "Ander test-atelier")
    with pytest.raises(NotFound):
        post(session, world, device, other.bench)
    assert count(session) == 0
    assert ledger.place_of(session, device) is None


def test_a_closed_place_is_refused(session: Session, world: World, device: Device) -> None:
    places.close(session, world.bench)
    with pytest.raises(Conflict):
        post(session, world, device, world.bench)
    assert count(session) == 0


def test_the_cache_equals_the_fold_after_any_moves(session: Session, world: World) -> None:
    chance = random.Random(20)
    devices = [make_device(session, world) for _ in range(6)]
    ends = [
        *places.physical(session, world.organisation.id),
        *(places.virtual(session, world.organisation.id, kind) for kind in (PlaceKind.LOST,)),
    ]
    for _ in range(60):
        # As it was seen: what was missed only comes back by being found.
        post(session, world, chance.choice(devices), chance.choice(ends), reason="counted")
    held = dict(session.execute(sa.select(Holding.device_id, Holding.place_id)).all())
    assert held == ledger.folded(session, world.organisation.id)
    assert set(held) == {device.id for device in devices}
    assert chain_is_whole(session)


def test_an_old_look_at_the_cache_does_no_harm(
    app: APIFlask, session: Session, world: World, device: Device
) -> None:
    """The place that a session read before another moved the device is not where it comes from."""
    van = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.VAN, name="van"
    )
    post(session, world, device, world.bench)
    session.commit()
    session.expire_on_commit = False
    looked_at = session.get(Holding, device.id)
    assert looked_at
    ids = (device.id, world.shelf.id, van.id)
    session.commit()
    with app.app_context():
        move(ids[0], ids[1])
    to = session.get(Place, ids[2])
    assert to
    assert looked_at.place_id == world.bench.id
    assert post(session, world, device, to).from_place_id == ids[1]
    assert chain_is_whole(session)


@pytest.mark.parametrize("came_in", [False, True])
def test_two_who_move_one_device_at_once_move_it_one_after_the_other(
    app: APIFlask, session: Session, world: World, device: Device, came_in: bool
) -> None:
    if came_in:
        start = places.create(
            session, organisation_id=world.organisation.id, kind=PlaceKind.VAN, name="van"
        )
        post(session, world, device, start)
    before = count(session)
    ids = (device.id, world.bench.id, world.shelf.id)
    session.commit()
    run_together(app, lambda: move(ids[0], ids[1]), lambda: move(ids[0], ids[2]))
    assert count(session) == before + 2
    assert chain_is_whole(session)
    held = dict(session.execute(sa.select(Holding.device_id, Holding.place_id)).all())
    assert held == ledger.folded(session, world.organisation.id)


def test_the_same_move_sent_twice_at_once_is_done_once(
    app: APIFlask, session: Session, world: World, device: Device
) -> None:
    ids = (device.id, world.bench.id)
    session.commit()
    run_together(app, *[lambda: move(*ids, client_id="one")] * 4)
    assert count(session) == 1


def test_a_place_closes_or_takes_a_device_but_never_both(
    app: APIFlask, session: Session, world: World
) -> None:
    for _ in range(5):
        place = places.create(
            session,
            organisation_id=world.organisation.id,
            kind=PlaceKind.VAN,
            name=uuid.uuid4().hex,
        )
        ids = (make_device(session, world).id, place.id)
        session.commit()
        said: list[str] = []
        run_together(
            app,
            lambda ids=ids, said=said: told(said, "moved", lambda: move(*ids)),
            lambda ids=ids, said=said: told(said, "closed", lambda: close(ids[1])),
        )
        assert len(said) == 1
        session.refresh(place)
        assert place.active is (said == ["moved"])
        assert places.count(session, place) == (1 if said == ["moved"] else 0)


def move(device_id: int, place_id: int, client_id: str = "") -> None:
    device, place = db.session.get(Device, device_id), db.session.get(Place, place_id)
    assert device
    assert place
    ledger.post(
        db.session,
        device,
        place,
        reason="moved",
        actor=Actor(),
        client_id=client_id or str(uuid.uuid4()),
    )
    db.session.commit()


def close(place_id: int) -> None:
    place = db.session.get(Place, place_id)
    assert place
    places.close(db.session, place)
    db.session.commit()


def told(said: list[str], word: str, job: Callable[[], None]) -> None:
    try:
        job()
        said.append(word)
    except Conflict:
        db.session.rollback()


def chain_is_whole(session: Session) -> bool:
    """Each move of a device starts where the last one ended."""
    at: dict[int, int] = {}
    for row in session.scalars(sa.select(Posting).order_by(Posting.id)):
        if at.get(row.device_id, row.from_place_id) != row.from_place_id:
            return False
        at[row.device_id] = row.to_place_id
    return True


def run_together(app: APIFlask, *jobs: Callable[[], None]) -> None:
    start = threading.Barrier(len(jobs))
    failures: list[BaseException] = []

    def run(job: Callable[[], None]) -> None:
        with app.app_context():
            start.wait()
            try:
                job()
            except BaseException as error:  # noqa: BLE001 - told to the test below
                failures.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert failures == []

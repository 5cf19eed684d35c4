"""Tags: printed ahead, claimed once, never two of one number."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices import service as devices
from atelier.devices import tags
from atelier.devices.models import Device, Tag
from atelier.errors import Conflict, Invalid
from labels import tags as numbers
from tests.factories import World, make_world


def _run(session: Session, organisation_id: int, count: int, batch: str) -> list[str]:
    run = tags.print_run(session, organisation_id=organisation_id, count=count, batch=batch)
    return [tag.number for tag in run]


def _device(session: Session, world: World) -> Device:
    return devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )


def test_a_run_is_of_valid_numbers_and_can_be_printed_again(session: Session, world: World) -> None:
    batch = str(uuid.uuid4())
    run = _run(session, world.organisation.id, 65, batch)
    assert len(set(run)) == 65
    assert all(map(numbers.is_valid, run))
    assert run == sorted(run)
    assert _run(session, world.organisation.id, 65, batch) == run
    assert not set(run) & set(_run(session, world.organisation.id, 65, str(uuid.uuid4())))


@pytest.mark.parametrize("count", [0, -1, tags.MOST + 1])
def test_nobody_prints_none_or_endlessly_many(session: Session, world: World, count: int) -> None:
    with pytest.raises(Invalid):
        _run(session, world.organisation.id, count, str(uuid.uuid4()))


def test_a_tag_is_claimed_by_one_device_only(session: Session, world: World) -> None:
    (number,) = _run(session, world.organisation.id, 1, str(uuid.uuid4()))
    first, second = _device(session, world), _device(session, world)
    tags.claim(session, first, number, actor=world.actor)
    tags.claim(session, first, number, actor=world.actor)
    with pytest.raises(Conflict):
        tags.claim(session, second, number, actor=world.actor)
    assert (first.tag, second.tag) == (number, None)


def test_a_tag_of_another_organisation_is_refused(session: Session, world: World) -> None:
    other = make_world(session, "Ander atelier")
    (number,) = _run(session, other.organisation.id, 1, str(uuid.uuid4()))
    with pytest.raises(Conflict):
        tags.claim(session, _device(session, world), number, actor=world.actor)


def test_many_printing_at_once_get_numbers_of_their_own(
    app: APIFlask, session: Session, world: World
) -> None:
    organisation_id = world.organisation.id
    session.close()
    again = str(uuid.uuid4())
    batches = [again] * 10 + [str(uuid.uuid4()) for _ in range(10)]

    def print_one(batch: str) -> list[str]:
        with app.app_context():
            run = _run(db.session, organisation_id, 20, batch)
            db.session.commit()
            return run

    with ThreadPoolExecutor(20) as pool:
        runs = list(pool.map(print_one, batches))
    assert all(run == runs[0] for run in runs[:10])
    distinct = {number for run in runs[9:] for number in run}
    assert len(distinct) == 11 * 20
    assert session.scalar(sa.select(sa.func.count()).select_from(Tag)) == 11 * 20

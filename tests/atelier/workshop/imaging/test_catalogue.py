"""The list of images: added once, on trial until a person decides, and what machines said of it."""

import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import SYSTEM
from atelier.workshop.imaging import catalogue
from atelier.workshop.imaging.models import Image
from diagnostics.wire.imaging import MOST_MANIFEST_BYTES
from tests import images
from tests.factories import World, make_world
from tests.imaging import coordinator, decide
from tests.visits import counted

DISK = images.some_disk(64 * images.KIB, seed=1)


def count(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Image)) or 0


def added(session: Session, world: World, **fields: object) -> Image:
    made = images.make(DISK, **fields)
    return catalogue.add(session, world.organisation.id, made.manifest, by=SYSTEM)


def test_added_it_is_on_trial_with_all_that_its_manifest_says(
    session: Session, world: World
) -> None:
    made = images.make(DISK)
    blocks = len(made.places.blocks)
    by = coordinator(world).actor
    row = catalogue.add(session, world.organisation.id, made.manifest, by=by, blocks=blocks)
    assert (row.sha256, row.name, row.release) == (made.sha256, "mini", "2026.01.05")
    assert (row.size_bytes, row.blocks) == (len(DISK), blocks)
    assert row.written_bytes == made.told.written_bytes
    assert row.manifest == made.told
    (entry,) = catalogue.entries(session, world.organisation.id)
    assert (entry.standing, entry.is_current, entry.may_be_ordered) == ("trial", False, True)
    assert (entry.tried.was_tried, entry.tried.installed, entry.notes) == (False, 0, {})
    assert catalogue.current(session, world.organisation.id) == {}


def test_added_twice_it_is_there_once(session: Session, world: World) -> None:
    assert added(session, world).id == added(session, world).id
    assert count(session) == 1


def test_another_image_of_the_same_release_is_refused(session: Session, world: World) -> None:
    added(session, world)
    with pytest.raises(Conflict, match=r"mini met versie 2026\.01\.05"):
        added(session, world, system_name="Debian 12")
    assert count(session) == 1


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff\xfe", b"x" * (MOST_MANIFEST_BYTES + 1), b'{"name": "%s"}']
)
def test_what_is_no_manifest_is_refused(session: Session, world: World, content: bytes) -> None:
    with pytest.raises(Invalid):
        catalogue.add(session, world.organisation.id, content, by=SYSTEM)
    assert count(session) == 0


def test_each_organisation_has_its_own(session: Session, world: World) -> None:
    other = make_world(session, "Another")
    mine = added(session, world)
    theirs = added(session, other)
    assert mine.id != theirs.id
    assert catalogue.readable(session, world.organisation.id, mine.sha256).id == mine.id
    with pytest.raises(NotFound):
        catalogue.get(session, other.organisation.id, mine.id)
    with pytest.raises(NotFound):
        catalogue.readable(session, world.organisation.id, "0" * 64)
    assert [e.image.id for e in catalogue.entries(session, other.organisation.id)] == [theirs.id]


def test_current_is_the_newest_that_is_released(session: Session, world: World) -> None:
    old = added(session, world, release="2026.01.05")
    new = added(session, world, release="2026.02.01")
    newest = added(session, world, release="2026.03.01")
    other = added(session, world, name="school")
    for image in (new, old, other):
        decide(session, world, image)
    assert catalogue.current(session, world.organisation.id) == {"mini": new, "school": other}
    decide(session, world, new, withdraw=True)
    assert catalogue.current(session, world.organisation.id) == {"mini": old, "school": other}
    decide(session, world, newest)
    found = catalogue.entries(session, world.organisation.id)
    assert [(e.image.id, e.standing, e.is_current) for e in found] == [
        (newest.id, "released", True),
        (new.id, "withdrawn", False),
        (old.id, "released", False),
        (other.id, "released", True),
    ]
    assert [one.kind for one in catalogue.entry(session, new).decisions] == [
        "released",
        "withdrawn",
    ]
    assert not catalogue.entry(session, new).may_be_ordered


def test_the_list_takes_as_many_queries_for_many_as_for_one(session: Session, world: World) -> None:
    def queries() -> int:
        session.expire_all()
        with counted(db.engine) as seen:
            catalogue.entries(session, organisation_id)
        return len(seen)

    organisation_id = world.organisation.id
    decide(session, world, added(session, world))
    one = queries()
    for number in range(6):
        decide(session, world, added(session, world, release=f"2026.02.{number}"))
    assert queries() == one


def test_a_client_id_is_a_uuid(session: Session, world: World) -> None:
    image = added(session, world)
    with pytest.raises(Invalid, match="te oud"):
        decide(session, world, image, client_id="1")
    assert decide(session, world, image, client_id=str(uuid.uuid4())).kind == "released"

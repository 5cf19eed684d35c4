"""A device is taken apart: its parts are counted, and its disks keep their duty."""

import uuid
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.stock import articles, ledger, parts, places
from atelier.stock.models import Article, ArticleKind, PlaceKind, SerialPart
from atelier.stock.parts import serials
from atelier.workshop.repair import harvesting
from atelier.workshop.repair.harvesting import DiskTake, Take
from tests.factories import World, make_ready, tell

MEMORY = Take(kind=ArticleKind.MEMORY, name="Geheugen 8 GB DDR4", quantity=2, spec="DDR4")
SERIAL = "serial:DEMO123"


@pytest.fixture
def old(session: Session, world: World) -> Device:
    """A laptop with one disk that nobody erased yet."""
    made = make_ready(session, world)
    tell(session, world, made, facts.DIAGNOSED, media=[SERIAL])
    return made


def _harvest(session: Session, world: World, device: Device, **more: Any) -> list[SerialPart]:
    asked: dict[str, Any] = {"takes": [], "disks": [], "client_id": str(uuid.uuid4()), **more}
    return harvesting.harvest(session, device, world.shelf, actor=world.actor, **asked)


def _articles(session: Session) -> dict[str, Article]:
    return {article.name: article for article in session.scalars(sa.select(Article))}


def test_what_comes_out_is_counted(session: Session, world: World, old: Device) -> None:
    asked = str(uuid.uuid4())
    for _ in range(2):
        _harvest(session, world, old, takes=[MEMORY], client_id=asked)
    (article,) = _articles(session).values()
    assert (article.kind, article.spec) == ("memory", "DDR4")
    assert ledger.held(session, article.id, world.shelf.id) == 2
    origin = places.virtual(session, world.organisation.id, PlaceKind.PARTS)
    assert ledger.held(session, article.id, origin.id) == -2
    kinds = [event.kind for event in history.events_of(session, old)]
    assert kinds.count(harvesting.HARVESTED) == 1


def test_the_same_sort_is_one_article(session: Session, world: World, old: Device) -> None:
    _harvest(session, world, old, takes=[MEMORY])
    _harvest(session, world, old, takes=[MEMORY])
    assert len(_articles(session)) == 1


def test_a_disk_that_is_not_erased_is_not_free(session: Session, world: World, old: Device) -> None:
    (part,) = _harvest(session, world, old, disks=[DiskTake(medium=SERIAL, model="Demo SSD")])
    assert (part.medium, part.freed_at, part.evidence_id) == (SERIAL, None, None)
    assert history.state_of(session, old).media == frozenset()
    assert not serials.free_ones(session, world.organisation.id)
    with pytest.raises(Conflict, match="nog niet gewist"):
        parts.reserve_serial(
            session, part, repair_id=0, actor=world.actor, client_id=str(uuid.uuid4())
        )
    with pytest.raises(Conflict, match="nog niet gewist"):
        serials.install(session, part)


def test_the_shell_may_go_once_the_disk_is_out(session: Session, world: World, old: Device) -> None:
    def leave() -> None:
        ledger.post(
            session,
            old,
            places.virtual(session, world.organisation.id, PlaceKind.PARTS),
            reason="parts",
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )

    with pytest.raises(Conflict):
        leave()
    _harvest(session, world, old, disks=[DiskTake(medium=SERIAL)])
    leave()
    assert old.next_step == "gone"


def test_somebody_s_word_frees_no_disk(session: Session, world: World, old: Device) -> None:
    """An attestation opens the gate of a device; a disk that lies loose needs evidence."""
    told = {"medium": SERIAL, "result": "erased", "verified": True, "attestation": 1}
    tell(session, world, old, facts.ERASED, **told)
    (part,) = _harvest(session, world, old, disks=[DiskTake(medium=SERIAL)])
    assert part.freed_at is None


def test_the_database_refuses_what_is_free_without_proof(
    session: Session, world: World, old: Device
) -> None:
    (part,) = _harvest(session, world, old, disks=[DiskTake(medium=SERIAL)])
    part.freed_at = part.taken_at
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_two_disks_that_look_the_same_are_two(session: Session, world: World) -> None:
    looks = "looks:Demo SSD/256"
    for _ in range(2):
        device = make_ready(session, world)
        tell(session, world, device, facts.DIAGNOSED, media=[looks])
        _harvest(session, world, device, disks=[DiskTake(medium=looks)])
    found = session.scalars(sa.select(SerialPart)).all()
    assert len(found) == 2
    assert all(part.ended_at is None and part.medium.startswith("loose:") for part in found)


def test_what_comes_out_of_another_machine_lies_there_now(
    session: Session, world: World, old: Device
) -> None:
    (first,) = _harvest(session, world, old, disks=[DiskTake(medium=SERIAL)])
    other = make_ready(session, world)
    tell(session, world, other, facts.DIAGNOSED, media=[SERIAL])
    (second,) = _harvest(session, world, other, disks=[DiskTake(medium=SERIAL)])
    assert first.ending == "gone"
    assert second.ended_at is None


def test_a_disk_that_is_not_in_it_does_not_come_out(
    session: Session, world: World, old: Device
) -> None:
    with pytest.raises(Conflict, match="zit niet"):
        _harvest(session, world, old, disks=[DiskTake(medium="serial:OTHER")])


def test_disks_that_nobody_measured_come_out_unnamed(session: Session, world: World) -> None:
    device = make_ready(session, world, kind="other")
    tell(session, world, device, facts.CAME_IN)
    state = history.state_of(session, device)
    if state.media is not None:
        with pytest.raises(Conflict, match="intussen gemeten"):
            _harvest(session, world, device, unread=1)


def test_nothing_chosen_is_nothing_done(session: Session, world: World, old: Device) -> None:
    with pytest.raises(Invalid, match="Tik aan"):
        _harvest(session, world, old)
    with pytest.raises(Invalid, match="eigen nummer"):
        _harvest(session, world, old, takes=[Take(kind=ArticleKind.DISK, name="Schijf")])


def test_what_is_gone_is_not_taken_apart(session: Session, world: World, old: Device) -> None:
    tell(session, world, old, facts.LEFT, how="scrapped")
    with pytest.raises(Conflict, match="is hier niet"):
        _harvest(session, world, old, takes=[MEMORY])


def test_destroyed_by_two_it_lies_nowhere(session: Session, world: World, old: Device) -> None:
    (part,) = _harvest(session, world, old, disks=[DiskTake(medium=SERIAL)])
    serials.see_destroyed(session, world.organisation.id, SERIAL)
    assert part.ending == "destroyed"
    with pytest.raises(Conflict, match="ligt hier niet meer"):
        serials.install(session, part)


def test_what_is_out_does_not_come_out_again(session: Session, world: World, old: Device) -> None:
    """Two who open the page at once count one pair of modules; measured anew, it may be there."""
    modules = replace(MEMORY, key="memory-0")
    _harvest(session, world, old, takes=[modules])
    with pytest.raises(Conflict, match="al uit"):
        _harvest(session, world, old, takes=[modules])
    (article,) = _articles(session).values()
    assert ledger.held(session, article.id, world.shelf.id) == 2
    tell(session, world, old, facts.DIAGNOSED, media=[SERIAL])
    _harvest(session, world, old, takes=[modules])
    assert ledger.held(session, article.id, world.shelf.id) == 4


def test_a_part_counts_as_no_disk(session: Session, world: World, old: Device) -> None:
    disk = articles.create(
        session, organisation_id=world.organisation.id, kind=ArticleKind.DISK, name="Schijf"
    )
    with pytest.raises(Invalid):
        _harvest(session, world, old, takes=[replace(MEMORY, article_id=disk.id)])

"""A part is kept for one repair, used in it once, and put back where it was not needed."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.errors import Conflict
from atelier.stock import ledger, parts, places
from atelier.stock.models import Article, PartHold, Place, PlaceKind
from atelier.workshop.repair import service
from atelier.workshop.repair.models import Repair
from tests.atelier.workshop.repair.conftest import Stocked
from tests.factories import World


def _reserve(session: Session, world: World, repair: Repair, article: Article) -> PartHold:
    return parts.reserve(
        session, article, repair_id=repair.id, actor=world.actor, client_id=str(uuid.uuid4())
    )


def _installed(session: Session, world: World) -> Place:
    return places.virtual(session, world.organisation.id, PlaceKind.INSTALLED)


def _free(session: Session, world: World) -> dict[str, tuple[int, int]]:
    rows = parts.page(session, world.organisation.id).rows
    return {row.article.name: (row.free, row.stock) for row in rows}


def test_what_is_kept_is_not_free(
    session: Session, world: World, repair: Repair, stocked: Stocked
) -> None:
    article = stocked(2)
    _reserve(session, world, repair, article)
    assert _free(session, world) == {article.name: (1, 2)}
    _reserve(session, world, repair, article)
    with pytest.raises(Conflict, match="is op"):
        _reserve(session, world, repair, article)


def test_what_is_used_is_in_the_device(
    session: Session, world: World, repair: Repair, stocked: Stocked
) -> None:
    article = stocked(2, value_cents=1500)
    hold = _reserve(session, world, repair, article)
    service.note(session, repair, action="replaced", words="")
    service.close(session, repair, "fixed", used=[hold.id], actor=world.actor)
    assert ledger.held(session, article.id, _installed(session, world).id) == 1
    assert _free(session, world) == {article.name: (1, 1)}
    assert repair.parts_cents == 1500
    parts.use(session, hold, actor=world.actor)
    assert ledger.held(session, article.id, world.shelf.id) == 1


def test_what_is_left_over_is_put_back(
    session: Session, world: World, repair: Repair, stocked: Stocked
) -> None:
    article = stocked(2)
    used, left = (_reserve(session, world, repair, article) for _ in range(2))
    service.note(session, repair, action="replaced", words="")
    service.close(session, repair, "fixed", used=[used.id], actor=world.actor)
    assert left.settlement == parts.RELEASED
    assert _free(session, world) == {article.name: (1, 1)}
    with pytest.raises(Conflict, match="al teruggelegd"):
        parts.use(session, left, actor=world.actor)
    with pytest.raises(Conflict, match="al ingebouwd"):
        parts.release(session, used)


def test_what_was_called_used_can_be_put_back(
    session: Session, world: World, repair: Repair, stocked: Stocked
) -> None:
    article = stocked(1)
    hold = _reserve(session, world, repair, article)
    parts.use(session, hold, actor=world.actor)
    parts.put_back(session, hold, actor=world.actor)
    parts.put_back(session, hold, actor=world.actor)
    assert _free(session, world) == {article.name: (1, 1)}
    assert not parts.lines_of(session, [repair.id])


def test_asked_twice_it_is_kept_once(
    session: Session, world: World, repair: Repair, stocked: Stocked
) -> None:
    article, asked = stocked(2), str(uuid.uuid4())
    for _ in range(2):
        parts.reserve(session, article, repair_id=repair.id, actor=world.actor, client_id=asked)
    assert _free(session, world) == {article.name: (1, 2)}


def test_what_is_kept_is_not_taken_for_anything_else(
    session: Session, world: World, repair: Repair, stocked: Stocked
) -> None:
    article = stocked(3)
    _reserve(session, world, repair, article)

    def move(count: int, reason: str) -> None:
        ledger.post_articles(
            session,
            article,
            count,
            origin=world.shelf,
            to=world.bench,
            reason=reason,
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )

    with pytest.raises(Conflict, match="wacht op een herstelling"):
        move(3, "moved")
    move(2, "moved")
    # Whoever counts says what is there, whatever ought to be.
    move(1, "counted")


def test_below_its_minimum_it_stands_first(
    session: Session, world: World, repair: Repair, stocked: Stocked
) -> None:
    plenty = stocked(5, "A genoeg", minimum=2)
    scarce = stocked(2, "B te weinig", minimum=2)
    stocked(1, "C niemand let erop")
    assert parts.below_minimum(session, world.organisation.id) == 0
    _reserve(session, world, repair, scarce)
    rows = parts.page(session, world.organisation.id).rows
    assert [row.article.name for row in rows] == [scarce.name, plenty.name, "C niemand let erop"]
    assert [row.is_low for row in rows] == [True, False, False]
    assert parts.below_minimum(session, world.organisation.id) == 1
    first = parts.page(session, world.organisation.id, size=1)
    assert first.after == scarce.id
    rest = parts.page(session, world.organisation.id, after=first.after)
    assert [row.article.name for row in rest.rows] == [plenty.name, "C niemand let erop"]


def test_how_many_are_used_a_month(
    session: Session, world: World, repair: Repair, stocked: Stocked
) -> None:
    article, other = stocked(4), stocked(4, "Ander")
    for _ in range(3):
        parts.use(session, _reserve(session, world, repair, article), actor=world.actor)
    assert parts.used_per_month(session, [article, other]) == {article.id: 1.0}


def test_the_last_one_goes_to_one_of_two(
    app: APIFlask, session: Session, world: World, repair: Repair, stocked: Stocked
) -> None:
    number, of, actor = stocked(1).id, repair.id, world.actor
    session.commit()

    def take(_: int) -> bool:
        with app.app_context():
            try:
                parts.reserve(
                    db.session,
                    db.session.get_one(Article, number),
                    repair_id=of,
                    actor=actor,
                    client_id=str(uuid.uuid4()),
                )
            except Conflict:
                db.session.rollback()
                return False
            db.session.commit()
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take, range(4))) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(PartHold)) == 1


def test_used_by_two_at_once_it_is_used_once(
    app: APIFlask, session: Session, world: World, repair: Repair, stocked: Stocked
) -> None:
    article = stocked(2)
    hold = _reserve(session, world, repair, article)
    number, shelf, of, actor = hold.id, world.shelf.id, article.id, world.actor
    session.commit()

    def use(_: int) -> None:
        with app.app_context():
            parts.use(db.session, db.session.get_one(PartHold, number), actor=actor)
            db.session.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(use, range(4)))
    assert ledger.held(session, of, shelf) == 1

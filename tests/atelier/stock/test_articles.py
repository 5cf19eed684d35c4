"""Things that are counted, in the same ledger, on both databases."""

import threading
import uuid

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.errors import AtelierError, Conflict, Invalid, NotFound
from atelier.people import service as people
from atelier.stock import articles, ledger, places
from atelier.stock.models import Article, ArticleKind, Balance, Place, PlaceKind, Posting
from tests.factories import World, make_world


@pytest.fixture
def charger(session: Session, world: World) -> Article:
    return articles.create(
        session,
        organisation_id=world.organisation.id,
        kind=ArticleKind.CHARGER,
        name="Lader 65 W",
    )


@pytest.fixture
def donor(session: Session, world: World) -> Place:
    return places.virtual(session, world.organisation.id, PlaceKind.DONOR)


def post(
    session: Session,
    world: World,
    article: Article,
    quantity: int,
    *between: Place,
    client_id: str = "",
) -> Posting:
    origin, to = between
    return ledger.post_articles(
        session,
        article,
        quantity,
        origin=origin,
        to=to,
        reason="moved",
        actor=world.actor,
        client_id=client_id or str(uuid.uuid4()),
    )


def test_they_come_and_go_and_the_sum_is_zero(
    session: Session, world: World, charger: Article, donor: Place
) -> None:
    post(session, world, charger, 10, donor, world.shelf)
    post(session, world, charger, 3, world.shelf, world.bench)
    held = {place.id: ledger.held(session, charger.id, place.id) for place in (donor, world.shelf)}
    assert held == {donor.id: -10, world.shelf.id: 7}
    assert session.scalar(sa.select(sa.func.sum(Balance.quantity))) == 0


def test_no_place_gives_more_than_it_has(
    session: Session, world: World, charger: Article, donor: Place
) -> None:
    post(session, world, charger, 2, donor, world.shelf)
    with pytest.raises(Conflict) as refused:
        post(session, world, charger, 3, world.shelf, world.bench)
    assert refused.value.values["count"] == 2
    assert ledger.held(session, charger.id, world.shelf.id) == 2


def test_the_database_itself_refuses_less_than_nothing(
    session: Session, world: World, charger: Article
) -> None:
    session.add(Balance(place_id=world.shelf.id, article_id=charger.id, quantity=-1, physical=True))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_sent_twice_is_moved_once(
    session: Session, world: World, charger: Article, donor: Place
) -> None:
    client_id = str(uuid.uuid4())
    for _ in range(2):
        post(session, world, charger, 4, donor, world.shelf, client_id=client_id)
    assert ledger.held(session, charger.id, world.shelf.id) == 4
    with pytest.raises(Conflict):
        post(session, world, charger, 5, donor, world.shelf, client_id=client_id)


@pytest.mark.parametrize("quantity", [0, -1, 10_001])
def test_a_quantity_makes_sense(
    session: Session, world: World, charger: Article, donor: Place, quantity: int
) -> None:
    with pytest.raises(Invalid):
        post(session, world, charger, quantity, donor, world.shelf)


def test_not_to_a_closed_place_nor_to_where_it_is_nor_to_strangers(
    session: Session, world: World, charger: Article, donor: Place
) -> None:
    places.close(session, world.bench)
    with pytest.raises(Conflict):
        post(session, world, charger, 1, donor, world.bench)
    with pytest.raises(Invalid):
        post(session, world, charger, 1, world.shelf, world.shelf)
    with pytest.raises(NotFound):
        post(session, world, charger, 1, donor, make_world(session, "Anderen").shelf)


def test_a_place_with_chargers_is_not_closed(
    session: Session, world: World, charger: Article, donor: Place
) -> None:
    post(session, world, charger, 1, donor, world.shelf)
    with pytest.raises(Conflict):
        places.close(session, world.shelf)


def test_taken_back_once(session: Session, world: World, charger: Article, donor: Place) -> None:
    came = post(session, world, charger, 6, donor, world.shelf)
    post(session, world, charger, 1, world.shelf, world.bench)

    def correct() -> Posting:
        return ledger.correct(
            session, came, note="dubbel geteld", actor=world.actor, client_id=str(uuid.uuid4())
        )

    with pytest.raises(Conflict):  # one of them is elsewhere by now
        correct()
    post(session, world, charger, 1, world.bench, world.shelf)
    assert correct().quantity == 6
    assert ledger.held(session, charger.id, world.shelf.id) == 0
    with pytest.raises(Conflict):
        correct()


def test_two_at_once_never_take_the_same(app: APIFlask, session: Session, world: World) -> None:
    """Twenty ask for one each of seven."""
    article = articles.create(
        session, organisation_id=world.organisation.id, kind=ArticleKind.MOUSE, name="Muis"
    )
    donor = places.virtual(session, world.organisation.id, PlaceKind.DONOR)
    post(session, world, article, 7, donor, world.shelf)
    ids, actor = (article.id, world.shelf.id, world.bench.id), world.actor
    session.commit()
    done: list[str] = []

    def take() -> None:
        with app.app_context():
            article, shelf, bench = (
                db.session.get_one(model, number)
                for model, number in zip((Article, Place, Place), ids, strict=True)
            )
            try:
                ledger.post_articles(
                    db.session,
                    article,
                    1,
                    origin=shelf,
                    to=bench,
                    reason="moved",
                    actor=actor,
                    client_id=str(uuid.uuid4()),
                )
                db.session.commit()
                done.append("taken")
            except AtelierError:
                db.session.rollback()
                done.append("refused")
            db.session.close()

    threads = [threading.Thread(target=take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    assert sorted(done) == ["refused"] * 13 + ["taken"] * 7
    assert ledger.held(session, ids[0], ids[2]) == 7


def test_names_are_told_apart(session: Session, world: World, charger: Article) -> None:
    with pytest.raises(Conflict):
        articles.create(
            session,
            organisation_id=world.organisation.id,
            kind=ArticleKind.CHARGER,
            name=charger.name,
        )
    with pytest.raises(Invalid):
        articles.create(
            session, organisation_id=world.organisation.id, kind=ArticleKind.CHARGER, name=" "
        )
    served = people.find_or_create_organisation(session, "Anderen")
    articles.create(session, organisation_id=served.id, kind=ArticleKind.CHARGER, name=charger.name)


def test_made_once_with_one_id(session: Session, world: World) -> None:
    made = [
        articles.create(
            session,
            organisation_id=world.organisation.id,
            kind=ArticleKind.BAG,
            name="Tas",
            client_id="0b0f6f0e-1111-4222-8333-444455556666",
        )
        for _ in range(2)
    ]
    assert made[0] is made[1]

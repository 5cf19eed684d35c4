"""Things that are counted, on the pages: made, come in, moved, written off, put right."""

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.people.roles import Role
from atelier.stock import articles, ledger
from atelier.stock.models import Article, ArticleKind, Place, Posting
from tests.atelier.web.stock.conftest import SignIn, Stock
from tests.factories import World, make_world
from tests.visits import Person, counted


def held(session: Session, stock: Stock, place: Place) -> int:
    session.expire_all()
    return ledger.held(session, stock.chargers.id, place.id)


def form(person: Person, path: str, **data: object) -> dict[str, object]:
    return {"client_id": person.client_id(path), **data}


def test_made_once_and_a_name_that_is_taken_is_told(
    coordinator: Person, session: Session, stock: Stock
) -> None:
    path = "/stock/articles/new"
    filled = form(coordinator, path, name="Testmuis", kind="mouse")
    assert len({coordinator.post(path, filled).location for _ in range(2)}) == 1
    wanted = sa.select(sa.func.count()).where(Article.name == "Testmuis")
    assert session.scalar(wanted) == 1
    taken = coordinator.post(path, form(coordinator, path, name="Testlader", kind="charger"))
    assert taken.status_code == 422
    assert "bestaat al" in taken.text


def test_in_and_on_and_out_once_however_often_it_is_sent(
    coordinator: Person, session: Session, world: World, stock: Stock
) -> None:
    base = f"/stock/articles/{stock.chargers.id}"
    steps: list[tuple[str, dict[str, object]]] = [
        ("came-in", {"quantity": 5, "place": world.bench.id}),
        ("move", {"quantity": 4, "origin": world.shelf.id, "place": world.bench.id}),
        ("write-off", {"quantity": 2, "place": world.bench.id, "note": "stuk"}),
    ]
    for path, data in steps:
        filled = form(coordinator, f"{base}/{path}", **data)
        for _ in range(2):
            assert coordinator.post(f"{base}/{path}", filled).status_code == 302, path
    assert (held(session, stock, world.shelf), held(session, stock, world.bench)) == (6, 7)
    page = coordinator.get(base).text
    assert "2 × bench → Afgedankt" in page
    assert "stuk" in page
    listed = coordinator.get("/stock/articles").text
    assert "<strong>13</strong>" in listed


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"quantity": 11}, "nog 10"),
        ({"quantity": 0}, "van 1 tot"),
        ({"quantity": "veel"}, ""),
        ({"quantity": 1, "place": ""}, "Kies een plaats"),
        ({"quantity": 1, "place": "999999"}, "bestaat niet"),
        ({"quantity": 1, "same": True}, "staat er al"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_moves(
    coordinator: Person,
    session: Session,
    world: World,
    stock: Stock,
    data: dict[str, object],
    words: str,
) -> None:
    path = f"/stock/articles/{stock.chargers.id}/move"
    to = world.shelf if "same" in data else world.bench
    filled = {"origin": world.shelf.id, "place": to.id, **data}
    answer = coordinator.post(path, form(coordinator, path, **filled))
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{data["quantity"]}"' in answer.text
    assert held(session, stock, world.shelf) == 10


def test_what_is_written_off_says_why(coordinator: Person, world: World, stock: Stock) -> None:
    path = f"/stock/articles/{stock.chargers.id}/write-off"
    answer = coordinator.post(
        path, form(coordinator, path, quantity=1, place=world.shelf.id, note="")
    )
    assert answer.status_code == 422
    assert "Zeg waarom" in answer.text


def test_a_mistake_is_taken_back_with_its_reason(
    coordinator: Person, session: Session, world: World, stock: Stock
) -> None:
    base = f"/stock/articles/{stock.chargers.id}"
    filled = form(coordinator, f"{base}/came-in", quantity=5, place=world.bench.id)
    coordinator.post(f"{base}/came-in", filled)
    posting = session.scalars(sa.select(Posting).order_by(Posting.id.desc())).first()
    assert posting
    path = f"/stock/moves/{posting.id}/correct"
    assert path in coordinator.get(base).text
    note = form(coordinator, path, note="dubbel geteld")
    for _ in range(2):
        assert coordinator.post(path, note).location == base
    assert held(session, stock, world.bench) == 0
    assert "dubbel geteld" in coordinator.get(base).text


def test_the_list_asks_no_more_when_it_is_longer(
    app: APIFlask, coordinator: Person, session: Session, world: World, stock: Stock
) -> None:
    def asked() -> int:
        with app.app_context(), counted(db.engine) as seen:
            coordinator.get("/stock/articles")
        return len(seen)

    few = asked()
    for number in range(60):
        articles.create(
            session,
            organisation_id=world.organisation.id,
            kind=ArticleKind.BAG,
            name=f"Tas {number:03}",
        )
    session.commit()
    assert asked() == few
    first = articles.page(session, world.organisation.id)
    rest = articles.page(session, world.organisation.id, first.after)
    names = [one.name for one in (*first.rows, *rest.rows)]
    assert len(names) == len(set(names)) == 61


def test_who_may_not_and_who_is_elsewhere(
    volunteer: Person, desk_worker: Person, session: Session, sign_in: SignIn, stock: Stock
) -> None:
    base = f"/stock/articles/{stock.chargers.id}"
    assert volunteer.get(base).status_code == 200
    assert volunteer.get(f"{base}/write-off").status_code == 403
    assert volunteer.get("/stock/articles/new").status_code == 403
    assert desk_worker.get("/stock/articles").status_code == 403
    other = make_world(session, "Ander test-atelier")
    session.commit()
    stranger = sign_in(other.accounts[Role.COORDINATOR])
    assert "Testlader" not in stranger.get("/stock/articles").text
    for path in ("", "/came-in", "/move", "/write-off"):
        assert stranger.get(f"{base}{path}").status_code == 404

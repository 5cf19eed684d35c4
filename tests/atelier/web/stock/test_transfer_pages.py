"""A transfer on the pages: made, packed, sent, received, closed, settled."""

import re
import uuid
from collections.abc import Callable

import pypdfium2
import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import db
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.stock import ledger, transfers
from atelier.stock.models import Place, Transfer
from labels.tags import format_tag
from tests.atelier.web.stock.conftest import Scan, SignIn, Stock
from tests.factories import World, make_ready, make_world, tell
from tests.visits import Person, counted

Where = Callable[[Device], str]
Open = Callable[..., Transfer]


@pytest.fixture
def opened(session: Session, world: World, stock: Stock) -> Open:
    """A transfer from the shelf that is being packed."""

    def make(to: Place | None = None, *devices: Device) -> Transfer:
        transfer = transfers.open_one(
            session,
            organisation_id=world.organisation.id,
            origin=world.shelf,
            to=to or stock.desk,
            actor=world.actor,
            client_id=str(uuid.uuid4()),
        )
        for device in devices:
            transfers.add(session, transfer, device)
        session.commit()
        return transfer

    return make


@pytest.fixture
def sent(session: Session, world: World, stock: Stock, opened: Open) -> Open:
    """Two devices and four chargers, on their way."""

    def make(to: Place | None = None) -> Transfer:
        transfer = opened(to, *stock.devices[:2])
        transfers.add_articles(session, transfer, stock.chargers, 4)
        transfers.send(session, transfer, actor=world.actor)
        session.commit()
        return transfer

    return make


def state(session: Session, transfer: Transfer) -> str:
    session.expire_all()
    return transfers.state_of(transfer).value


def form(person: Person, path: str, **data: object) -> dict[str, object]:
    return {"client_id": person.client_id(path), **data}


def test_made_once_from_here_to_there(
    worker: Person, session: Session, world: World, stock: Stock
) -> None:
    path = "/stock/transfers/new"
    filled = form(worker, path, origin=world.shelf.id, place=stock.desk.id, note="Testnota")
    first, again = (worker.post(path, filled) for _ in range(2))
    assert first.location == again.location
    assert session.scalar(sa.select(sa.func.count()).select_from(Transfer)) == 1
    page = worker.get(first.location).text
    assert "Testnota" in page
    assert "Begin te scannen" in page
    assert "Zending 1" in worker.get("/stock/transfers").text


@pytest.mark.parametrize("to", ["", "999999", "x", "99999999999999999999"])
def test_a_place_that_is_none_is_told_and_what_was_typed_stays(
    worker: Person, world: World, stock: Stock, to: str
) -> None:
    path = "/stock/transfers/new"
    filled = form(worker, path, origin=world.shelf.id, place=to, note="Blijft staan")
    answer = worker.post(path, filled)
    assert answer.status_code == 422
    assert "Blijft staan" in answer.text
    assert "Kies een" in answer.text


def test_packed_by_scanning_and_sent_once(
    worker: Person, session: Session, stock: Stock, opened: Open, scan: Scan, where: Where
) -> None:
    transfer = opened()
    base = f"/stock/transfers/{transfer.id}"
    assert "Ingepakt" in worker.get(f"{base}/pack").text
    told = [scan(worker, f"{base}/pack/scans", device.tag) for device in stock.devices]
    assert {one["state"] for one in told} == {"received"}
    assert scan(worker, told[2]["undo_url"], None)["state"] == "undone"
    article = f"article_{stock.chargers.id}"
    assert (
        worker.post(f"{base}/pack/articles", form(worker, base, **{article: 4})).status_code == 302
    )
    for _ in range(2):
        assert worker.post(f"{base}/send", {}).status_code == 302
    assert state(session, transfer) == "underway"
    assert [where(device) for device in stock.devices] == ["Onderweg", "Onderweg", "shelf"]
    assert ledger.held(session, stock.chargers.id, transfer.from_place_id) == 6


def test_more_chargers_than_there_are_is_told_beside_the_box(
    worker: Person, session: Session, stock: Stock, opened: Open
) -> None:
    transfer = opened()
    base, article = f"/stock/transfers/{transfer.id}", f"article_{stock.chargers.id}"
    answer = worker.post(f"{base}/pack/articles", form(worker, base, **{article: 11}))
    assert answer.status_code == 409
    assert "nog 10" in answer.text
    assert 'value="11"' in answer.text
    wrong = worker.post(f"{base}/pack/articles", form(worker, base, **{article: "veel"}))
    assert wrong.status_code == 422
    assert transfers.lines(session, transfer) == []


def test_what_blocks_it_is_listed_with_its_reason_before_it_is_sent(
    worker: Person, session: Session, world: World, stock: Stock, opened: Open
) -> None:
    transfer = opened(None, *stock.devices)
    tell(session, world, stock.devices[0], facts.FAULT_OPENED, fault="hinge", blocking=True)
    session.commit()
    base = f"/stock/transfers/{transfer.id}"
    page = worker.get(base).text
    assert "1 toestel kan niet mee" in page
    assert "Herstel het toestel" in page
    assert f"{base}/send" not in page
    assert worker.post(f"{base}/send", {}).status_code == 409
    assert state(session, transfer) == "packing"
    worker.post(f"{base}/pack/{stock.devices[0].id}/remove", {})
    assert f"{base}/send" in worker.get(base).text


def test_what_is_packed_already_or_elsewhere_is_refused_in_words(
    worker: Person, session: Session, world: World, stock: Stock, opened: Open, scan: Scan
) -> None:
    first, second = opened(None, stock.devices[0]), opened()
    url = f"/stock/transfers/{second.id}/pack/scans"
    assert f"zending {first.number}" in scan(worker, url, stock.devices[0].tag)["detail"]
    client_id = str(uuid.uuid4())
    ledger.post(
        session,
        stock.devices[1],
        world.bench,
        reason="moved",
        actor=world.actor,
        client_id=client_id,
    )
    session.commit()
    assert "staat op bench" in scan(worker, url, stock.devices[1].tag)["detail"]


def test_the_page_asks_no_more_when_more_is_packed(
    app: APIFlask, worker: Person, session: Session, world: World, stock: Stock, opened: Open
) -> None:
    transfer = opened(None, *stock.devices)

    def asked() -> int:
        with app.app_context(), counted(db.engine) as seen:
            worker.get(f"/stock/transfers/{transfer.id}")
        return len(seen)

    few = asked()
    for _ in range(6):
        transfers.add(session, transfer, make_ready(session, world, kind="screen"))
    session.commit()
    assert asked() == few


def test_the_slip_names_all_of_it(
    worker: Person, world: World, stock: Stock, sent: Open, session: Session
) -> None:
    transfer = sent()
    answer = worker.get(f"/stock/transfers/{transfer.id}/slip.pdf")
    assert answer.mimetype == "application/pdf"
    text = "".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.data)
    )
    for told in ("Pakbon 1", "shelf", "Testpunt", "Testlader", "4 ×", world.organisation.name):
        assert told in text, told
    assert all(format_tag(device.tag or "") in text for device in stock.devices[:2])
    assert format_tag(stock.devices[2].tag or "") not in text


def test_the_desk_receives_it_by_scanning(
    desk_worker: Person, session: Session, stock: Stock, sent: Open, scan: Scan, where: Where
) -> None:
    transfer = sent()
    base = f"/stock/transfers/{transfer.id}"
    assert f"{base}/receive" in desk_worker.get(base).text
    told = scan(desk_worker, f"{base}/receive/scans", stock.devices[0].tag)
    assert (told["state"], told["device"]["url"]) == ("received", None)
    strange = scan(desk_worker, f"{base}/receive/scans", stock.devices[2].tag)
    assert strange["state"] == "refused"
    assert "shelf" not in strange["detail"]
    article = f"article_{stock.chargers.id}"
    came = desk_worker.post(f"{base}/receive/articles", form(desk_worker, base, **{article: 4}))
    assert came.status_code == 302
    too_many = desk_worker.post(f"{base}/receive/articles", form(desk_worker, base, **{article: 5}))
    assert "van 4 tot 4" in too_many.text
    assert where(stock.devices[0]) == "Testpunt"
    assert ledger.held(session, stock.chargers.id, stock.desk.id) == 4


def test_what_is_missing_is_settled_after_it_is_closed(
    worker: Person, desk_worker: Person, session: Session, stock: Stock, sent: Open, where: Where
) -> None:
    transfer = sent()
    base = f"/stock/transfers/{transfer.id}"
    first, second, _ = transfers.lines(session, transfer)
    settle = f"{base}/lines/{first.id}/settle"
    assert desk_worker.post(settle, {"how": "arrived"}).status_code == 409
    assert "Sluit af: dit ontbreekt" in desk_worker.get(f"{base}/close").text
    for _ in range(2):
        assert desk_worker.post(f"{base}/close", {}).status_code == 302
    assert "Zeg wat er is met wat ontbreekt" in desk_worker.get(base).text
    assert "iets ontbreekt" in desk_worker.get("/stock/transfers").text
    assert desk_worker.post(settle, {"how": "lost"}).status_code == 403
    assert desk_worker.post(settle, {"how": "zomaar"}).status_code == 422
    assert desk_worker.post(settle, {"how": "arrived"}).status_code == 302
    stayed = worker.post(f"{base}/lines/{second.id}/settle", {"how": "stayed"})
    assert stayed.status_code == 302
    assert [where(device) for device in stock.devices[:2]] == ["Testpunt", "shelf"]


def test_given_up_before_it_left_everything_stays(
    worker: Person, session: Session, stock: Stock, opened: Open, where: Where
) -> None:
    transfer = opened(None, *stock.devices)
    for _ in range(2):
        assert worker.post(f"/stock/transfers/{transfer.id}/cancel", {}).status_code == 302
    assert state(session, transfer) == "cancelled"
    assert {where(device) for device in stock.devices} == {"shelf"}
    link = f'/stock/transfers/{transfer.id}"'
    assert link not in worker.get("/stock/transfers").text
    assert link in worker.get("/stock/transfers?show=all").text


def test_a_desk_sees_what_goes_to_it_and_no_other(
    desk_worker: Person, sign_in: SignIn, stock: Stock, sent: Open
) -> None:
    transfer = sent(stock.neighbour)
    base = f"/stock/transfers/{transfer.id}"
    host = sign_in(stock.host)
    for person, may in ((host, True), (desk_worker, False)):
        assert (person.get(base).status_code == 200) is may
        assert (person.get(f"{base}/slip.pdf").status_code == 200) is may
        assert ("Zending 1" in person.get("/stock/transfers").text) is may
        assert (person.post(f"{base}/close", {}).status_code == 302) is may
    assert host.post(f"{base}/send", {}).status_code == 403
    assert "/devices/" not in host.get(base).text


def test_another_workshop_sees_nothing(
    session: Session, sign_in: SignIn, stock: Stock, sent: Open
) -> None:
    transfer = sent()
    other = make_world(session, "Ander test-atelier")
    session.commit()
    stranger = sign_in(other.accounts[Role.COORDINATOR])
    assert "Zending" not in re.sub(r"Zendingen", "", stranger.get("/stock/transfers").text)
    for path in ("", "/pack", "/receive", "/close", "/slip.pdf"):
        assert stranger.get(f"/stock/transfers/{transfer.id}{path}").status_code == 404
    assert stranger.post(f"/stock/transfers/{transfer.id}/close", {}).status_code == 404

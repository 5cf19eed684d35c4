"""A pile to one place: each scan moves at once, is answered in words, and can be taken back."""

import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.roles import Role
from atelier.stock import holds, ledger, places
from atelier.stock.models import PlaceKind, Posting
from tests.atelier.web.stock.conftest import Scan, SignIn, Stock
from tests.factories import World, make_world, tell
from tests.visits import Person

Where = Callable[[Device], str]


def postings(session: Session, device: Device) -> int:
    session.rollback()
    wanted = sa.select(sa.func.count()).where(Posting.device_id == device.id)
    return session.scalar(wanted) or 0


def put(session: Session, world: World, device: Device, kind: PlaceKind, reason: str) -> None:
    to = places.virtual(session, world.organisation.id, kind)
    client_id = str(uuid.uuid4())
    ledger.post(session, device, to, reason=reason, actor=world.actor, client_id=client_id)
    session.commit()


def test_a_scan_moves_at_once_and_says_from_where(
    volunteer: Person, world: World, stock: Stock, scan: Scan, where: Where
) -> None:
    assert "Testpunt" in volunteer.get("/stock/move").text
    assert "naar bench" in volunteer.get(f"/stock/move/{world.bench.id}").text
    told = scan(volunteer, f"/stock/move/{world.bench.id}/scans", stock.devices[0].tag)
    assert told["state"] == "received"
    assert "van shelf" in told["detail"]
    assert told["device"]["url"] == f"/devices/{stock.devices[0].id}"
    assert where(stock.devices[0]) == "bench"


def test_a_scan_sent_twice_moves_once(
    volunteer: Person, session: Session, world: World, stock: Stock, scan: Scan
) -> None:
    url, client_id = f"/stock/move/{world.bench.id}/scans", str(uuid.uuid4())
    once, again = (scan(volunteer, url, stock.devices[0].tag, client_id) for _ in range(2))
    assert once == again
    assert postings(session, stock.devices[0]) == 2  # with the one of its intake


def test_what_is_there_already_says_so(
    volunteer: Person, world: World, stock: Stock, scan: Scan
) -> None:
    told = scan(volunteer, f"/stock/move/{world.shelf.id}/scans", stock.devices[0].tag)
    assert (told["state"], told.get("undo_url")) == ("already", None)


def test_undo_puts_it_back_once_with_a_counter_entry(
    volunteer: Person, session: Session, world: World, stock: Stock, scan: Scan, where: Where
) -> None:
    device = stock.devices[0]
    told = scan(volunteer, f"/stock/move/{world.bench.id}/scans", device.tag)
    for _ in range(2):
        undone = scan(volunteer, told["undo_url"], None)
        assert (undone["status"], undone["state"]) == (200, "undone")
    assert where(device) == "shelf"
    assert postings(session, device) == 3


def test_nobody_takes_back_what_another_scanned(
    volunteer: Person, worker: Person, world: World, stock: Stock, scan: Scan, where: Where
) -> None:
    told = scan(volunteer, f"/stock/move/{world.bench.id}/scans", stock.devices[0].tag)
    assert scan(worker, told["undo_url"], None)["status"] == 404
    assert where(stock.devices[0]) == "bench"


def test_undo_after_another_move_is_refused_in_words(
    volunteer: Person, world: World, stock: Stock, scan: Scan, where: Where
) -> None:
    told = scan(volunteer, f"/stock/move/{world.bench.id}/scans", stock.devices[0].tag)
    scan(volunteer, f"/stock/move/{stock.desk.id}/scans", stock.devices[0].tag)
    refused = scan(volunteer, told["undo_url"], None)
    assert refused["status"] == 409
    assert "daarna nog verplaatst" in refused["error"]["message"]
    assert where(stock.devices[0]) == "Testpunt"


@pytest.mark.parametrize(
    ("kind", "reason", "words"),
    [
        (PlaceKind.LENT, "lent", "uitgeleend"),
        (PlaceKind.TRANSIT, "sent", "onderweg"),
        (PlaceKind.SCRAPPED, "scrapped", "Ontvang het dan opnieuw"),
    ],
)
def test_what_is_elsewhere_is_refused_in_words(
    volunteer: Person,
    session: Session,
    world: World,
    stock: Stock,
    scan: Scan,
    kind: PlaceKind,
    reason: str,
    words: str,
) -> None:
    put(session, world, stock.devices[0], kind, reason)
    told = scan(volunteer, f"/stock/move/{world.bench.id}/scans", stock.devices[0].tag)
    assert told["state"] == "refused"
    assert words in told["detail"]
    assert postings(session, stock.devices[0]) == 2


def test_what_is_not_ready_or_kept_for_another_goes_to_no_desk(
    volunteer: Person, session: Session, world: World, stock: Stock, scan: Scan, where: Where
) -> None:
    broken, kept, free = stock.devices
    tell(session, world, broken, facts.FAULT_OPENED, fault="hinge", blocking=True)
    holds.make(session, kept, stock.neighbour, actor=world.actor, client_id=str(uuid.uuid4()))
    session.commit()
    url = f"/stock/move/{stock.desk.id}/scans"
    assert "Herstel het toestel" in scan(volunteer, url, broken.tag)["detail"]
    assert "Punt bij de buren" in scan(volunteer, url, kept.tag)["detail"]
    assert scan(volunteer, url, free.tag)["state"] == "received"
    assert [where(device) for device in stock.devices] == ["shelf", "shelf", "Testpunt"]


def test_a_code_that_nobody_knows_or_with_a_wrong_digit_is_told(
    volunteer: Person, world: World, stock: Stock, scan: Scan
) -> None:
    url = f"/stock/move/{world.bench.id}/scans"
    assert "kennen we niet" in scan(volunteer, url, "zomaar iets")["detail"]
    right = stock.devices[0].tag or ""
    wrong = right[:2] + str((int(right[2]) + 1) % 10) + right[3:]
    told = scan(volunteer, url, wrong)
    assert "cijfer fout" in told["detail"]
    assert right in {one["number"] for one in told["suggestions"]}


@pytest.mark.parametrize("body", [{}, {"id": "x", "code": "1"}, {"id": None, "code": None}, []])
def test_a_scan_that_cannot_be_read_is_told(volunteer: Person, world: World, body: object) -> None:
    volunteer.get("/stock")
    answer = volunteer._open(
        "POST",
        f"/stock/move/{world.bench.id}/scans",
        json=body,
        headers={"X-CSRFToken": volunteer.token, "Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json
    assert answer.json["error"]["message"]


def test_another_workshop_s_places_and_devices_are_not_there(
    volunteer: Person, session: Session, world: World, stock: Stock, scan: Scan, sign_in: SignIn
) -> None:
    other = make_world(session, "Ander test-atelier")
    session.commit()
    assert volunteer.get(f"/stock/move/{other.bench.id}").status_code == 404
    stranger = sign_in(other.accounts[Role.VOLUNTEER])
    assert "Testpunt" not in stranger.get("/stock/move").text
    told = scan(stranger, f"/stock/move/{other.bench.id}/scans", stock.devices[0].tag)
    assert "kennen we niet" in told["detail"]


def test_a_desk_moves_nothing(desk_worker: Person, world: World, stock: Stock) -> None:
    assert desk_worker.get("/stock/move").status_code == 403

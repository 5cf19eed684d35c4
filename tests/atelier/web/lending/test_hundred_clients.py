"""A hundred desks at once want the last ten laptops, over real HTTP, on both databases."""

import random
import threading
import uuid
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier import checks, months
from atelier.db import now
from atelier.devices.models import Device
from atelier.lending import borrowers
from atelier.lending.models import Loan
from atelier.people.roles import Role
from atelier.stock import desks, ledger, places
from atelier.stock.models import Holding, Place, PlaceKind
from tests.atelier.api.test_fifty_agents import serving
from tests.factories import World, make_ready
from tests.windows import Browser

CLIENTS, LAPTOPS = 100, 10


@pytest.fixture
def desk(session: Session, world: World) -> Place:
    made = places.create(
        session, organisation_id=world.organisation.id, kind=PlaceKind.DESK, name="Testpunt"
    )
    desks.set_workers(session, made, [world.accounts[Role.DESK].id])
    return made


@pytest.fixture
def laptops(session: Session, world: World, desk: Place) -> list[int]:
    made = [make_ready(session, world) for _ in range(LAPTOPS)]
    for device in made:
        client_id = str(uuid.uuid4())
        ledger.post(session, device, desk, reason="moved", actor=world.actor, client_id=client_id)
    return [device.id for device in made]


@pytest.fixture
def people(session: Session, desk: Place) -> list[int]:
    return [
        borrowers.register(
            session,
            organisation_id=desk.organisation_id,
            name=f"Proef {number}",
            contact="015 00 00 00",
            client_id=str(uuid.uuid4()),
        ).id
        for number in range(CLIENTS)
    ]


def test_ten_win_and_the_books_are_right(
    app: APIFlask,
    session: Session,
    world: World,
    desk: Place,
    laptops: list[int],
    people: list[int],
    tmp_path: Path,
) -> None:
    """Each tries all laptops in an order of its own, and sends whatever wins once more."""
    desk_id, login = desk.id, world.accounts[Role.DESK].login
    until = months.add(now().date(), 12).isoformat()
    session.commit()
    won: list[int] = []
    said: Counter[int] = Counter()

    def want(browser: Browser, borrower: int) -> None:
        order = random.Random(borrower).sample(laptops, len(laptops))
        for device in order:
            path = f"/desk/{desk_id}/devices/{device}/hand-over/{borrower}"
            form = {"client_id": str(uuid.uuid4()), "tariff": "kansentarief", "due_on": until}
            status = browser.post(path, **form)
            said[status] += 1
            if status == 302:
                won.append(device)
                assert browser.post(path, **form) == 302
                return

    with serving(app, tmp_path) as url:
        browser = Browser(url)
        browser.sign_in(login)
        threads = [threading.Thread(target=want, args=(browser, one)) for one in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(won) == sorted(laptops), said
    assert set(said) == {302, 422}
    session.expire_all()
    assert session.scalar(sa.select(sa.func.count()).select_from(Loan)) == LAPTOPS
    lent = sa.select(sa.func.count()).join(Place).where(Place.kind == PlaceKind.LENT)
    assert session.scalar(lent.select_from(Holding)) == LAPTOPS
    assert session.scalar(sa.select(sa.func.count()).where(Device.next_step == "lent")) == LAPTOPS
    assert _wrong(session) == []


def _wrong(session: Session) -> list[str]:
    """The software and the erasures of these devices are said, not proved."""
    return [
        f"{name}: {finding}"
        for name, found in checks.run(session)
        for finding in found
        if not any(word in name for word in ("erased", "software", "first boot"))
    ]

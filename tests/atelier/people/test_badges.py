"""Badges and PINs: who gives them, what they open, and what a finder of one gets."""

import uuid

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from atelier.errors import Conflict, Forbidden, Invalid, TooMany
from atelier.people import badges, pins
from atelier.people.models import Account, Badge
from atelier.people.refused import Refused
from atelier.people.roles import Role
from atelier.people.routes.entrance import throttle
from atelier.people.throttle import Throttle
from tests.factories import World, make_world


def new_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def by(world: World) -> Account:
    return world.accounts[Role.COORDINATOR]


@pytest.fixture
def worker(world: World) -> Account:
    return world.accounts[Role.BENCH_WORKER]


@pytest.fixture
def limits(app: APIFlask) -> Throttle:
    return throttle()


def scan(session: Session, code: str, limits: Throttle) -> Badge | Refused:
    return badges.scanned(session, code, address="192.0.2.1", throttle=limits)


def said(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return str(outcome.error)


def test_a_badge_leads_to_its_bearer_and_is_kept_as_a_hash(
    session: Session, by: Account, worker: Account, limits: Throttle
) -> None:
    badge, code = badges.issue(session, worker, by=by, client_id=new_id())
    found = scan(session, f"{code}\n", limits)
    assert isinstance(found, Badge)
    assert found.account_id == worker.id
    assert code not in str(list(session.execute(sa.select(Badge.__table__))))
    assert badge.issued_by_id == by.id


def test_a_new_badge_ends_the_one_before_and_its_sessions(
    session: Session, by: Account, worker: Account, limits: Throttle
) -> None:
    _, first = badges.issue(session, worker, by=by, client_id=new_id())
    before = worker.session_key
    _, second = badges.issue(session, worker, by=by, client_id=new_id())
    assert "werkt niet meer" in said(scan(session, first, limits))
    assert isinstance(scan(session, second, limits), Badge)
    assert worker.session_key != before


def test_the_database_keeps_one_live_badge_a_person(
    session: Session, by: Account, worker: Account
) -> None:
    badge, _ = badges.issue(session, worker, by=by, client_id=new_id())
    twin = Badge(
        organisation_id=badge.organisation_id,
        account_id=worker.id,
        client_id=new_id(),
        code_hash="other",
    )
    session.add(twin)
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_same_form_makes_one_badge_until_it_was_used(
    session: Session, by: Account, worker: Account, limits: Throttle
) -> None:
    form = new_id()
    one, first = badges.issue(session, worker, by=by, client_id=form)
    again, second = badges.issue(session, worker, by=by, client_id=form)
    assert one.id == again.id
    assert "kennen we niet" in said(scan(session, first, limits))
    assert isinstance(scan(session, second, limits), Badge)
    badges.welcome(session, again, worker)
    with pytest.raises(Conflict):
        badges.issue(session, worker, by=by, client_id=form)


def test_a_badge_of_who_left_is_refused_with_what_to_do(
    session: Session, by: Account, worker: Account, limits: Throttle
) -> None:
    _, code = badges.issue(session, worker, by=by, client_id=new_id())
    worker.active = False
    session.flush()
    assert "niet meer werkt" in said(scan(session, code, limits))
    with pytest.raises(Conflict):
        badges.issue(session, worker, by=by, client_id=new_id())


@pytest.mark.parametrize("text", ["1234", "4217038561", "x" * 26, "1" * 26])
def test_what_is_no_badge_is_counted(session: Session, limits: Throttle, text: str) -> None:
    for _ in range(limits.per_address):
        assert "kennen we niet" in said(scan(session, text, limits))
    with pytest.raises(TooMany):
        scan(session, text, limits)


def test_nobody_gives_a_badge_that_opens_more_than_their_own(
    session: Session, world: World, by: Account
) -> None:
    administrator = world.accounts[Role.ADMINISTRATOR]
    with pytest.raises(Forbidden):
        badges.issue(session, administrator, by=by, client_id=new_id())
    badges.issue(session, by, by=administrator, client_id=new_id())


def test_a_card_is_printed_for_a_live_badge_of_the_same_workshop(
    session: Session, world: World, by: Account, worker: Account
) -> None:
    badge, code = badges.issue(session, worker, by=by, client_id=new_id())
    other = make_world(session, "Ander test-atelier").organisation
    assert badges.of_code(session, world.organisation.id, code).id == badge.id
    with pytest.raises(Invalid):
        badges.of_code(session, other.id, code)
    badges.revoke(session, badge, by=by)
    with pytest.raises(Invalid):
        badges.of_code(session, world.organisation.id, code)


def test_the_list_has_who_may_sign_in_each_with_the_badge_of_now(
    session: Session, world: World, by: Account, worker: Account
) -> None:
    for _ in range(2):
        latest, _ = badges.issue(session, worker, by=by, client_id=new_id())
    world.accounts[Role.DESK].active = False
    session.flush()
    first = badges.page(session, world.organisation.id, size=2)
    rest = badges.page(session, world.organisation.id, first.after, size=9)
    rows = [*first.rows, *rest.rows]
    assert len(rows) == len(Role) - 1
    assert {one.badge.id for one in rows if one.badge} == {latest.id}


@pytest.mark.parametrize(
    "pin", ["0000", "1234", "4321", "9876", "8901", "1212", "2580", "1987", "2004", "123", "12345"]
)
def test_pins_that_people_guess_are_refused(pin: str) -> None:
    with pytest.raises(Invalid):
        pins.check_new(pin)


@pytest.mark.parametrize(("typed", "pin"), [("4072", "4072"), ("'à_é", "4082"), (" 73 91", "7391")])
def test_other_pins_are_good_also_from_another_keyboard(typed: str, pin: str) -> None:
    assert pins.check_new(typed) == pin


def attempt(session: Session, account: Account, pin: str, limits: Throttle) -> Refused | None:
    return pins.attempt(session, account, pin, address="192.0.2.1", throttle=limits)


def test_the_right_pin_opens_and_forgets_the_wrong_ones(
    session: Session, worker: Account, limits: Throttle
) -> None:
    pins.choose(session, worker, "4072")
    for _ in range(3):
        for _ in range(limits.per_login - 1):
            assert "klopt niet" in said(attempt(session, worker, "9999", limits))
        assert attempt(session, worker, "4072", limits) is None
    assert worker.pin_wrong == 0
    assert worker.pin_hash is not None
    assert "4072" not in worker.pin_hash


def test_a_wrong_pin_says_how_many_tries_are_left_then_closes(
    session: Session, worker: Account, limits: Throttle
) -> None:
    pins.choose(session, worker, "4072")
    told = [said(attempt(session, worker, "9999", limits)) for _ in range(limits.per_login)]
    assert [f"nog {left} keer" in text for left, text in ((4, told[0]), (2, told[2]))] == [True] * 2
    assert "nog één keer" in told[3]
    assert "coördinator" in told[4]
    with pytest.raises(TooMany):
        attempt(session, worker, "4072", limits)


def test_too_many_wrong_ones_over_days_block_the_pin_until_another_is_given(
    session: Session, by: Account, worker: Account, limits: Throttle
) -> None:
    pins.choose(session, worker, "4072")
    worker.pin_wrong = pins.MOST_WRONG - 1
    session.flush()
    attempt(session, worker, "9999", limits)
    assert "geblokkeerd" in said(attempt(session, worker, "4072", limits))
    once = pins.give_once(session, worker, by=by)
    assert attempt(session, worker, once, limits) is None
    assert worker.pin_once


def test_who_has_no_pin_is_told_whom_to_ask(
    session: Session, worker: Account, limits: Throttle
) -> None:
    assert "Vraag er een" in said(attempt(session, worker, "", limits))


def test_no_code_and_no_pin_is_logged(
    session: Session, by: Account, worker: Account, limits: Throttle
) -> None:
    with capture_logs() as logs:
        _, code = badges.issue(session, worker, by=by, client_id=new_id())
        once = pins.give_once(session, worker, by=by)
        scan(session, code, limits)
        attempt(session, worker, "7391", limits)
    assert len(logs) == 3
    assert code not in str(logs)
    assert not {once, "7391"} & {str(value) for entry in logs for value in entry.values()}

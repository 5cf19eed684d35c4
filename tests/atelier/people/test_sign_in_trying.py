"""A password is tried: that takes long on purpose, and keeps nobody else waiting."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.errors import TooMany
from atelier.people import passwords, service
from atelier.people.roles import Role
from atelier.people.throttle import Throttle
from tests.factories import PASSWORD, World
from tests.visits import Person

LIMIT = Throttle(per_login=3, per_address=99, window=timedelta(minutes=5), secret="x")


@pytest.fixture
def login(world: World) -> str:
    return world.accounts[Role.VOLUNTEER].login


def test_meanwhile_others_go_on(
    app: APIFlask, world: World, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, answers, real = world.accounts[Role.DESK].login, [], passwords.matches

    def another() -> None:
        answers.append(Person(app).sign_in(other, "wrong too").status_code)

    def slowly(stored: str | None, password: str) -> bool:
        if password == PASSWORD:
            thread = threading.Thread(target=another, daemon=True)
            thread.start()
            thread.join(60)
        return real(stored, password)

    monkeypatch.setattr(passwords, "matches", slowly)
    assert Person(app).sign_in(login).status_code == 302
    assert answers == [401]


def sign_in(session: Session, login: str, meanwhile: Callable[[], None]) -> bool:
    """Whether it is let in with its password, while this happens."""

    def aside(work: Callable[[], bool]) -> bool:
        right = work()
        meanwhile()
        return right

    known = service.sign_in(
        session, login=login, password=PASSWORD, address="::1", throttle=LIMIT, aside=aside
    )
    return known is not None


def test_many_tried_at_once_are_no_more_tries(session: Session, login: str) -> None:
    def others_were_wrong() -> None:
        for _ in range(3):
            service.sign_in(session, login=login, password="wrong", address="::1", throttle=LIMIT)

    with pytest.raises(TooMany):
        sign_in(session, login, others_were_wrong)


def test_the_account_may_be_closed_or_get_another_password(
    session: Session, world: World, login: str
) -> None:
    account = world.accounts[Role.VOLUNTEER]

    def closed() -> None:
        account.active = False
        session.flush()

    def changed() -> None:
        service.change_password(session, account, "another long one")

    def hashed_anew() -> None:
        account.password_hash = passwords.make_hash(PASSWORD)
        session.flush()

    assert sign_in(session, login, hashed_anew)
    assert not sign_in(session, login, changed)
    hashed_anew()
    assert sign_in(session, login, lambda: None)
    assert not sign_in(session, login, closed)

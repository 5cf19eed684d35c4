"""The door: who gets in, who does not, and what a stranger can learn from it."""

import threading
import time
from contextvars import Context
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from argon2 import PasswordHasher
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from atelier import create_app, settings
from atelier.db import db, now
from atelier.errors import TooMany
from atelier.people import passwords, service
from atelier.people.models import SignInAttempt
from atelier.people.roles import Role
from atelier.people.throttle import Throttle
from tests.conftest import make_app
from tests.factories import PASSWORD, World
from tests.visits import Person

PER_LOGIN = 5
PER_ADDRESS = 30
WRONG = "Naam of wachtwoord klopt niet"


@pytest.fixture
def login(world: World) -> str:
    return world.accounts[Role.VOLUNTEER].login


def test_a_person_signs_in_and_sees_the_first_page(app: APIFlask, login: str) -> None:
    person = Person(app)
    assert person.get("/").status_code == 302
    assert person.sign_in(login.upper() + " ").status_code == 302
    assert "Test volunteer" in person.get("/").text


def test_after_signing_out_nothing_is_open(app: APIFlask, login: str) -> None:
    person = Person(app)
    person.sign_in(login)
    assert person.post("/sign-out", {}).status_code == 302
    assert person.get("/me").status_code == 302


def test_so_many_wrong_passwords_close_the_door_for_a_name(app: APIFlask, login: str) -> None:
    for number in range(PER_LOGIN):
        guesser = Person(app, f"192.0.2.{number}")
        assert guesser.sign_in(login, "wrong").status_code == 401
    refused = Person(app).sign_in(login)
    assert refused.status_code == 429
    assert "Wacht 15 minuten" in refused.text
    assert f'value="{login}"' in refused.text


def test_one_fewer_leaves_it_open_and_starts_anew(app: APIFlask, login: str) -> None:
    for _ in range(3):
        for _ in range(PER_LOGIN - 1):
            assert Person(app).sign_in(login, "wrong").status_code == 401
        assert Person(app).sign_in(login).status_code == 302


def test_a_name_that_nobody_has_closes_just_the_same(app: APIFlask, world: World) -> None:
    answers = [Person(app).sign_in("nobody", "wrong").status_code for _ in range(PER_LOGIN + 1)]
    assert answers == [401] * PER_LOGIN + [429]


def test_so_many_from_one_address_close_it_for_that_address(app: APIFlask, login: str) -> None:
    guesser = Person(app, "2001:db8::1")
    for number in range(PER_ADDRESS):
        guesser.address = f"2001:db8::{number + 1:x}"  # one network, many addresses
        assert guesser.sign_in(f"guess{number}", "wrong").status_code == 401
    assert Person(app, "2001:db8::ffff").sign_in(login).status_code == 429
    assert Person(app, "2001:db8:0:1::1").sign_in(login).status_code == 302


def test_the_door_opens_when_the_window_is_over(
    app: APIFlask, session: Session, login: str
) -> None:
    for _ in range(PER_LOGIN):
        Person(app).sign_in(login, "wrong")
    assert Person(app).sign_in(login).status_code == 429
    age(session, minutes=14)
    assert Person(app).sign_in(login).status_code == 429
    age(session, minutes=2)
    assert Person(app).sign_in(login).status_code == 302


def test_failures_that_no_longer_count_are_forgotten(
    app: APIFlask, session: Session, login: str
) -> None:
    for _ in range(3):
        Person(app).sign_in(login, "wrong")
    age(session, minutes=16)
    Person(app).sign_in(login, "wrong")
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInAttempt)) == 2


def test_many_guesses_at_once_count_like_one_after_the_other(
    app: APIFlask, session: Session, login: str
) -> None:
    session.commit()
    said: list[str] = []
    start = threading.Barrier(12)
    limit = Throttle(per_login=5, per_address=99, window=timedelta(minutes=5), secret="x")

    def guess() -> None:
        with app.app_context():
            start.wait()
            try:
                service.sign_in(
                    db.session, login=login, password="wrong", address="::1", throttle=limit
                )
                db.session.commit()
                said.append("wrong")
            except TooMany:
                db.session.rollback()
                said.append("closed")

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == ["closed"] * 7 + ["wrong"] * 5


def test_nothing_typed_is_kept_with_a_failure(app: APIFlask, session: Session) -> None:
    typed = "my own password in the wrong field"
    Person(app, "192.0.2.77").sign_in(typed, "wrong")
    keys = session.scalars(sa.select(SignInAttempt.key)).all()
    assert sorted(key.partition(":")[0] for key in keys) == ["address", "login"]
    assert not any(typed in key or "192.0.2.77" in key for key in keys)


def test_a_stranger_cannot_tell_which_names_exist(
    app: APIFlask, world: World, session: Session, login: str
) -> None:
    closed = world.accounts[Role.DESK]
    closed.active = False
    right_password_of_a_closed_account = Person(app).sign_in(closed.login)
    wrong_password = Person(app).sign_in(login, "wrong")
    nobody = Person(app).sign_in("nobody", "wrong")
    pages = [
        (answer.status_code, words_of(answer.text))
        for answer in (right_password_of_a_closed_account, wrong_password, nobody)
    ]
    assert pages[0][0] == 401
    assert WRONG in pages[0][1]
    assert pages[0] == pages[1] == pages[2]


def test_a_name_that_nobody_has_takes_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher = PasswordHasher()  # as hard as in real use
    monkeypatch.setattr(passwords, "_hasher", hasher)
    monkeypatch.setattr(passwords, "_NOBODY", hasher.hash("nobody has this password"))
    stored = hasher.hash(PASSWORD)

    def took(known: str | None) -> float:
        begin = time.perf_counter()
        assert not passwords.matches(known, "wrong")
        return time.perf_counter() - begin

    known, unknown = (min(took(one) for _ in range(5)) for one in (stored, None))
    assert 0.5 < known / unknown < 2


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/devices?step=erase", "/devices?step=erase"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("\\\\evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("\t//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
    ],
)
def test_signing_in_leads_to_a_page_of_our_own(
    app: APIFlask, login: str, target: str, lands: str
) -> None:
    answer = Person(app).sign_in(login, next=target)
    assert answer.status_code == 302
    assert answer.location == lands


def test_a_session_set_before_signing_in_is_not_carried_over(app: APIFlask, login: str) -> None:
    person = Person(app)
    person.get("/sign-in")
    with person.client.session_transaction() as before:
        before["planted"] = "by somebody else"
        before["_user_id"] = "1:0000"
        token = before["csrf_token"]
    person.sign_in(login)
    with person.client.session_transaction() as after:
        assert "planted" not in after
        assert after.get("csrf_token") != token
        assert after["_user_id"] != "1:0000"


def test_a_password_change_ends_other_sessions_and_not_ones_own(app: APIFlask, login: str) -> None:
    own, elsewhere = Person(app), Person(app)
    own.sign_in(login)
    elsewhere.sign_in(login)
    own.get("/me")
    wrong = own.post("/me", {"current": "wrong", "new": "another long one"})
    assert "niet je huidige wachtwoord" in wrong.text
    assert elsewhere.get("/me").status_code == 200
    assert own.post("/me", {"current": PASSWORD, "new": "another long one"}).status_code == 302
    assert own.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 302
    assert Person(app).sign_in(login).status_code == 401
    assert Person(app).sign_in(login, "another long one").status_code == 302


def test_a_session_lasts_from_the_last_page_on(app: APIFlask, login: str) -> None:
    person = Person(app)
    person.sign_in(login)
    first = cookie_of(person.get("/me"))["expires"]
    time.sleep(1.1)
    second = cookie_of(person.get("/me"))["expires"]
    assert first
    assert second > first


def test_a_session_that_was_left_alone_too_long_is_over(
    app: APIFlask, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(app)
    person.sign_in(login)
    minutes = settings.load().security.session_minutes
    real = time.time
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: real() + minutes * 60 - 30)
    assert person.client.get_cookie("session")
    kept = person.client.get_cookie("session").value
    assert status_with(app, kept) == 200
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: real() + minutes * 60 + 30)
    assert status_with(app, kept) == 302


def test_files_carry_no_session(app: APIFlask, login: str) -> None:
    person = Person(app)
    person.sign_in(login)
    answer = person.get("/static/css/atelier.css")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    answer.close()


def test_cookies_are_safe_as_set_by_default(sqlite_template: Path, tmp_path: Path) -> None:
    chosen = settings.load(
        overrides={
            "database": {"url": f"sqlite:///{sqlite_template}"},
            "security": {"secret_key": "only-for-tests"},
        }
    )
    app = create_app(chosen)
    cookie = cookie_of(app.test_client().get("/sign-in", base_url="https://localhost"))
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    with app.app_context():
        db.engine.dispose()


def test_the_language_chosen_before_signing_in_stays(app: APIFlask, login: str) -> None:
    person = Person(app)
    person.post("/language", {"language": "fr"})
    assert '<html lang="fr">' in person.get("/sign-in").text
    person.sign_in(login)
    assert '<html lang="fr">' in person.get("/me").text


def test_the_language_of_a_person_follows_them(app: APIFlask, login: str) -> None:
    person = Person(app)
    person.sign_in(login)
    assert person.post("/language", {"language": "en"}).status_code == 302
    elsewhere = Person(app)
    elsewhere.sign_in(login)
    assert '<html lang="en">' in elsewhere.get("/me").text
    person.post("/language", {"language": "xx"})
    assert '<html lang="en">' in person.get("/me").text


@pytest.mark.parametrize("typed", ["a\x00b", "\ud7ff\uffff", "x" * 5000, "' OR 1=1 --", "\u0130"])
def test_odd_names_are_only_wrong(app: APIFlask, world: World, typed: str) -> None:
    assert Person(app).sign_in(typed, "wrong\x00").status_code in {200, 401}


def test_the_log_tells_who_and_no_secret(app: APIFlask, world: World, login: str) -> None:
    account = world.accounts[Role.VOLUNTEER].id
    with capture_logs() as lines:
        Person(app).sign_in(login, "wrong guess")
        Person(app).sign_in("typed secret", "wrong guess")
        person = Person(app)
        person.sign_in(login)
        person.get("/me")
        person.post("/me", {"current": PASSWORD, "new": "another long one"})
    assert [(line["event"], line["account"]) for line in lines] == [
        ("sign_in_failed", account),
        ("sign_in_failed", None),
        ("signed_in", account),
        ("password_changed", account),
    ]
    for secret in ("wrong guess", "typed secret", PASSWORD, "another long one", "argon2"):
        assert secret not in repr(lines)


def test_a_closed_door_is_logged(app: APIFlask, login: str) -> None:
    for _ in range(PER_LOGIN):
        Person(app).sign_in(login, "wrong")
    with capture_logs() as lines:
        Person(app).sign_in(login)
    assert [(line["event"], line["what"]) for line in lines] == [("sign_in_closed", ["login"])]


def test_limits_come_from_the_settings(database_url: str, tmp_path: Path, login: str) -> None:
    security = {"secret_key": "x", "secure_cookies": False, "sign_in_attempts": 1}
    app = make_app(database_url, tmp_path, security=security)
    db.session.commit()
    answers = [Person(app).sign_in(login, "wrong").status_code for _ in range(2)]
    assert answers == [401, 429]
    with app.app_context():
        db.engine.dispose()


def age(session: Session, minutes: int) -> None:
    for attempt in session.scalars(sa.select(SignInAttempt)):
        attempt.at = attempt.at - timedelta(minutes=minutes)
        assert attempt.at < now()
    session.commit()


def words_of(page: str) -> str:
    """The page without what differs by who asks: the tokens, and the name typed."""
    lines = page.splitlines()
    return "\n".join(line for line in lines if "csrf" not in line and 'name="login"' not in line)


def cookie_of(answer):
    cookies = SimpleCookie()
    for line in answer.headers.getlist("Set-Cookie"):
        cookies.load(line)
    return cookies["session"]


def status_with(app: APIFlask, cookie: str) -> int:
    client = app.test_client()
    client.set_cookie("session", cookie)
    return Context().run(client.get, "/me").status_code

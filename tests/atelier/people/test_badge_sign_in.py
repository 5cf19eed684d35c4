"""A badge and a PIN at the door, and how long a screen remembers who came in."""

import uuid

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from atelier.bench import screens
from atelier.people import badges, pins
from atelier.people.actor import Actor
from atelier.people.models import Account
from atelier.people.roles import Role
from tests.factories import World
from tests.visits import Person

PIN = "4072"


class Bearer(Person):
    """Someone with a badge."""

    def scan(self, code: str, **more: str) -> TestResponse:
        self.token = ""
        return self.post("/sign-in/badge", {"code": code, **more})

    def come_in(self, code: str, pin: str = PIN) -> None:
        assert self.scan(code).status_code == 302
        assert "Dag " in self.get("/sign-in/pin").text
        assert self.post("/sign-in/pin", {"pin": pin}).status_code == 302
        self.token = ""

    def sleep(self, seconds: int) -> None:
        """As if nobody had been there for so long."""
        with self.client.session_transaction() as session:
            session["bench"] -= seconds


@pytest.fixture
def worker(world: World) -> Account:
    return world.accounts[Role.BENCH_WORKER]


@pytest.fixture
def code(session: Session, world: World, worker: Account) -> str:
    return badge_of(session, world, worker)


def badge_of(session: Session, world: World, account: Account) -> str:
    by = world.accounts[Role.ADMINISTRATOR]
    _, made = badges.issue(session, account, by=by, client_id=str(uuid.uuid4()))
    pins.choose(session, account, PIN)
    session.commit()
    return made


def test_a_badge_and_a_pin_lead_to_my_bench(app: APIFlask, code: str) -> None:
    person = Bearer(app)
    assert person.scan(code).location == "/sign-in/pin"
    person.get("/sign-in/pin")
    assert person.post("/sign-in/pin", {"pin": PIN}).location == "/my-bench"
    assert "Test bench_worker" in person.get("/my-bench").text


def test_a_badge_without_its_pin_opens_nothing(app: APIFlask, code: str) -> None:
    person = Bearer(app)
    person.scan(code)
    person.get("/sign-in/pin")
    wrong = person.post("/sign-in/pin", {"pin": "9999"})
    assert wrong.status_code == 401
    assert "nog 4 keer" in wrong.text
    assert person.get("/my-bench").location.startswith("/sign-in")


def test_a_pin_without_a_badge_leads_back_to_the_door(app: APIFlask, code: str) -> None:
    person = Bearer(app)
    assert person.get("/sign-in/pin").location == "/sign-in"
    assert person.post("/sign-in/pin", {"pin": PIN}).location == "/sign-in"
    assert "Scan je badge nog eens" in person.get("/sign-in").text


def test_a_badge_waits_some_minutes_for_its_pin(app: APIFlask, code: str) -> None:
    person = Bearer(app)
    person.scan(code)
    with person.client.session_transaction() as session:
        badge, stage, at = session["badge"]
        session["badge"] = [badge, stage, at - 301]
    assert person.post("/sign-in/pin", {"pin": PIN}).location == "/sign-in"


def test_an_unknown_badge_is_refused_in_words_at_the_door(app: APIFlask, world: World) -> None:
    answer = Bearer(app).scan("1" * 26)
    assert answer.status_code == 422
    assert "kennen we niet" in answer.text


def test_the_badge_of_who_left_between_badge_and_pin_opens_nothing(
    app: APIFlask, session: Session, worker: Account, code: str
) -> None:
    person = Bearer(app)
    person.scan(code)
    worker.active = False
    session.commit()
    assert person.post("/sign-in/pin", {"pin": PIN}).location == "/sign-in"


def test_a_pin_for_once_asks_for_another_before_anything_opens(
    app: APIFlask, session: Session, world: World, worker: Account, code: str
) -> None:
    once = pins.give_once(session, worker, by=world.accounts[Role.COORDINATOR])
    session.commit()
    person = Bearer(app)
    person.scan(code)
    person.get("/sign-in/pin")
    assert person.post("/sign-in/pin", {"pin": once}).location == "/sign-in/new-pin"
    assert person.get("/my-bench").location.startswith("/sign-in")
    assert "Kies je pincode" in person.get("/sign-in/new-pin").text
    weak = person.post("/sign-in/new-pin", {"new": "1234", "again": "1234"})
    assert "te makkelijk" in weak.text
    other = person.post("/sign-in/new-pin", {"new": "7391", "again": "7390"})
    assert "niet dezelfde" in other.text
    assert person.post("/sign-in/new-pin", {"new": "7391", "again": "7391"}).location == "/my-bench"
    Bearer(app).come_in(code, "7391")


def test_whoever_scans_another_badge_takes_the_place_of_who_was_there(
    app: APIFlask, session: Session, world: World, code: str
) -> None:
    other = badge_of(session, world, world.accounts[Role.VOLUNTEER])
    person = Bearer(app)
    person.come_in(code)
    person.come_in(other)
    assert "Test volunteer" in person.get("/me").text


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("/sign-in", "login"),
        ("/sign-in", "password"),
        ("/sign-in/pin", "pin"),
        ("/sign-in/new-pin", "new"),
        ("/sign-in/new-pin", "again"),
    ],
)
def test_a_badge_scanned_into_a_field_of_the_door_is_a_badge(
    app: APIFlask, session: Session, world: World, worker: Account, code: str, page: str, field: str
) -> None:
    other = badge_of(session, world, world.accounts[Role.VOLUNTEER])
    person = Bearer(app)
    person.scan(other)  # who was there before
    answer = person.post(page, {field: code})
    assert answer.location == "/sign-in/pin"
    assert code not in answer.text
    assert "Dag Test bench_worker" in person.get("/sign-in/pin").text
    session.refresh(world.accounts[Role.VOLUNTEER])
    assert world.accounts[Role.VOLUNTEER].pin_wrong == 0  # it was no try at their PIN


def test_a_badge_does_not_open_the_most_powerful_things(
    app: APIFlask, session: Session, world: World
) -> None:
    code = badge_of(session, world, world.accounts[Role.ADMINISTRATOR])
    person = Bearer(app)
    person.come_in(code)
    for address in ("/accounts", "/stations", "/badges", "/screens"):
        refused = person.get(address)
        assert refused.status_code == 403
        assert "met je wachtwoord" in refused.text
    assert person.get("/devices").status_code == 200
    person.post("/sign-out", {})
    person.sign_in(world.accounts[Role.ADMINISTRATOR].login)
    assert person.get("/accounts").status_code == 200


def test_a_screen_forgets_who_is_not_there(app: APIFlask, code: str) -> None:
    person = Bearer(app)
    person.come_in(code)
    person.sleep(9 * 60)
    assert person.get("/my-bench").status_code == 200  # which starts the time anew
    person.sleep(9 * 60)
    assert person.get("/my-bench").status_code == 200
    person.sleep(11 * 60)
    assert person.get("/my-bench").location.startswith("/sign-in")
    assert "Je was even weg" in person.get("/sign-in").text


def test_what_a_page_does_by_itself_is_no_sign_of_a_person(app: APIFlask, code: str) -> None:
    person = Bearer(app)
    person.come_in(code)
    person.sleep(9 * 60)
    for options in ({"path": "/help/now"}, {"path": "/me", "headers": {"X-By-Itself": "1"}}):
        assert person.get(**options).status_code == 200  # type: ignore[arg-type]
    person.sleep(2 * 60)
    assert person.get("/me").status_code == 302


def test_the_same_person_goes_on_where_they_were(
    app: APIFlask, session: Session, world: World, code: str
) -> None:
    person = Bearer(app)
    person.come_in(code)
    person.post("/sign-in/away", {"next": "/stock/move"})
    person.scan(code)
    assert person.post("/sign-in/pin", {"pin": PIN}).location == "/stock/move"
    person.token = ""
    person.post("/sign-in/away", {"next": "/stock/move"})
    person.scan(badge_of(session, world, world.accounts[Role.VOLUNTEER]))
    assert person.post("/sign-in/pin", {"pin": PIN}).location == "/my-bench"


def test_nobody_is_sent_on_to_what_is_no_page(app: APIFlask, code: str) -> None:
    """A form that was refused shows its answer where only a form can be sent to."""
    person = Bearer(app)
    person.come_in(code)
    person.post("/sign-in/away", {"next": "/my-bench/scan"})
    person.scan(code)
    assert person.post("/sign-in/pin", {"pin": PIN}).location == "/my-bench"


def test_the_next_person_reads_their_own_language(
    app: APIFlask, session: Session, world: World, code: str
) -> None:
    other = badge_of(session, world, world.accounts[Role.VOLUNTEER])
    person = Bearer(app)
    person.come_in(code)
    person.post("/language", {"language": "fr"})
    assert 'lang="fr"' in person.get("/my-bench").text
    person.post("/sign-in/away", {})
    person.come_in(other)
    assert '<html lang="nl">' in person.get("/my-bench").text


def test_a_session_of_a_password_elsewhere_lasts(app: APIFlask, worker: Account) -> None:
    person = Person(app)
    person.sign_in(worker.login)
    assert 'id="idle"' not in person.get("/me").text
    with person.client.session_transaction() as session:
        assert "bench" not in session


def test_a_screen_at_a_bench_asks_for_a_badge_first_and_forgets_passwords_too(
    app: APIFlask, session: Session, world: World, worker: Account, code: str
) -> None:
    keeper = Person(app)
    keeper.sign_in(world.accounts[Role.COORDINATOR].login)
    form = {"place": str(world.bench.id), "client_id": keeper.client_id("/screens")}
    assert keeper.post("/screens", form).status_code == 302
    assert "staat nu aan bench" in keeper.get("/screens").text
    again = {"place": str(world.bench.id), "client_id": keeper.client_id("/screens")}
    keeper.post("/screens", again)
    assert len(screens.every(session, world.organisation.id)) == 1
    keeper.post("/sign-out", {})
    door = keeper.get("/sign-in").text
    assert "Scan je badge" in door
    assert "bench" in door
    keeper.sign_in(worker.login)
    assert 'id="idle"' in keeper.get("/me").text
    assert 'class="where small quiet">bench<' in keeper.get("/me").text


def test_a_screen_that_was_revoked_is_a_browser_like_any_other(
    app: APIFlask, session: Session, world: World
) -> None:
    by = Actor(account_id=world.accounts[Role.COORDINATOR].id)
    screen, token = screens.place(session, world.bench, by=by, client_id=str(uuid.uuid4()))
    session.commit()
    person = Person(app)
    person.client.set_cookie("atelier_bench", token)
    assert "Scan je badge" in person.get("/sign-in").text
    screens.revoke(session, world.organisation.id, screen.id, by=by)
    session.commit()
    assert "<h1>Aanmelden</h1>" in person.get("/sign-in").text
    person.client.set_cookie("atelier_bench", "nonsense")
    assert "<h1>Aanmelden</h1>" in person.get("/sign-in").text


def test_a_coordinator_makes_a_badge_prints_it_and_takes_it_back(
    app: APIFlask, session: Session, world: World, worker: Account
) -> None:
    keeper = Person(app)
    keeper.sign_in(world.accounts[Role.COORDINATOR].login)
    form = {"client_id": keeper.client_id(f"/badges/{worker.id}")}
    made = keeper.post(f"/badges/{worker.id}/new", form)
    code = made.text.split('name="code" value="')[1][:26]
    assert 'id="once"' in made.text
    card = keeper.post("/badges/card.pdf", {"code": code})
    assert card.mimetype == "application/pdf"
    assert card.data.startswith(b"%PDF")
    assert keeper.post(f"/badges/{worker.id}/revoke", {}).status_code == 302
    assert "werkt niet meer" in Bearer(app).scan(code).text


def test_own_pin_asks_for_what_is_known_now(app: APIFlask, session: Session, code: str) -> None:
    person = Bearer(app)
    person.come_in(code)
    person.get("/me/pin")
    wrong = {"current": "0000", "new": "7391", "again": "7391"}
    assert "nog 4 keer" in person.post("/me/pin", wrong).text
    assert person.post("/me/pin", {**wrong, "current": PIN}).status_code == 302
    Bearer(app).come_in(code, "7391")

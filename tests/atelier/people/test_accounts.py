"""Accounts as an administrator manages them."""

import threading
import uuid

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from atelier.db import db
from atelier.errors import Conflict, Forbidden
from atelier.people import accounts, service
from atelier.people.models import Account
from atelier.people.roles import Role
from tests.factories import PASSWORD, World, make_world
from tests.visits import Person, counted

NEW = {"name": "Nieuw Testmens", "login": "nieuw", "role": "volunteer", "language": ""}


@pytest.fixture
def administrator(app: APIFlask, world: World) -> Person:
    person = Person(app)
    person.sign_in(world.accounts[Role.ADMINISTRATOR].login)
    return person


def change(account: Account, by: Account, **changes: object) -> None:
    wanted = {"name": account.name, "role": Role(account.role), "active": True, "language": None}
    accounts.change(db.session, account, **{**wanted, **changes}, by=by)


def new_form(person: Person, **changes: str) -> dict[str, str]:
    client_id = person.client_id("/accounts/new")
    return {**NEW, "password": "a long enough one", "client_id": client_id, **changes}


def test_a_new_person_can_sign_in(app: APIFlask, administrator: Person) -> None:
    answer = administrator.post("/accounts/new", new_form(administrator, login=" Nieuw "))
    assert answer.status_code == 302
    person = Person(app)
    assert person.sign_in("nieuw", "a long enough one").status_code == 302
    assert "Nieuw Testmens" in person.get("/me").text


def test_the_same_form_twice_makes_one_account(session: Session, administrator: Person) -> None:
    form = new_form(administrator)
    assert administrator.post("/accounts/new", form).status_code == 302
    assert administrator.post("/accounts/new", form).status_code == 302
    named = sa.select(sa.func.count()).where(Account.login == "nieuw")
    assert session.scalar(named) == 1


def test_a_form_gone_back_to_makes_the_other_person_too(
    session: Session, administrator: Person
) -> None:
    form = new_form(administrator)
    administrator.post("/accounts/new", form)
    assert administrator.post("/accounts/new", {**form, "login": "ander"}).status_code == 302
    assert session.scalar(sa.select(Account.id).where(Account.login == "ander"))


@pytest.mark.parametrize(
    ("change_of_form", "words"),
    [
        ({"password": "short"}, "minstens 10 tekens"),
        ({"password": "aaaaaaaaaaaa"}, "meer verschillende tekens"),
        ({"name": ""}, "Vul een naam in"),
        ({"login": "\x00 \x07"}, "Vul een aanmeldnaam in"),
        ({"client_id": "no uuid"}, "Dit formulier is niet volledig"),
        ({"role": "king"}, ""),
    ],
)
def test_an_error_keeps_what_was_typed(
    session: Session, administrator: Person, change_of_form: dict[str, str], words: str
) -> None:
    form = new_form(administrator) | {"login": "blijft"} | change_of_form
    answer = administrator.post("/accounts/new", form)
    assert answer.status_code == 422
    assert words in answer.text
    if "login" not in change_of_form:
        assert 'value="blijft"' in answer.text
    assert "a long enough one" not in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == len(Role)


def test_a_taken_name_says_so_beside_the_field(world: World, administrator: Person) -> None:
    taken = world.accounts[Role.DESK].login
    answer = administrator.post("/accounts/new", new_form(administrator, login=taken.upper()))
    assert answer.status_code == 422
    assert f"De aanmeldnaam {taken} bestaat al" in answer.text
    assert 'id="login-error"' in answer.text


def test_many_at_once_with_one_name_make_one_account(app: APIFlask, world: World) -> None:
    db.session.commit()
    start = threading.Barrier(8)
    said: list[str] = []

    def make() -> None:
        with app.app_context():
            start.wait()
            try:
                service.create_account(
                    db.session,
                    organisation_id=organisation_id,
                    login="tegelijk",
                    name="Test",
                    role=Role.DESK,
                    password=PASSWORD,
                )
                db.session.commit()
                said.append("made")
            except Conflict:
                said.append("taken")

    organisation_id = world.organisation.id
    db.session.commit()
    run_together(*[make] * 8)
    assert sorted(said) == ["made"] + ["taken"] * 7


def test_a_role_counts_at_once(app: APIFlask, world: World, administrator: Person) -> None:
    volunteer = world.accounts[Role.VOLUNTEER]
    person = Person(app)
    person.sign_in(volunteer.login)
    assert person.get("/stations").status_code == 403
    form = {"name": "Test", "role": "coordinator", "language": "fr", "active": "yes"}
    assert administrator.post(f"/accounts/{volunteer.id}", form).status_code == 302
    page = person.get("/stations")
    assert page.status_code == 200
    assert '<html lang="fr">' in page.text


def test_closing_an_account_ends_its_sessions_for_good(
    app: APIFlask, world: World, administrator: Person
) -> None:
    account = world.accounts[Role.DESK]
    login, address = account.login, f"/accounts/{account.id}"
    person = Person(app)
    person.sign_in(login)
    assert person.get("/me").status_code == 200
    form = {"name": "Test", "role": "desk", "language": ""}
    administrator.post(address, {**form, "active": "no"})
    assert person.get("/me").status_code == 302
    assert Person(app).sign_in(login).status_code == 401
    administrator.post(address, {**form, "active": "yes"})
    assert person.get("/me").status_code == 302
    assert Person(app).sign_in(login).status_code == 302


def test_a_new_password_ends_sessions_and_opens_a_closed_door(
    app: APIFlask, world: World, administrator: Person
) -> None:
    account = world.accounts[Role.DESK]
    login, address = account.login, f"/accounts/{account.id}/password"
    person = Person(app)
    person.sign_in(login)
    guesser = Person(app, "198.51.100.7")
    for _ in range(5):
        assert guesser.sign_in(login, "wrong").status_code == 401
    assert Person(app).sign_in(login).status_code == 429
    assert administrator.post(address, {"password": "short"}).status_code == 422
    assert administrator.post(address, {"password": "another long one"}).status_code == 302
    assert person.get("/me").status_code == 302
    assert Person(app).sign_in(login, "another long one").status_code == 302


def test_ones_own_password_asks_for_the_current_one(
    session: Session, world: World, administrator: Person
) -> None:
    own = world.accounts[Role.ADMINISTRATOR]
    answer = administrator.post(f"/accounts/{own.id}/password", {"password": "another long one"})
    assert answer.status_code == 422
    assert "op je eigen pagina" in answer.text
    with pytest.raises(Forbidden):
        accounts.set_password(session, own, "another long one", by=own, throttle=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("changes", [{"role": Role.DESK}, {"active": False}])
def test_the_last_administrator_stays(
    session: Session, world: World, changes: dict[str, object]
) -> None:
    only = world.accounts[Role.ADMINISTRATOR]
    other = make_world(session, "Ander test-atelier").accounts[Role.ADMINISTRATOR]
    with pytest.raises(Conflict) as refused:
        change(only, only, **changes)
    assert refused.value.field == next(iter(changes))
    assert (only.role, only.active) == ("administrator", True)
    second = world.accounts[Role.DESK]
    change(second, only, role=Role.ADMINISTRATOR)
    change(only, second, **changes)
    with pytest.raises(Conflict):
        change(second, second, **changes)
    assert other.active


def test_a_closed_administrator_does_not_count(session: Session, world: World) -> None:
    only, second = world.accounts[Role.ADMINISTRATOR], world.accounts[Role.DESK]
    change(second, only, role=Role.ADMINISTRATOR, active=False)
    with pytest.raises(Conflict):
        change(only, only, active=False)


def test_two_administrators_cannot_close_each_other_at_once(app: APIFlask, world: World) -> None:
    first, second = world.accounts[Role.ADMINISTRATOR], world.accounts[Role.DESK]
    change(second, first, role=Role.ADMINISTRATOR)
    ids = (first.id, second.id)
    db.session.commit()
    start = threading.Barrier(2)
    said: list[str] = []

    def close(own: int, other: int) -> None:
        with app.app_context():
            by, whom = db.session.get(Account, own), db.session.get(Account, other)
            assert by
            assert whom
            name = whom.name
            db.session.rollback()
            start.wait()
            try:
                accounts.change(
                    db.session,
                    whom,
                    name=name,
                    role=Role.ADMINISTRATOR,
                    active=False,
                    language=None,
                    by=by,
                )
                db.session.commit()
                said.append("closed")
            except Conflict:
                db.session.rollback()
                said.append("refused")

    run_together(lambda: close(*ids), lambda: close(*reversed(ids)))
    assert sorted(said) == ["closed", "refused"]


def test_an_account_of_another_organisation_does_not_exist(
    session: Session, administrator: Person
) -> None:
    other = make_world(session, "Ander test-atelier").accounts[Role.DESK]
    login = other.login
    for address in (f"/accounts/{other.id}", f"/accounts/{other.id}/password"):
        assert administrator.get(address).status_code == 404
        assert administrator.post(address, {"password": "another long one"}).status_code == 404
    assert login not in administrator.get("/accounts").text


@pytest.mark.parametrize("number", ["0", "2147483647", "2147483648", "9" * 30])
def test_a_number_that_cannot_be_is_a_page_that_is_not(administrator: Person, number: str) -> None:
    assert administrator.get(f"/accounts/{number}").status_code == 404
    assert administrator.get(f"/accounts?after={number}").status_code == 200


def test_the_list_pages_by_key_and_shows_everybody_once(session: Session, world: World) -> None:
    fill(session, world, 7, name="Zelfde Naam")
    seen: list[int] = []
    after = None
    while True:
        page = accounts.page(session, world.organisation.id, after, size=5)
        seen += [account.id for account in page.rows]
        after = page.after
        if after is None:
            break
    everybody = session.scalars(
        sa.select(Account.id).where(Account.organisation_id == world.organisation.id)
    )
    assert sorted(seen) == sorted(everybody)
    assert len(seen) == len(set(seen)) == len(Role) + 7


def test_the_list_asks_no_more_of_the_database_when_it_is_longer(
    session: Session, world: World, administrator: Person
) -> None:
    fill(session, world, 3)
    few = queries(administrator)
    fill(session, world, 30)
    assert queries(administrator) == few <= 4


def test_who_changed_what_is_logged_without_names_or_secrets(
    world: World, administrator: Person
) -> None:
    own, account = world.accounts[Role.ADMINISTRATOR].id, world.accounts[Role.DESK].id
    with capture_logs() as lines:
        administrator.post("/accounts/new", new_form(administrator))
        form = {"name": "Geheime Naam", "role": "volunteer", "language": "", "active": "yes"}
        administrator.post(f"/accounts/{account}", form)
        administrator.post(f"/accounts/{account}/password", {"password": "another long one"})
    assert [(line["event"], line["by"]) for line in lines] == [
        ("account_created", own),
        ("account_changed", own),
        ("password_changed", own),
    ]
    assert lines[1]["role"] == "volunteer"
    for secret in ("Geheime", "long", "Testmens", "argon2", PASSWORD):
        assert secret not in repr(lines)


def fill(session: Session, world: World, count: int, name: str = "Test") -> None:
    for _ in range(count):
        session.add(
            Account(
                organisation_id=world.organisation.id,
                login=uuid.uuid4().hex,
                name=name,
                role="desk",
                password_hash="none",
                session_key="none",
            )
        )
    session.commit()


def queries(person: Person) -> int:
    with counted(db.engine) as seen:
        assert person.get("/accounts").status_code == 200
    return len([statement for statement in seen if statement.startswith("SELECT")])


def run_together(*jobs: object) -> None:
    threads = [threading.Thread(target=job) for job in jobs]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()

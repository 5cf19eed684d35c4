"""My bench as a person meets it: take, hand over, put away, and help."""

import re
import uuid

import pytest
from apiflask import APIFlask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from atelier.bench import helping, working
from atelier.db import db
from atelier.devices.models import Device
from atelier.people import badges
from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.stock import ledger
from atelier.web.my_bench import queue
from labels import modecards
from tests.atelier.web.bench.test_stream import listening, next_part
from tests.atelier.web.my_bench.test_queue import waiting
from tests.factories import World, make_ready
from tests.machines import Machine
from tests.visits import Person, counted

MINE = "1 toestel ligt bij jou"


@pytest.fixture
def me(world: World) -> Account:
    return world.accounts[Role.BENCH_WORKER]


@pytest.fixture
def device(session: Session, world: World) -> Device:
    return make_ready(session, world)


def signed_in(app: APIFlask, account: Account) -> Person:
    person = Person(app)
    person.sign_in(account.login)
    return person


def scan(person: Person, code: str, **more: object) -> TestResponse:
    form = {"code": code, "client_id": str(uuid.uuid4())}
    return person.post("/my-bench/scan", form, **more)


def take(session: Session, device: Device, account: Account) -> int:
    work = working.take(
        session, device, account, bench=None, how="scanned", client_id=str(uuid.uuid4())
    )
    session.commit()
    return work.id


def test_a_scanned_device_is_mine_and_scanned_again_it_opens(
    app: APIFlask, me: Account, device: Device
) -> None:
    person, tag = signed_in(app, me), device.tag or ""
    assert "ligt op jouw werkbank" in scan(person, tag, follow_redirects=True).text
    assert MINE in person.get("/my-bench").text
    assert scan(person, tag).location == f"/devices/{device.id}"
    assert "Dit toestel ligt op jouw werkbank" in person.get(f"/devices/{device.id}").text


def test_what_a_colleague_has_is_said_with_the_name(
    app: APIFlask, session: Session, world: World, me: Account, device: Device
) -> None:
    take(session, device, world.accounts[Role.VOLUNTEER])
    person = signed_in(app, me)
    answer = scan(person, device.tag or "")
    assert answer.status_code == 409
    assert "Test volunteer werkt al aan dit toestel" in answer.text
    assert "Test volunteer werkt hieraan" in person.get(f"/devices/{device.id}").text


def test_an_unknown_code_gets_its_choices(app: APIFlask, me: Account) -> None:
    assert scan(signed_in(app, me), "XYZ123").location == "/scan?code=XYZ123"


def test_the_next_one_tells_where_to_fetch_it_from(
    app: APIFlask, session: Session, world: World, me: Account
) -> None:
    waiting(session, world, 3)
    person = signed_in(app, me)
    form = {"client_id": person.client_id("/my-bench")}
    for _ in range(2):  # a double tap
        assert person.post("/my-bench/next", form).location == "/my-bench"
    assert MINE in person.get("/my-bench").text
    empty = person.post("/my-bench/next", {"client_id": person.client_id("/my-bench")})
    assert empty.status_code == 409
    assert "Er wacht nu geen toestel" in empty.text


def test_a_long_queue_is_counted_so_far_and_no_further(
    app: APIFlask,
    session: Session,
    world: World,
    me: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queue, "COUNT_LIMIT", 3)
    for hours, said in ((9, "1 wacht in"), (8, "2 wachten in"), (7, "3+ wachten"), (6, "3+ wacht")):
        waiting(session, world, hours)
        session.commit()
        assert said in signed_in(app, me).get("/my-bench").text


def test_handed_over_put_back_and_put_away(
    app: APIFlask, session: Session, world: World, me: Account, device: Device
) -> None:
    person, other = signed_in(app, me), world.accounts[Role.VOLUNTEER]
    page = f"/my-bench/{take(session, device, me)}/hand-over"
    assert other.name in person.get(page).text
    form = {"client_id": person.client_id(page), "to": str(other.id)}
    for _ in range(2):
        said = person.post(page, form, follow_redirects=True).text
        assert f"is nu voor {other.name}" in said
    colleague = signed_in(app, other)
    (work,) = working.open_of(session, other)
    back = f"/my-bench/{work.row.id}/hand-over"
    told = colleague.post(back, {"client_id": colleague.client_id(back)}, follow_redirects=True)
    assert "weer in de rij" in told.text
    away = f"/my-bench/{take(session, device, me)}/away"
    form = {"client_id": person.client_id(away), "to": str(world.shelf.id)}
    assert "staat nu op shelf" in person.post(away, form, follow_redirects=True).text
    assert working.open_of(session, me) == []


def test_the_card_of_a_shelf_puts_it_there(
    app: APIFlask, session: Session, world: World, me: Account, device: Device
) -> None:
    person = signed_in(app, me)
    away = f"/my-bench/{take(session, device, me)}/away"
    form = {"client_id": person.client_id(away), "code": modecards.code(1, 1)}
    assert "Scan de kaart van een plaats" in person.post(away, form, follow_redirects=True).text
    card = modecards.code(modecards.PLACE, world.bench.id)
    assert person.post(away, {**form, "code": card}).location == "/my-bench"
    session.expire_all()
    assert ledger.place_of(session, device) is world.bench


def test_another_card_than_of_a_place_asks_again_on_the_same_page(
    app: APIFlask, session: Session, me: Account, device: Device
) -> None:
    person = signed_in(app, me)
    page = f"/my-bench/{take(session, device, me)}/away"
    answer = person.post(page, {"client_id": person.client_id(page), "code": device.tag or ""})
    assert answer.status_code == 422
    assert "Scan de kaart van een plaats" in answer.text
    assert "Waar zet je het?" in answer.text


def test_a_page_of_work_that_is_over_leads_back(
    app: APIFlask, session: Session, world: World, me: Account, device: Device
) -> None:
    person = signed_in(app, me)
    number = take(session, device, me)
    working.finish(
        session,
        working.get(session, me, number).row,
        world.shelf,
        by=me,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    for page in ("hand-over", "away"):
        assert person.get(f"/my-bench/{number}/{page}").location == "/my-bench"
    assert "ligt niet (meer) op jouw werkbank" in person.get("/my-bench").text


@pytest.mark.parametrize("number", ["0", "-1", "abc", "2147483648", "9" * 30])
def test_a_number_that_was_never_offered_is_refused_in_words(
    app: APIFlask, session: Session, world: World, me: Account, device: Device, number: str
) -> None:
    person = signed_in(app, me)
    page = f"/my-bench/{take(session, device, me)}"
    for where in ("hand-over", "away"):
        form = {"client_id": str(uuid.uuid4()), "to": number}
        answer = person.post(f"{page}/{where}", form, follow_redirects=True)
        assert answer.status_code == 200
        assert "niet volledig" in answer.text
    assert working.of_device(session, device) is not None
    chosen = f"donation={number}&place={number}&kind=laptop"
    assert person.get(f"/intake/pile?{chosen}").status_code == 422
    keeper = signed_in(app, world.accounts[Role.COORDINATOR])
    place = {"client_id": str(uuid.uuid4()), "place": number}
    assert keeper.post("/screens", place).status_code in (404, 422)


def test_a_screen_stands_at_a_bench_and_nowhere_else(app: APIFlask, world: World) -> None:
    keeper = signed_in(app, world.accounts[Role.COORDINATOR])
    form = {"client_id": keeper.client_id("/screens"), "place": str(world.shelf.id)}
    assert keeper.post("/screens", form).status_code == 404
    bench = form | {"place": str(world.bench.id)}
    assert keeper.post("/screens", bench).status_code == 302


def test_nobody_hands_over_what_is_anothers(
    app: APIFlask, session: Session, world: World, me: Account, device: Device
) -> None:
    number = take(session, device, world.accounts[Role.VOLUNTEER])
    person = signed_in(app, me)
    for page in (f"/my-bench/{number}/hand-over", f"/my-bench/{number}/away"):
        assert person.get(page).status_code == 404
    assert len(working.open_of(session, world.accounts[Role.VOLUNTEER])) == 1


def test_a_coordinator_frees_what_somebody_has_who_is_not_here(
    app: APIFlask, session: Session, world: World, me: Account, device: Device
) -> None:
    take(session, device, world.accounts[Role.VOLUNTEER])
    assert signed_in(app, me).post(f"/devices/{device.id}/free", {}).status_code == 403
    keeper = signed_in(app, world.accounts[Role.COORDINATOR])
    for _ in range(2):
        said = keeper.post(f"/devices/{device.id}/free", {}, follow_redirects=True).text
        assert "weer in de rij" in said
    assert "werkt hieraan" not in keeper.get(f"/devices/{device.id}").text


def test_it_costs_as_much_for_ten_devices_as_for_one(
    app: APIFlask, session: Session, world: World, me: Account, device: Device
) -> None:
    person = signed_in(app, me)
    take(session, device, me)
    costs = []
    for _ in range(2):
        with counted(db.engine) as seen:
            assert person.get("/my-bench").status_code == 200
        costs.append(len(seen))
        for _ in range(3):
            take(session, make_ready(session, world), me)
    assert costs[0] == costs[1]


def test_what_the_machine_does_is_seen_on_my_bench_and_no_colleague_sees_it(
    app: APIFlask, session: Session, world: World, me: Account
) -> None:
    machine = Machine(session, world.station, 1)
    move = {"reason": "intake", "actor": world.actor, "client_id": str(uuid.uuid4())}
    ledger.post(session, machine.device, world.bench, **move)
    take(session, machine.device, me)
    machine.says(machine.ordered("stress", wanted={"seconds": 600}), "running", fraction=0.58)
    machine.poll("working")
    session.commit()
    person, other = signed_in(app, me), signed_in(app, world.accounts[Role.VOLUNTEER])
    for words in ("Lenovo ThinkPad T470", "58 %", "werkt"):
        assert words in person.get("/my-bench").text
    for somebody, is_told in ((person, True), (other, False)):
        with listening(somebody, "/my-bench/events") as events:
            assert ("58 %" in next_part(events)) is is_told


def test_a_badge_scanned_into_the_field_for_a_device_is_that_of_the_next_person(
    app: APIFlask, session: Session, world: World, me: Account
) -> None:
    by, other = world.accounts[Role.COORDINATOR], world.accounts[Role.VOLUNTEER]
    _, code = badges.issue(session, other, by=by, client_id=str(uuid.uuid4()))
    session.commit()
    person = signed_in(app, me)
    sent_on = scan(person, code)
    assert (sent_on.status_code, sent_on.location) == (307, "/sign-in/badge")
    found = person.get(f"/scan?code={code}", follow_redirects=True)
    assert "Dit is een badge" in found.text
    assert code not in found.text


def test_help_is_seen_on_every_page_of_a_coordinator_and_answered(
    app: APIFlask, session: Session, world: World, me: Account, device: Device
) -> None:
    worker, keeper = signed_in(app, me), signed_in(app, world.accounts[Role.COORDINATOR])
    assert "vraagt hulp" not in keeper.get("/devices").text
    page = f"/help?device_id={device.id}"
    form = {"client_id": worker.client_id(page), "device": str(device.id), "reason": "danger"}
    assert worker.post("/help", form).location == f"/devices/{device.id}"
    worker.post("/help", form)
    for address in ("/", "/devices", "/help/now"):
        text = keeper.get(address).text
        assert text.count("Test bench_worker vraagt hulp") == 1
        assert "Gevaar, of iemand heeft pijn" in text
    assert "bel 112" in worker.get("/my-bench").text  # who may help may be at lunch
    (call,) = helping.seen_by(session, me)
    keeper.post(f"/help/{call.row.id}/come", {"next": "/devices"})
    assert "Test coordinator komt naar je toe" in worker.get("/my-bench").text
    assert worker.post(f"/help/{call.row.id}/close", {}).status_code == 302
    assert "help-call" not in keeper.get("/help/now").text


def test_danger_goes_before_who_called_first_and_answering_leaves_the_page(
    app: APIFlask, session: Session, world: World, me: Account
) -> None:
    keeper = world.accounts[Role.COORDINATOR]
    for who, reason in ((me, "stuck"), (world.accounts[Role.VOLUNTEER], "danger")):
        helping.call(session, who, reason=reason, client_id=str(uuid.uuid4()))
    session.commit()
    calls = helping.seen_by(session, keeper)
    assert [call.row.reason for call in calls] == ["danger", "stuck"]
    person = signed_in(app, keeper)
    done = f"/help/{calls[0].row.id}/close"
    assert person.post(done, {}, headers={"Accept": "application/json"}).status_code == 204
    assert "afgesloten" not in person.get("/devices").text


def test_help_without_a_reason_asks_for_one_and_keeps_the_words(app: APIFlask, me: Account) -> None:
    worker = signed_in(app, me)
    form = {"client_id": worker.client_id("/help"), "words": "bij het raam"}
    answer = worker.post("/help", form)
    assert answer.status_code == 422
    assert "Kies waarvoor je hulp nodig hebt" in answer.text
    assert re.search('value="bij het raam"', answer.text)


def test_who_may_not_come_does_not_answer(
    app: APIFlask, session: Session, world: World, me: Account
) -> None:
    client_id = str(uuid.uuid4())
    call = helping.call(session, me, reason="stuck", client_id=client_id)
    session.commit()
    other = signed_in(app, world.accounts[Role.VOLUNTEER])
    for verb in ("come", "close"):
        assert other.post(f"/help/{call.id}/{verb}", {}).status_code == 403
    assert "help-call" not in other.get("/my-bench").text

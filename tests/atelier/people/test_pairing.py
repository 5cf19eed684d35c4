"""Pairing: the code on a machine's screen, typed by a person, makes it a station."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from atelier.db import some_time_ago
from atelier.errors import Conflict, Invalid, NotFound, TooMany
from atelier.people import pairing, tokens
from atelier.people.models import Pairing, Station
from atelier.people.pairing import asking
from atelier.people.roles import Role
from diagnostics.wire.pairing import GOOD_FOR_S, Standing, new_code, shown
from tests.atelier.people.pairing_steps import THROTTLE, approve, ask, standing
from tests.factories import World, make_world
from tests.pairing import Machine


def test_from_code_to_token(session: Session, world: World) -> None:
    machine = Machine()
    assert ask(session, machine) == "waiting"
    assert standing(session, machine) == Standing(state="waiting")
    approved = approve(session, world, shown(machine.code).lower())
    assert approved.machine == "Testmerk Testtoestel"
    found = standing(session, machine)
    assert (found.state, found.station) == ("approved", "Werkbank 2")
    station = tokens.authenticate(session, f"Bearer {machine.token(found)}", "orders")
    assert station is approved.station
    assert station.organisation_id == world.organisation.id
    assert set(station.scopes) == {"reports", "orders"}


def test_the_token_is_told_again_until_it_is_used(session: Session, world: World) -> None:
    machine = Machine()
    ask(session, machine)
    approve(session, world, machine.code)
    first, second = standing(session, machine), standing(session, machine)
    assert first == second
    tokens.authenticate(session, f"Bearer {machine.token(first)}", "reports")
    session.expire_all()
    used = standing(session, machine)
    assert used == Standing(state="approved", station="Werkbank 2")


def test_neither_database_nor_log_has_code_token_or_address(session: Session, world: World) -> None:
    machine = Machine()
    with capture_logs() as lines:
        ask(session, machine, address="198.51.100.77")
        approve(session, world, machine.code)
    token = machine.token(standing(session, machine))
    kept = repr(session.execute(sa.select(Pairing.__table__)).all()) + repr(lines)
    for secret in (machine.code, token, machine.key.hex(), machine.secret, "198.51.100.77"):
        assert secret not in kept
    assert [line["event"] for line in lines] == [
        "pairing_asked",
        "station_created",
        "pairing_approved",
    ]


def test_asked_twice_counts_once(session: Session, world: World) -> None:
    machine = Machine()
    assert [ask(session, machine), ask(session, machine)] == ["waiting", "waiting"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Pairing)) == 1
    approve(session, world, machine.code)
    assert ask(session, machine) == "approved"


def test_an_id_of_somebody_else_is_not_taken_over(session: Session) -> None:
    machine = Machine()
    ask(session, machine)
    with pytest.raises(Conflict):
        ask(session, Machine(id=machine.id))


@pytest.mark.parametrize("field", ["id", "code_mac", "seen_certificate", "seen_mac", "secret_hash"])
@pytest.mark.parametrize("value", ["x", "A" * 64, "0" * 65, "\x00" * 64])
def test_what_is_no_digest_is_refused_by_name(session: Session, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(session, Machine(), **{field: value})
    assert refused.value.field == field


def test_odd_names_are_made_fit(session: Session, world: World) -> None:
    machine = Machine()
    ask(session, machine, name="Merk\x00\ud800 \n" + "x" * 500, agent_version="9\x00" * 99)
    approved = approve(session, world, machine.code)
    assert approved.machine == ("Merk " + "x" * 500)[:120]


def test_only_who_has_the_secret_hears_how_it_stands(session: Session) -> None:
    machine = Machine()
    ask(session, machine)
    for pairing_id, secret in (
        (machine.id, ""),
        (machine.id, machine.secret + "0"),
        (str(uuid.uuid4()), machine.secret),
        ("\x00", machine.secret),
    ):
        with pytest.raises(NotFound):
            pairing.standing(session, pairing_id, secret)


def test_the_code_says_which_of_many_and_the_person_for_whom(
    session: Session, world: World
) -> None:
    other = make_world(session, "Ander test-atelier")
    machines = [Machine() for _ in range(4)]
    for machine in machines:
        ask(session, machine)
    approve(session, world, machines[2].code)
    approved = approve(session, other, machines[1].code)
    assert approved.station.organisation_id == other.organisation.id
    states = [standing(session, machine).state for machine in machines]
    assert states == ["waiting", "approved", "approved", "waiting"]


def test_a_wrong_code_is_counted_and_closes_the_door(session: Session, world: World) -> None:
    machine = Machine()
    ask(session, machine)
    for _ in range(THROTTLE.per_login):
        outcome = approve(session, world, new_code())
        assert outcome.error.field == "code"
    with pytest.raises(TooMany):
        approve(session, world, machine.code)
    assert standing(session, machine).state == "waiting"
    colleague = world.accounts[Role.ADMINISTRATOR]
    assert approve(session, world, machine.code, by=colleague).station


def test_a_right_code_forgives_the_wrong_ones(session: Session, world: World) -> None:
    for _ in range(3):
        machine = Machine()
        ask(session, machine)
        approve(session, world, new_code())
        approve(session, world, new_code())
        assert approve(session, world, machine.code).station


@pytest.mark.parametrize("code", ["", "ABCD EFG", "ABCD EFGHJ", "ABCD EF!H", "ÀBCD EFGH"])
def test_what_is_no_code_is_not_tried(session: Session, world: World, code: str) -> None:
    ask(session, Machine())
    for _ in range(THROTTLE.per_login + 1):
        with pytest.raises(Invalid) as refused:
            approve(session, world, code)
        assert refused.value.field == "code"


def test_a_code_is_good_for_ten_minutes(session: Session, world: World) -> None:
    machine = Machine()
    with some_time_ago(timedelta(seconds=GOOD_FOR_S + 1)):
        ask(session, machine)
    assert standing(session, machine).state == "expired"
    assert approve(session, world, machine.code).error.field == "code"


def test_a_token_that_nobody_came_for_in_time_is_forgotten(session: Session, world: World) -> None:
    machine = Machine()
    with some_time_ago(timedelta(seconds=GOOD_FOR_S + 1)):
        ask(session, machine)
        approve(session, world, machine.code)
        assert standing(session, machine).hidden_token
    assert standing(session, machine) == Standing(state="expired")
    ask(session, Machine())
    kept = session.get(Pairing, machine.id)
    session.refresh(kept)
    assert (kept.hidden_token, kept.answer_mac) == ("", "")


def test_what_is_long_over_is_deleted(session: Session) -> None:
    old = Machine()
    with some_time_ago(timedelta(days=2)):
        ask(session, old)
    ask(session, Machine())
    with pytest.raises(NotFound):
        standing(session, old)


def test_the_same_form_twice_makes_one_station(session: Session, world: World) -> None:
    machine = Machine()
    ask(session, machine)
    form = str(uuid.uuid4())
    first = approve(session, world, machine.code, client_id=form)
    token = machine.token(standing(session, machine))
    again = approve(session, world, machine.code, client_id=form)
    assert (again.station, again.machine) == (first.station, first.machine)
    assert tokens.authenticate(session, f"Bearer {token}", "reports") is first.station
    named = sa.select(sa.func.count()).where(Station.name == "Werkbank 2")
    assert session.scalar(named) == 1


def test_a_code_is_used_once(session: Session, world: World) -> None:
    machine = Machine()
    ask(session, machine)
    approve(session, world, machine.code)
    assert approve(session, world, machine.code).error.field == "code"


def test_no_more_wait_than_can_be_tried(session: Session) -> None:
    for number in range(asking.MOST_FROM_ADDRESS):
        ask(session, Machine(), address=f"2001:db8::{number:x}")  # one network
    with pytest.raises(TooMany):
        ask(session, Machine(), address="2001:db8::ffff")
    for number in range(asking.MOST_WAITING - asking.MOST_FROM_ADDRESS):
        ask(session, Machine(), address=f"192.0.2.{number}")
    with pytest.raises(TooMany):
        ask(session, Machine(), address="203.0.113.1")


def test_one_address_does_not_ask_on_and_on(session: Session, world: World) -> None:
    for number in range(THROTTLE.per_address):
        machine = Machine()
        ask(session, machine)
        session.get(Pairing, machine.id).state = "refused"
        session.flush()
        assert number < THROTTLE.per_address
    with pytest.raises(TooMany):
        ask(session, Machine())
    ask(session, Machine(), address="203.0.113.1")

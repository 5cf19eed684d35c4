"""A call for help: asked once, seen by those who come, closed by one of the two."""

import uuid

import pytest
from sqlalchemy.orm import Session

from atelier.bench import helping
from atelier.bench.models import HelpCall
from atelier.errors import Conflict, Forbidden, Invalid, NotFound
from atelier.people.models import Account
from atelier.people.roles import Role
from tests.factories import World, make_ready, make_world


def new_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def me(world: World) -> Account:
    return world.accounts[Role.BENCH_WORKER]


@pytest.fixture
def helper(world: World) -> Account:
    return world.accounts[Role.COORDINATOR]


def ask(session: Session, account: Account, **more: object) -> HelpCall:
    told = {"reason": "stuck", "client_id": new_id(), **more}
    return helping.call(session, account, **told)  # type: ignore[arg-type]


def seen(session: Session, account: Account) -> list[int]:
    return [one.row.id for one in helping.seen_by(session, account)]


def test_a_call_is_seen_by_coordinators_and_by_who_asked_and_by_nobody_else(
    session: Session, world: World, me: Account, helper: Account
) -> None:
    device = make_ready(session, world)
    call = ask(session, me, device=device, place=world.bench, words=" het\nscherm ")
    (one,) = helping.seen_by(session, helper)
    told = (one.caller, one.coming, one.place, one.device, one.row.words)
    assert told == (me, None, world.bench.name, device, "het scherm")
    assert seen(session, me) == [call.id]
    assert seen(session, world.accounts[Role.VOLUNTEER]) == []
    elsewhere = make_world(session, "Ander test-atelier").accounts[Role.COORDINATOR]
    assert seen(session, elsewhere) == []
    for verb in (helping.answer, helping.close):
        with pytest.raises(NotFound):
            verb(session, call.id, by=elsewhere)


def test_who_asks_twice_asked_once_until_it_is_over(
    session: Session, me: Account, helper: Account
) -> None:
    form = new_id()
    call = ask(session, me, client_id=form)
    assert ask(session, me, client_id=form).id == call.id
    helping.answer(session, call.id, by=helper)
    assert ask(session, me, reason="heavy").id == call.id
    assert (call.reason, call.answered_by_id) == ("stuck", helper.id)
    helping.close(session, call.id, by=helper)
    assert ask(session, me).id != call.id


def test_danger_is_told_though_somebody_comes_for_less(
    session: Session, me: Account, helper: Account
) -> None:
    call = ask(session, me)
    helping.answer(session, call.id, by=helper)
    assert ask(session, me, reason="danger", words="er is rook").id == call.id
    (seen,) = helping.seen_by(session, helper)
    assert (seen.row.reason, seen.row.words, seen.coming) == ("danger", "er is rook", None)


def test_a_form_whose_call_is_over_calls_nobody_and_says_so(session: Session, me: Account) -> None:
    form = str(uuid.uuid4())
    done = helping.call(session, me, reason="stuck", client_id=form)
    helping.close(session, done.id, by=me)
    with pytest.raises(Conflict, match="al opgelost"):
        helping.call(session, me, reason="stuck", client_id=form)
    again = helping.call(session, me, reason="stuck", client_id=str(uuid.uuid4()))
    assert helping.call(session, me, reason="stuck", client_id=form) is again


def test_of_two_who_come_the_first_is_named(
    session: Session, world: World, me: Account, helper: Account
) -> None:
    call = ask(session, me)
    helping.answer(session, call.id, by=helper)
    helping.answer(session, call.id, by=world.accounts[Role.ADMINISTRATOR])
    (one,) = helping.seen_by(session, me)
    assert one.coming == helper.name


def test_it_is_closed_by_who_asked_or_who_helps(
    session: Session, world: World, me: Account, helper: Account
) -> None:
    call = ask(session, me)
    with pytest.raises(Forbidden):
        helping.close(session, call.id, by=world.accounts[Role.VOLUNTEER])
    helping.close(session, call.id, by=me)
    helping.close(session, call.id, by=helper)
    assert (call.closed_by_id, seen(session, helper)) == (me.id, [])


def test_a_reason_that_there_is_not_is_refused(session: Session, me: Account) -> None:
    with pytest.raises(Invalid):
        ask(session, me, reason="coffee")

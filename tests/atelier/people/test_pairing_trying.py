"""Which machine shows a code: that takes long on purpose, and keeps nobody else waiting."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.errors import Forbidden, TooMany
from atelier.people.models import Account, Pairing, Station
from atelier.people.pairing import asking, trying
from atelier.people.pairing.lasting import GOOD_FOR
from atelier.people.pairing.trying import Shown
from atelier.people.roles import Role
from diagnostics.wire import encode
from diagnostics.wire.pairing import derive, new_code
from tests.atelier.people.pairing_steps import THROTTLE, approve, ask, standing
from tests.factories import World, make_world
from tests.pairing import Machine
from tests.visits import Person


def test_a_code_is_tried_on_a_full_house_and_on_none_that_waits_no_longer(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long that takes follows from how often the slow step is taken: once a machine."""
    machines = [Machine() for _ in range(asking.MOST_WAITING)]
    late = Machine()
    ask(session, late)
    session.execute(sa.update(Pairing).values(asked_at=now() - GOOD_FOR - timedelta(seconds=1)))
    for number, machine in enumerate(machines):
        ask(session, machine, address=f"192.0.2.{number}")
    with pytest.raises(TooMany):
        ask(session, Machine(), address="198.51.100.1")
    tried: list[str] = []
    monkeypatch.setattr(
        trying, "derive", lambda code, one: (tried.append(one), derive(code, one))[1]
    )
    assert approve(session, world, machines[0].code).station
    assert sorted(tried) == sorted(machine.id for machine in machines)


class TestWhileACodeIsTried:
    """That takes long, so nothing is held; much may happen meanwhile."""

    def test_others_go_on(
        self, app: APIFlask, session: Session, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        person = Person(app)
        person.sign_in(world.accounts[Role.COORDINATOR].login)
        form = {"client_id": person.client_id("/stations/pair"), "name": "Werkbank 2"}
        machine, other = Machine(), Machine()
        ask(session, machine)
        session.commit()
        answers: list[int] = []

        def another_asks() -> None:
            body = encode(other.asked())
            answers.append(app.test_client().post("/api/agent/v1/pairings", data=body).status_code)

        def slowly(code: str, pairing_id: str) -> bytes:
            thread = threading.Thread(target=another_asks, daemon=True)
            thread.start()
            thread.join(60)
            return derive(code, pairing_id)

        other.asked()  # takes its time here
        monkeypatch.setattr(trying, "derive", slowly)
        page = person.post("/stations/pair", {**form, "code": machine.code})
        assert page.status_code == 302
        assert answers == [200]

    def test_many_tried_at_once_are_no_more_tries(self, session: Session, world: World) -> None:
        machine = Machine()
        ask(session, machine)

        def others_were_wrong(work: Callable[[], Shown | None]) -> Shown | None:
            for _ in range(THROTTLE.per_login):
                approve(session, world, new_code())
            return work()

        with pytest.raises(TooMany):
            approve(session, world, machine.code, aside=others_were_wrong)
        assert standing(session, machine).state == "waiting"

    def test_somebody_else_may_be_faster(self, session: Session, world: World) -> None:
        other = make_world(session, "Ander test-atelier")
        machine = Machine()
        ask(session, machine)

        def colleague_types_it(work: Callable[[], Shown | None]) -> Shown | None:
            shown = work()
            approve(session, other, machine.code)
            return shown

        outcome = approve(session, world, machine.code, aside=colleague_types_it)
        assert outcome.error.field == "code"
        named = sa.select(Station.organisation_id).where(Station.name == "Werkbank 2")
        assert session.scalars(named).all() == [other.organisation.id]

    @pytest.mark.parametrize("change", [{"role": "volunteer"}, {"active": False}])
    def test_who_may_no_longer_approves_nothing(
        self, session: Session, world: World, change: dict[str, Any]
    ) -> None:
        """A role may be taken away, and an account closed."""
        machine, by = Machine(), world.accounts[Role.COORDINATOR].id
        ask(session, machine)

        def an_administrator_acts(work: Callable[[], Shown | None]) -> Shown | None:
            shown = work()
            session.execute(sa.update(Account).where(Account.id == by).values(**change))
            session.commit()
            return shown

        with pytest.raises(Forbidden):
            approve(session, world, machine.code, aside=an_administrator_acts)
        assert standing(session, machine).state == "waiting"

    def test_the_same_form_may_be_sent_again(self, session: Session, world: World) -> None:
        machine = Machine()
        ask(session, machine)
        form, first = str(uuid.uuid4()), []

        def impatient(work: Callable[[], Shown | None]) -> Shown | None:
            shown = work()
            first.append(approve(session, world, machine.code, client_id=form))
            return shown

        again = approve(session, world, machine.code, client_id=form, aside=impatient)
        assert again.station is first[0].station

    def test_it_takes_as_long_whether_it_is_right_or_wrong(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tried: list[str] = []
        monkeypatch.setattr(
            trying, "derive", lambda code, one: (tried.append(one), derive(code, one))[1]
        )
        machines = [Machine() for _ in range(3)]
        macs = {machine.id: machine.asked().code_mac for machine in machines}
        shown = trying.who_shows(machines[0].code, macs)
        assert shown is not None
        assert (shown.pairing_id, shown.key) == (machines[0].id, machines[0].key)
        assert trying.who_shows(new_code(), macs) is None
        assert tried == [*macs, *macs]

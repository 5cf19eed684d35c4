"""The demo shows each step of the way, holds what must hold, and never mixes with real data."""

import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.orm import Session

from atelier import checks
from atelier.cli_demo import demo
from atelier.db import db
from atelier.demo import PASSWORD, SIGN_INS, fill
from atelier.demo.fill import ORGANISATION
from atelier.devices.lifecycle import STEPS
from atelier.devices.models import Device, DeviceIdentifier
from atelier.people import passwords
from atelier.people.models import Account, Organisation
from atelier.people.roles import Role
from atelier.workshop.diagnosis.models import SetAside, StoredReport
from atelier.workshop.intake import settling
from atelier.workshop.intake.models import CameAlong
from tests.conftest import make_app

#: Nobody can be late for an inspection in a workshop that is three weeks old.
NOT_SHOWN = {"inspect"}


def test_it_is_put_in_once_and_all_is_there(session: Session) -> None:
    assert fill(session) is True
    session.commit()
    before = devices(session)
    assert fill(session) is False
    assert devices(session) == before
    assert {name: found for name, found in checks.run(session) if found} == {}
    assert_every_step_is_shown(session)
    assert_something_waits_for_a_person(session)
    assert_it_is_visibly_made_up(session)
    assert_every_role_signs_in(session)


def devices(session: Session) -> int:
    return session.scalars(sa.select(sa.func.count()).select_from(Device)).one()


def assert_every_step_is_shown(session: Session) -> None:
    assert set(session.scalars(sa.select(Device.next_step))) == set(STEPS) - NOT_SHOWN
    grades = set(session.scalars(sa.select(Device.grade).where(Device.grade.is_not(None))))
    assert grades == {"A", "B", "C", "D"}


def assert_something_waits_for_a_person(session: Session) -> None:
    assert session.scalars(sa.select(StoredReport.state)).all().count("choice") == 1
    assert len(session.scalars(sa.select(SetAside)).all()) == 1
    (ours,) = session.scalars(sa.select(Organisation).where(Organisation.name == ORGANISATION))
    assert settling.how_many(session, ours.id) == 3
    assert session.scalar(sa.select(sa.func.sum(CameAlong.weight_g))) == 50_950


def assert_it_is_visibly_made_up(session: Session) -> None:
    serials = session.scalars(
        sa.select(DeviceIdentifier.value).where(DeviceIdentifier.scheme.endswith("serial"))
    ).all()
    assert serials
    assert all(serial.upper().startswith("DEMO") for serial in serials)


def assert_every_role_signs_in(session: Session) -> None:
    accounts = session.scalars(sa.select(Account)).all()
    assert {account.login: Role(account.role) for account in accounts} == SIGN_INS
    assert all(passwords.matches(account.password_hash, PASSWORD) for account in accounts)


def test_it_stays_out_of_a_real_workshop(app: APIFlask, session: Session) -> None:
    answer = app.test_cli_runner().invoke(demo)
    assert answer.exit_code == 1
    assert "This is not a demo" in answer.output
    assert session.scalars(sa.select(Account)).all() == []


def test_the_command_says_how_to_sign_in(database_url: str, tmp_path) -> None:
    application = make_app(database_url, tmp_path, demo={"enabled": True})
    runner = application.test_cli_runner()
    first, second = runner.invoke(demo), runner.invoke(demo)
    with application.app_context():
        db.engine.dispose()
    assert first.exit_code == second.exit_code == 0, first.output
    assert "The demo data is in place." in first.output
    assert "The demo data is in place." not in second.output
    for login in (*SIGN_INS, PASSWORD):
        assert login in second.output

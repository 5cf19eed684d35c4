"""A phone or tablet that a person reset: somebody's word, and named as such."""

import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import checks
from atelier.devices import history, service
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.errors import AtelierError, Conflict, Forbidden, Invalid
from atelier.people.roles import Role
from atelier.workshop.diagnosis import by_hand
from atelier.workshop.erasure import attesting
from atelier.workshop.erasure.attesting import SYSTEMS
from atelier.workshop.erasure.models import Attestation
from tests.erasures import coordinator, receive, worker
from tests.factories import World, give_tag
from tests.visits import Person

YES = {"to_the_end": "yes", "no_account": "yes", "not_managed": "yes", "cards_out": "yes"}


@pytest.fixture
def phone(session: Session, world: World) -> Device:
    """Received, and looked at: it is to be erased."""
    made = a_phone(session, world)
    receive(session, world, made)
    session.commit()
    return made


def a_phone(session: Session, world: World, kind: str = "smartphone") -> Device:
    made = service.create(
        session, organisation_id=world.organisation.id, kind=kind, actor=world.actor
    )
    give_tag(session, made, actor=world.actor)
    by_hand.record(
        session,
        made,
        by_hand.Seen(has_disk=True),
        actor=world.actor,
        client_id=str(uuid.uuid4()),
    )
    session.commit()
    return made


def attest(session: Session, world: World, device: Device, **changed: object) -> Attestation:
    told = {
        "system": "apple",
        "answers": YES,
        "code": device.tag or "",
        "by": worker(world),
        "client_id": str(uuid.uuid4()),
        **changed,
    }
    return attesting.attest(session, device, **told)  # type: ignore[arg-type]


def said(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Attestation)) or 0


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("cards", ["yes", "not_there"])
def test_somebody_s_word_opens_the_gate_and_earns_no_level(
    session: Session, world: World, phone: Device, system: str, cards: str
) -> None:
    assert phone.next_step == "erase"
    row = attest(session, world, phone, system=system, answers={**YES, "cards_out": cards})
    assert (row.result, row.account_id) == ("erased", worker(world).account_id)
    assert phone.next_step == "check"
    (fact,) = (e for e in history.events_of(session, phone) if e.kind == facts.ERASED)
    assert (fact.data["attestation"], fact.data["level"]) == (row.id, None)
    assert "evidence" not in fact.data
    assert [str(one) for _name, found in checks.run(session) for one in found] == []


@pytest.mark.parametrize("question", YES)
def test_any_no_means_not_erased(
    session: Session, world: World, phone: Device, question: str
) -> None:
    row = attest(session, world, phone, answers={**YES, question: "no"})
    assert row.result == "not_erased"
    assert phone.next_step == "erase"


@pytest.mark.parametrize(
    "changed",
    [
        {"answers": {}},
        {"answers": {**YES, "no_account": ""}},
        {"answers": {**YES, "no_account": "perhaps"}},
        {"answers": {**YES, "no_account": "not_there"}},  # every phone can be locked
        {"system": "magic"},
        {"code": ""},
        {"code": "4217 0385 61"},
        {"client_id": "1"},
    ],
)
def test_what_is_left_out_is_asked_again(
    session: Session, world: World, phone: Device, changed: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        attest(session, world, phone, **changed)
    assert said(session) == 0


def test_said_twice_it_counts_once(session: Session, world: World, phone: Device) -> None:
    form = str(uuid.uuid4())
    first, again = (attest(session, world, phone, client_id=form) for _ in range(2))
    assert first.id == again.id
    assert said(session) == 1


def test_a_laptop_is_not_erased_by_somebody_s_word(session: Session, world: World) -> None:
    laptop = a_phone(session, world, "laptop")
    receive(session, world, laptop)
    with pytest.raises(Conflict, match="telefoons"):
        attest(session, world, laptop)


def test_what_may_be_somebody_s_asks_for_a_coordinator(session: Session, world: World) -> None:
    stray = a_phone(session, world)
    with pytest.raises(Forbidden):
        attest(session, world, stray)
    assert attest(session, world, stray, by=coordinator(world)).result == "erased"


def test_one_that_nobody_looked_at_comes_later(session: Session, world: World) -> None:
    made = service.create(
        session, organisation_id=world.organisation.id, kind="tablet", actor=world.actor
    )
    give_tag(session, made, actor=world.actor)
    receive(session, world, made)
    with pytest.raises(AtelierError, match="Bekijk"):
        attest(session, world, made)


def test_the_page_leads_by_the_hand(
    app: object, session: Session, world: World, phone: Device
) -> None:
    person = Person(app)  # type: ignore[arg-type]
    person.sign_in(world.accounts[Role.BENCH_WORKER].login)
    assert f"/devices/{phone.id}/reset" in person.get(f"/devices/{phone.id}").text
    address = f"/devices/{phone.id}/reset?system=apple"
    page = person.get(address).text
    assert "iCloud" in page
    assert "Start het toestel zonder een Apple-account te vragen?" in page
    form = {"client_id": str(uuid.uuid4()), "system": "apple", "code": phone.tag, **YES}
    refused = person.post(address, {**form, "no_account": ""})
    assert (refused.status_code, said(session)) == (422, 0)
    assert "Beantwoord elke vraag." in refused.text
    told = person.post(address, form, follow_redirects=True).text
    assert "Genoteerd: jij hebt dit toestel gewist." in told
    assert "Gewist met een fabrieksreset, zegt een mens" in told
    assert "Purge" not in told

"""Given for good on the pages: at a desk, in the workshop, with a deed in three languages."""

import uuid
from collections.abc import Callable

import pypdfium2
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending import gifts
from atelier.lending.loans import ending
from atelier.lending.models import Borrower, Gift, Reservation
from atelier.stock import holds, ledger
from atelier.stock.models import Article, Place
from labels.tags import format_tag
from tests.atelier.web.lending.lent import lend
from tests.factories import World
from tests.visits import Person

AtDesk = Callable[..., Device]
SOMEBODY = {
    "name": "Proefhuis vzw",
    "contact": "015 00 00 00",
    "language": "nl",
    "reference": "",
    "note": "De cursus is af",
}


def fresh() -> str:
    return str(uuid.uuid4())


def kind_of(session: Session, device: Device) -> str:
    session.rollback()
    place = ledger.place_of(session, device)
    assert place is not None
    return place.kind


def text_of(content: bytes) -> str:
    return pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()


@pytest.mark.parametrize(
    ("language", "title"),
    [("nl", "Bewijs van schenking"), ("fr", "don"), ("en", "gift")],
)
def test_at_a_desk_with_a_deed_to_sign(
    session: Session,
    world: World,
    host: Person,
    desk: Place,
    at_desk: AtDesk,
    chargers: Article,
    language: str,
    title: str,
) -> None:
    device = at_desk()
    page = host.get(f"/desk/{desk.id}/devices/{device.id}").text
    assert f"/devices/{device.id}/give" in page
    form = {**SOMEBODY, "language": language, f"article-{chargers.id}": "1"}
    answer = host.post(f"/devices/{device.id}/give", {**form, "client_id": fresh()})
    assert answer.status_code == 302
    gift = session.scalars(sa.select(Gift)).one()
    shown = host.get(answer.location).text
    assert "Proefhuis vzw" in shown
    assert "1 × Lader" in shown
    deed = host.get(f"/gifts/{gift.id}/deed.pdf")
    text = text_of(deed.data)
    assert title in text.lower() or title in text
    for told in ("Proefhuis vzw", "S1", world.organisation.name, format_tag(device.tag or "")):
        assert told in text, told
    assert kind_of(session, device) == "given"
    again = host.get(f"/desk/{desk.id}/devices/{device.id}").text
    assert "Dit is voor altijd gegeven" in again
    assert f"/gifts/{gift.id}" in again


def test_sent_twice_is_one_gift_and_one_name(
    session: Session, host: Person, at_desk: AtDesk
) -> None:
    device, client_id = at_desk(), fresh()
    first, second = (
        host.post(f"/devices/{device.id}/give", {**SOMEBODY, "client_id": client_id})
        for _ in range(2)
    )
    assert (first.status_code, first.location) == (302, second.location)
    assert session.scalar(sa.select(sa.func.count()).select_from(Gift)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Borrower)) == 1


def test_from_a_shelf_by_a_coordinator_and_no_desk(
    session: Session, host: Person, coordinator: Person, ready: AtDesk
) -> None:
    device = ready()
    path = f"/devices/{device.id}/give"
    assert host.get(path).status_code == 403
    assert path in coordinator.get(f"/devices/{device.id}").text
    answer = coordinator.post(path, {**SOMEBODY, "client_id": fresh()})
    assert answer.status_code == 302
    assert kind_of(session, device) == "given"


def test_without_a_name_or_with_too_many_chargers_nothing_is_given(
    session: Session, host: Person, at_desk: AtDesk, chargers: Article
) -> None:
    device = at_desk()
    path = f"/devices/{device.id}/give"
    nameless = host.post(path, {**SOMEBODY, "name": "", "client_id": fresh()})
    assert nameless.status_code == 422
    assert "De cursus is af" in nameless.text
    many = {**SOMEBODY, f"article-{chargers.id}": "9", "client_id": fresh()}
    answer = host.post(path, many)
    assert answer.status_code == 422
    assert "nog 5 × Lader" in answer.text
    assert kind_of(session, device) == "desk"
    assert session.scalar(sa.select(sa.func.count()).select_from(Borrower)) == 0


def test_what_another_desk_waits_for_only_a_coordinator_gives_and_says_why(
    session: Session,
    world: World,
    host: Person,
    coordinator: Person,
    neighbour: Place,
    at_desk: AtDesk,
    ask: Callable[..., Reservation],
) -> None:
    device = at_desk()
    ask(desk=neighbour)
    path = f"/devices/{device.id}/give"
    form = {**SOMEBODY, "client_id": fresh()}
    refused = host.post(path, {**form, "over": "omdat het kan"})
    assert "gereserveerd voor Punt bij de buren" in refused.text
    assert 'name="over"' not in refused.text
    assert "Schrijf in een zin waarom." in coordinator.post(path, form).text
    assert kind_of(session, device) == "desk"
    given = coordinator.post(path, {**form, "over": "Dringend voor het Sociaal Huis"})
    assert given.status_code == 302
    assert kind_of(session, device) == "given"
    assert holds.live(session, device.id) is None


def test_a_mistake_is_taken_back_with_its_reason(
    session: Session, host: Person, at_desk: AtDesk
) -> None:
    device = at_desk()
    gift = host.post(f"/devices/{device.id}/give", {**SOMEBODY, "client_id": fresh()}).location
    assert host.post(f"{gift}/mistake", {"note": "", "client_id": fresh()}).status_code == 422
    done = host.post(
        f"{gift}/mistake", {"note": "verkeerd toestel", "client_id": fresh()}, follow_redirects=True
    )
    assert "telt niet mee" in done.text
    assert kind_of(session, device) == "desk"
    assert host.get(f"{gift}/deed.pdf").status_code == 409


def test_who_got_it_is_nobody_else_s_business(
    session: Session, host: Person, stranger: Person, at_desk: AtDesk
) -> None:
    device = at_desk()
    gift = host.post(f"/devices/{device.id}/give", {**SOMEBODY, "client_id": fresh()}).location
    assert stranger.get(gift).status_code == 404
    assert stranger.get(f"{gift}/deed.pdf").status_code == 404
    assert stranger.get(f"/devices/{device.id}/give").status_code == 403


def test_all_that_was_given_stands_in_a_list_of_ones_own(
    session: Session,
    world: World,
    host: Person,
    stranger: Person,
    desk: Place,
    at_desk: AtDesk,
) -> None:
    for name in ("Eerste huis", "Tweede huis", "Derde huis"):
        form = {**SOMEBODY, "name": name, "client_id": fresh()}
        assert host.post(f"/devices/{at_desk().id}/give", form).status_code == 302
    loan = lend(session, desk, at_desk(), world.actor, name="Vierde huis")
    ending.write_off(session, loan, "given", actor=world.actor, client_id=fresh())
    session.commit()
    last = session.scalars(sa.select(Gift).order_by(Gift.id.desc())).first()
    assert last is not None
    gifts.undo(session, last, note="Verkeerd gescand", actor=world.actor)
    session.commit()

    assert 'href="/gifts"' in host.get("/loans").text
    page = host.get("/gifts").text
    assert page.index("Derde huis") < page.index("vergissing") < page.index("Tweede huis")
    assert f'href="/gifts/{last.id}"' in page
    assert "Vierde huis" not in page
    lent_first = host.get("/gifts?which=loan").text
    assert "Vierde huis" in lent_first
    assert f'href="/loans/{loan.id}"' in lent_first
    assert "Derde huis" not in lent_first
    for which in ("", "?which=loan"):
        assert "Nog niets." in stranger.get(f"/gifts{which}").text
    first = gifts.page(session, world.organisation.id, size=2)
    rest = gifts.page(session, world.organisation.id, first.after, size=2)
    assert [one.borrower.name for one in (*first.rows, *rest.rows)] == [
        "Derde huis",
        "Tweede huis",
        "Eerste huis",
    ]
    assert (len(first.rows), rest.after) == (2, None)

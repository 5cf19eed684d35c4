"""The hand-over: scanned, for whom, agreed and signed; and what stands in the way, in words."""

import base64
import io
import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from atelier import months
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.lending.loans import signing
from atelier.lending.models import Borrower, Loan
from atelier.stock import holds, ledger
from atelier.stock.models import Article, Place
from tests.factories import World, make_ready, tell
from tests.visits import Person

AtDesk = Callable[..., Device]
SOMEBODY = {"name": "Proef Persoon", "contact": "015 00 00 00", "language": "nl", "reference": ""}
TERMS = {"tariff": "gewoon", "state_note": "kras op het deksel"}


def fresh() -> str:
    return str(uuid.uuid4())


def drawn(line: bool = True) -> str:
    picture = Image.new("RGB", (900, 300), "white")
    if line:
        ImageDraw.Draw(picture).line([(50, 250), (400, 60), (850, 200)], fill="black", width=6)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def start(person: Person, desk: Place, device: Device, **told: str) -> TestResponse:
    """Says for whom; leads to what is agreed."""
    address = f"/desk/{desk.id}/devices/{device.id}/hand-over"
    return person.post(address, {**SOMEBODY, "client_id": fresh(), **told})


def lend(person: Person, desk: Place, device: Device, **terms: Any) -> TestResponse:
    until = months.add(date.today(), 12).isoformat()
    form = {**TERMS, "due_on": until, "client_id": fresh(), **terms}
    return person.post(start(person, desk, device).location, form)


def loans(session: Session) -> list[Loan]:
    session.rollback()
    return list(session.scalars(sa.select(Loan).order_by(Loan.id)))


def where(session: Session, device: Device) -> str:
    session.rollback()
    place = ledger.place_of(session, device)
    assert place is not None
    return place.kind


def test_scanned_agreed_signed_and_printed(
    session: Session, host: Person, desk: Place, at_desk: AtDesk, chargers: Article
) -> None:
    device = at_desk()
    scanned = host.get("/scan", query_string={"code": device.tag}, follow_redirects=True)
    assert "Klaar om mee te geven" in scanned.text
    answer = lend(host, desk, device, **{f"article-{chargers.id}": "1"})
    (loan,) = loans(session)
    assert answer.location == f"/loans/{loan.id}/sign"
    assert (loan.price_cents, loan.state_note) == (1000, "kras op het deksel")
    assert ledger.held(session, chargers.id, desk.id) == 4
    assert where(session, device) == "lent"
    signed = host.post(
        f"/loans/{loan.id}/sign",
        {"client_id": fresh(), "how": "screen", "picture": drawn()},
        follow_redirects=True,
    )
    assert "is getekend" in signed.text
    assert loans(session)[0].signed_how == "screen"
    paper = host.get(f"/loans/{loan.id}/agreement.pdf")
    text = pypdfium2.PdfDocument(paper.data)[0].get_textpage().get_text_range()
    assert "Proef Persoon" in text
    assert "Op het scherm" in text


def test_sent_twice_is_once(session: Session, host: Person, desk: Place, at_desk: AtDesk) -> None:
    device, one, two = at_desk(), fresh(), fresh()
    for _ in range(2):
        led_to = start(host, desk, device, client_id=one).location
        until = months.add(date.today(), 1).isoformat()
        answer = host.post(led_to, {**TERMS, "due_on": until, "client_id": two})
    (loan,) = loans(session)
    assert answer.location == f"/loans/{loan.id}/sign"
    assert session.scalar(sa.select(sa.func.count()).select_from(Borrower)) == 1


def test_a_reference_of_somebody_else_renames_nobody(
    session: Session, host: Person, desk: Place, at_desk: AtDesk
) -> None:
    device = at_desk()
    start(host, desk, device, reference="KL-12")
    again = start(host, desk, device, reference="KL-12", name="Proef Ander")
    assert again.status_code == 422
    assert "Het kenmerk KL-12 is van iemand anders: Proef Persoon." in again.text
    assert 'value="Proef Ander"' in again.text
    session.rollback()
    assert session.scalars(sa.select(Borrower.name)).all() == ["Proef Persoon"]


def test_who_borrowed_before_is_found_by_name_or_reference(
    session: Session, host: Person, desk: Place, at_desk: AtDesk
) -> None:
    start(host, desk, at_desk(), reference="KL-12")
    device = at_desk()
    (known,) = session.scalars(sa.select(Borrower)).all()
    address = f"/desk/{desk.id}/devices/{device.id}/hand-over"
    for asked in ("proef", "kl-1"):
        page = host.get(address, query_string={"q": asked}).text
        assert f"{address}/{known.id}" in page
    nobody = host.get(address, query_string={"q": "Iemand Anders"}).text
    assert "Niemand gevonden" in nobody
    assert 'value="Iemand Anders"' in nobody  # and is not typed twice


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"due_on": "2020-01-01"}, "Kies een dag na vandaag."),
        ({"due_on": "morgen"}, "Kies een dag in de kalender."),
        ({"tariff": ""}, "Kies een tarief."),
        ({"articles": "9"}, "nog 5 × Lader"),
        ({"articles": "veel"}, "Typ een getal van 0 of meer"),
        ({"articles": "-1"}, "Typ een getal van 0 of meer"),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_loses_nothing(
    session: Session,
    host: Person,
    desk: Place,
    at_desk: AtDesk,
    chargers: Article,
    wrong: dict[str, str],
    said: str,
) -> None:
    device = at_desk()
    if "articles" in wrong:
        wrong = {f"article-{chargers.id}": wrong["articles"]}
    answer = lend(host, desk, device, **wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert "kras op het deksel" in answer.text
    assert loans(session) == []
    assert where(session, device) == "desk"


@pytest.mark.parametrize("wrong", ["name", "contact"])
def test_a_borrower_has_a_name_and_can_be_reached(
    session: Session, host: Person, desk: Place, at_desk: AtDesk, wrong: str
) -> None:
    answer = start(host, desk, at_desk(), **{wrong: " "})
    assert answer.status_code == 422
    kept = "015 00 00 00" if wrong == "name" else "Proef Persoon"
    assert kept in answer.text
    assert session.scalars(sa.select(Borrower)).all() == []


def test_what_is_not_ready_goes_to_the_workshop_first(
    session: Session, world: World, host: Person, desk: Place, at_desk: AtDesk
) -> None:
    device = at_desk()
    tell(session, world, device, facts.FAULT_OPENED, fault="x", blocking=True)
    session.commit()
    page = host.get(f"/desk/{desk.id}/devices/{device.id}").text
    assert "Dit moet eerst naar het atelier" in page
    assert "hand-over" not in page
    assert lend_past_the_page(host, desk, device).status_code == 422
    assert loans(session) == []


def lend_past_the_page(person: Person, desk: Place, device: Device) -> TestResponse:
    """As who does not look at the page that says no."""
    return lend(person, desk, device)


def test_another_desk_s_reservation_is_refused_and_named(
    session: Session, world: World, host: Person, desk: Place, neighbour: Place, at_desk: AtDesk
) -> None:
    device = at_desk()
    holds.make(session, device, neighbour, actor=world.actor, client_id=fresh())
    session.commit()
    assert "Punt bij de buren" in host.get(f"/desk/{desk.id}/devices/{device.id}").text
    answer = lend_past_the_page(host, desk, device)
    assert answer.status_code == 422
    assert "Punt bij de buren" in answer.text


def test_what_is_elsewhere_says_where(
    session: Session, world: World, host: Person, desk: Place, neighbour: Place, at_desk: AtDesk
) -> None:
    there = at_desk(place=neighbour)
    assert "Punt bij de buren" in host.get(f"/desk/{desk.id}/devices/{there.id}").text
    inside = make_ready(session, world, kind="screen")
    page = host.get(f"/desk/{desk.id}/devices/{inside.id}").text
    assert "Dit staat in het atelier" in page
    assert world.shelf.name not in page  # nothing else of the workshop


def test_one_laptop_at_a_time(session: Session, host: Person, desk: Place, at_desk: AtDesk) -> None:
    first, second = at_desk(kind="desktop"), at_desk(kind="desktop")
    lend(host, desk, first)
    (known,) = session.scalars(sa.select(Borrower)).all()
    address = f"/desk/{desk.id}/devices/{second.id}/hand-over/{known.id}"
    assert "Deze lener heeft al" in host.get(address).text
    due_on = (date.today() + timedelta(days=9)).isoformat()
    answer = host.post(address, {**TERMS, "due_on": due_on, "client_id": fresh()})
    assert answer.status_code == 422
    assert "Neem dat eerst terug" in answer.text


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        ("", "Laat de lener eerst tekenen"),
        (drawn(line=False), "Laat de lener eerst tekenen"),
        ("data:image/png;base64,%%%", "Laat de lener eerst tekenen"),
        ("data:image/png;base64," + base64.b64encode(b"GIF89a nothing").decode(), "niet lezen"),
        (base64.b64encode(b"\0" * (signing.MOST_BYTES + 1)).decode(), "te groot"),
    ],
    ids=["nothing", "blank", "rubbish", "no picture", "large"],
)
def test_what_is_no_signature_is_refused(
    session: Session, host: Person, desk: Place, at_desk: AtDesk, picture: str, said: str
) -> None:
    address = lend(host, desk, at_desk()).location
    answer = host.post(address, {"client_id": fresh(), "how": "screen", "picture": picture})
    assert answer.status_code == 422
    assert said in answer.text
    assert loans(session)[0].signed_how is None


def test_signed_on_paper_keeps_no_picture(
    session: Session, host: Person, desk: Place, at_desk: AtDesk, tmp_path: Path
) -> None:
    address = lend(host, desk, at_desk()).location
    host.post(address, {"client_id": fresh(), "how": "paper", "picture": ""})
    assert loans(session)[0].signed_how == "paper"
    assert not (tmp_path / "files" / "signatures").exists()


def test_the_paper_is_in_the_language_of_the_borrower(
    session: Session, host: Person, desk: Place, at_desk: AtDesk
) -> None:
    lend(host, desk, at_desk())
    (loan,) = loans(session)
    session.get_one(Borrower, loan.borrower_id).language = "en"
    said = {}
    for asked in ("", "?lang=nl", "?lang=xx"):
        paper = host.get(f"/loans/{loan.id}/agreement.pdf{asked}")
        said[asked] = pypdfium2.PdfDocument(paper.data)[0].get_textpage().get_text_range()
    assert "Wat we afspreken" in said["?lang=nl"]
    assert said[""] != said["?lang=nl"]
    assert said["?lang=xx"] == said[""]


def test_nobody_of_elsewhere_lends_or_reads_here(
    session: Session,
    host: Person,
    stranger: Person,
    coordinator: Person,
    desk: Place,
    neighbour: Place,
    at_desk: AtDesk,
) -> None:
    device = at_desk()
    assert start(stranger, desk, device).status_code == 404
    assert start(coordinator, neighbour, device).status_code == 403
    lend(host, desk, device)
    (loan,) = loans(session)
    pages = ("", "/sign", "/agreement.pdf", "/back", "/swap", "/extend", "/end/lost", "/mistake")
    for page in pages:
        assert stranger.get(f"/loans/{loan.id}{page}").status_code == 404, page
    seen = stranger.get(f"/desk/{neighbour.id}/devices/{device.id}").text
    assert "Uitgeleend door een andere dienst" in seen
    assert "Proef Persoon" not in seen
    assert "Proef Persoon" not in stranger.get("/loans?which=all").text


def test_a_coordinator_sees_the_loans_of_those_it_serves_without_names(
    session: Session, stranger: Person, coordinator: Person, neighbour: Place, at_desk: AtDesk
) -> None:
    lend(stranger, neighbour, at_desk(place=neighbour))
    (loan,) = loans(session)
    reference = session.get_one(Borrower, loan.borrower_id).reference
    for page in ("/loans", "/loans.csv", f"/loans/{loan.id}", "/loans?q=Proef"):
        assert "Proef Persoon" not in coordinator.get(page, buffered=True).text, page
    assert reference in coordinator.get("/loans").text
    assert reference not in coordinator.get("/loans?q=Proef").text
    assert coordinator.get(f"/loans/{loan.id}/agreement.pdf").status_code == 403


def test_the_number_of_a_tag_that_nobody_knows_says_what_to_do(host: Person, desk: Place) -> None:
    for code, said in (("zomaar", "Dit toestel kennen we niet"), ("", "Scan een toestel")):
        answer = host.get("/scan", query_string={"code": code}, follow_redirects=True)
        assert answer.status_code == 200
        assert said in answer.text


def test_the_csrf_token_is_asked_for(host: Person, desk: Place, at_desk: AtDesk) -> None:
    device = at_desk()
    address = f"/desk/{desk.id}/devices/{device.id}/hand-over"
    answer = host.post(address, {**SOMEBODY, "csrf_token": "wrong", "client_id": fresh()})
    assert answer.status_code == 400
    assert re.search("te lang open", answer.text)

"""A photo of how a device looks: in between, never in the way."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from atelier.devices.models import Device
from atelier.lending.loans import ending, photos
from atelier.lending.models import Loan
from atelier.stock.models import Place
from tests.atelier.web.lending.lent import fresh, lend, send
from tests.factories import World
from tests.visits import Person

AtDesk = Callable[..., Device]


def photo(shade: int = 100, content: bytes = b"") -> FileStorage:
    file = io.BytesIO(content)
    if not content:
        Image.new("RGB", (300, 200), (shade, 90, 60)).save(file, "JPEG")
        file.seek(0)
    return FileStorage(stream=file, filename="foto.jpg", content_type="image/jpeg")


@pytest.fixture
def loan(session: Session, world: World, desk: Place, at_desk: AtDesk) -> Loan:
    return lend(session, desk, at_desk(), world.actor)


def take(person: Person, loan: Loan, **more: Any) -> Any:
    return person.post(f"/loans/{loan.id}/photos", {"client_id": fresh(), "photo": photo(), **more})


def kept(session: Session, loan: Loan) -> int:
    session.rollback()
    return len(photos.of(session, loan))


def test_taken_between_hand_over_and_signing(session: Session, host: Person, loan: Loan) -> None:
    sign = f"/loans/{loan.id}/sign"
    assert 'capture="environment"' in host.get(sign).text
    assert take(host, loan).location == sign
    assert "1 foto bewaard" in host.get(sign).text
    send(host, sign, how="paper")
    page = host.get(f"/loans/{loan.id}").text
    assert "Toen het uitgeleend was" in page
    assert "Test desk" in page
    (one,) = photos.of(session, loan)
    for size in (".jpg", "/small.jpg"):
        shown = host.get(f"/loans/{loan.id}/photos/{one.id}{size}", buffered=True)
        assert shown.mimetype == "image/jpeg"
        assert shown.headers["Cache-Control"] == "no-store"


def test_as_it_came_back(
    session: Session, world: World, host: Person, desk: Place, loan: Loan
) -> None:
    how = ending.Back()
    ending.take_back(session, loan, desk, how, actor=world.actor, client_id=fresh())
    session.commit()
    assert 'capture="environment"' in host.get(f"/loans/{loan.id}").text
    assert take(host, loan).location == f"/loans/{loan.id}#photos"
    assert "Toen het terug was" in host.get(f"/loans/{loan.id}").text


def test_sent_twice_is_one_photo(session: Session, host: Person, loan: Loan) -> None:
    client_id = fresh()
    for shade in (100, 100, 200):
        take(host, loan, client_id=client_id, photo=photo(shade))
    assert kept(session, loan) == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", "Neem een foto, of kies er een."),
        (b"%PDF-1.7 geen foto", "kunnen we niet lezen"),
    ],
)
def test_what_is_no_photo_gets_a_sentence(
    session: Session, host: Person, loan: Loan, sent: bytes, said: str
) -> None:
    answer = take(host, loan, photo=photo(content=sent) if sent else "")
    assert answer.status_code == 422
    assert said in answer.text
    assert kept(session, loan) == 0


def test_only_their_own_organisation_takes_and_sees_them(
    session: Session,
    world: World,
    host: Person,
    coordinator: Person,
    stranger: Person,
    neighbour: Place,
    at_desk: AtDesk,
) -> None:
    theirs = lend(session, neighbour, at_desk(place=neighbour), world.actor)
    take(stranger, theirs)
    (one,) = photos.of(session, theirs)
    for person, status in ((host, 404), (coordinator, 403)):
        assert take(person, theirs).status_code == status
        assert person.get(f"/loans/{theirs.id}/photos/{one.id}.jpg").status_code == status
    assert "/photos/" not in coordinator.get(f"/loans/{theirs.id}").text
    assert kept(session, theirs) == 1

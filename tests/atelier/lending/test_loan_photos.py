"""Photos of how a device went out and came back, on both databases."""

import io
import uuid
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.orm import Session

from atelier import jobs, settings
from atelier.errors import Conflict, Invalid, NotFound, TooLarge
from atelier.lending import borrowers
from atelier.lending.loans import ending, photos
from atelier.lending.models import Borrower, LendingEvent, Loan, LoanPhoto
from atelier.settings import Files, Settings
from atelier.stock.models import Place
from tests.atelier.lending.conftest import Lend, Ready
from tests.factories import World


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return settings.load(overrides={"files": {"folder": str(tmp_path / "files")}})


@pytest.fixture
def files(chosen: Settings) -> Files:
    return chosen.files


@pytest.fixture
def loan(lend: Lend, at_desk: Ready) -> Loan:
    return lend(at_desk())


def picture(shade: int = 100) -> bytes:
    """With a position in it, as phones write it."""
    image = Image.new("RGB", (600, 400), (shade, 90, 60))
    exif = Image.Exif()
    exif[0x010F] = "Testmaker"
    exif.get_ifd(0x8825)[2] = (51.0, 2.0, 3.0)
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    return file.getvalue()


def add(
    session: Session, world: World, files: Files, loan: Loan, data: bytes, client_id: str = ""
) -> None:
    client_id = client_id or str(uuid.uuid4())
    photos.add(session, loan, data, files=files, actor=world.actor, client_id=client_id)


def test_only_its_pixels_are_kept_and_twice_is_once(
    session: Session, world: World, files: Files, loan: Loan
) -> None:
    client_id = str(uuid.uuid4())
    add(session, world, files, loan, picture(), client_id)
    add(session, world, files, loan, picture(), client_id)
    add(session, world, files, loan, picture())
    add(session, world, files, loan, picture(200), client_id)
    (photo,) = photos.of(session, loan)
    assert photo.account_id == world.actor.account_id
    for small in (False, True):
        path = photos.path(session, loan, photo.id, files, small=small)
        assert b"Testmaker" not in path.read_bytes()
        with Image.open(path) as kept:
            assert dict(kept.getexif()) == {}
    told = sa.select(sa.func.count()).where(LendingEvent.kind == photos.PHOTOGRAPHED)
    assert session.scalar(told) == 1


def test_what_is_no_photo_is_refused(
    session: Session, world: World, files: Files, loan: Loan
) -> None:
    with pytest.raises(Invalid):
        add(session, world, files, loan, b"%PDF-1.7 no photo")
    with pytest.raises(TooLarge):
        add(session, world, files, loan, b"0" * (files.photo_max_bytes + 1))
    assert not files.folder.exists()


def test_there_is_an_end_to_it(session: Session, world: World, files: Files, loan: Loan) -> None:
    for shade in range(photos.MOST):
        add(session, world, files, loan, picture(shade * 10))
    with pytest.raises(Conflict):
        add(session, world, files, loan, picture(250))


def test_a_photo_of_another_loan_is_not_shown(
    session: Session, world: World, files: Files, loan: Loan, lend: Lend, at_desk: Ready
) -> None:
    other = lend(at_desk(kind="tablet"))
    add(session, world, files, loan, picture())
    (photo,) = photos.of(session, loan)
    with pytest.raises(NotFound):
        photos.path(session, other, photo.id, files)


def test_they_go_with_the_name(
    session: Session, world: World, chosen: Settings, desk: Place, loan: Loan
) -> None:
    files = chosen.files
    add(session, world, files, loan, picture())
    back = ending.Back()
    ending.take_back(session, loan, desk, back, actor=world.actor, client_id=str(uuid.uuid4()))
    add(session, world, files, loan, picture(200))
    assert len(photos.of(session, loan)) == 2
    session.commit()
    jobs.run(session, chosen, date.today())
    assert len(list(files.folder.rglob("*.jpg"))) == 4
    borrowers.forget(session, session.get_one(Borrower, loan.borrower_id))
    session.commit()
    assert session.scalar(sa.select(sa.func.count()).select_from(LoanPhoto)) == 0
    jobs.run(session, chosen, date.today())
    assert list(files.folder.rglob("*.jpg")) == []
    with pytest.raises(Conflict):
        add(session, world, files, loan, picture(50))

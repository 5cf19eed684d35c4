"""What borrowers draw: kept as long as their name is."""

import io
import uuid
from pathlib import Path

from apiflask import APIFlask
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from atelier.db import now
from atelier.edge import settings as running
from atelier.lending import borrowers
from atelier.lending.loans import ending, signing
from atelier.lending.loans.ending import Back
from atelier.lending.models import Borrower, Loan
from atelier.stock.models import Place
from tests.atelier.lending.conftest import Ready
from tests.factories import World
from tests.lent import lend


def fresh() -> str:
    return str(uuid.uuid4())


def drawn(height: int) -> bytes:
    picture = Image.new("RGBA", (1800, 600), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(50, 500), (900, height), (1700, 300)], fill="black", width=9)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def signed(session: Session, world: World, desk: Place, ready: Ready, height: int) -> Loan:
    loan = lend(session, desk, ready(), world.actor)
    client_id = fresh()
    for _ in range(2):  # twice is once
        signing.sign(
            session,
            loan,
            "screen",
            picture=drawn(height),
            files=running().files,
            actor=world.actor,
            client_id=client_id,
        )
    return loan


def picture_of(session: Session, loan: Loan) -> Path | None:
    return signing.picture_of(session, loan, running().files)


def test_kept_small_in_black_on_white(
    app: APIFlask, session: Session, world: World, desk: Place, ready: Ready
) -> None:
    path = picture_of(session, signed(session, world, desk, ready, 60))
    assert path
    kept = Image.open(path)
    assert (kept.format, kept.mode, kept.width) == ("PNG", "L", signing.SIDE)
    assert kept.getpixel((0, 0)) == 255  # what was transparent


def test_it_goes_with_the_name_and_no_other_s(
    app: APIFlask, session: Session, world: World, desk: Place, ready: Ready
) -> None:
    one, two = (signed(session, world, desk, ready, height) for height in (60, 90))
    ending.take_back(session, one, desk, Back(), actor=world.actor, client_id=fresh())
    assert signing.forget(session, desk.organisation_id, running().files) == 0
    borrowers.forget(session, session.get_one(Borrower, one.borrower_id))
    assert signing.forget(session, desk.organisation_id, running().files) == 1
    assert picture_of(session, one) is None
    assert picture_of(session, two) is not None
    assert signing.forget(session, desk.organisation_id, running().files) == 0


def test_what_a_running_loan_was_signed_with_stays(
    app: APIFlask, session: Session, world: World, desk: Place, ready: Ready
) -> None:
    """Even where something says that its borrower was forgotten: it cannot be drawn again."""
    loan = signed(session, world, desk, ready, 60)
    session.get_one(Borrower, loan.borrower_id).forgotten_at = now()
    session.flush()
    assert signing.forget(session, desk.organisation_id, running().files) == 0
    assert picture_of(session, loan) is not None

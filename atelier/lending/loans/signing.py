"""The borrower signs: on the screen, and the picture is kept; or on paper, and that is noted."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from PIL import Image
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import now
from atelier.devices import pictures
from atelier.errors import Conflict, Invalid, TooLarge
from atelier.lending import events
from atelier.lending.models import Borrower, LendingEvent, Loan
from atelier.people.actor import Actor
from atelier.settings import Files
from atelier.words import N_

SIGNED = "signed"
#: Of the picture as it is sent, in bytes; a few lines on white take a tenth of it.
MOST_BYTES = 300_000
#: Of the picture as it is kept, in pixels.
SIDE = 900
#: Fewer dark pixels are a slip of the finger.
_LEAST_INK = 40
_DARK = 128
#: Long enough for the job that forgets to have been down.
_LATELY = timedelta(days=90)

NOTHING_DRAWN = N_("Laat de lener eerst tekenen in het vak.")


def sign(
    session: Session,
    loan: Loan,
    how: Literal["screen", "paper"],
    *,
    picture: bytes = b"",
    files: Files,
    actor: Actor,
    client_id: str,
) -> None:
    """Twice with one ``client_id`` (UUID) is once. ``picture``: what was drawn on the screen.

    Raises Invalid where nothing was drawn or it is no picture, TooLarge over ``MOST_BYTES``,
    Conflict where the loan has ended.
    """
    session.refresh(loan, with_for_update=True)
    if events.known(session, loan.organisation_id, ids.checked(client_id)):
        return
    if loan.ended_at is not None:
        raise Conflict(N_("Uitlening %(number)s is al afgesloten."), number=loan.number)
    told = {"sha256": _keep(picture, files)} if how == "screen" else {}
    loan.signed_how, loan.signed_at = how, now()
    session.flush()
    events.record(session, loan, SIGNED, actor=actor, client_id=client_id, how=how, **told)


def picture_of(session: Session, loan: Loan, files: Files) -> Path | None:
    """The picture of the signature, where it was drawn and is still kept."""
    if loan.signed_how != "screen":
        return None
    path = _path(files, _last(session, loan))
    return path if path.is_file() else None


def forget(session: Session, organisation_id: int, files: Files) -> int:
    """Takes away what was drawn by borrowers who were forgotten lately; how many pictures.

    For once their forgetting is committed: a file does not come back.
    """
    loans = (
        sa.select(Loan.id)
        .join(Borrower, Borrower.id == Loan.borrower_id)
        .where(
            Borrower.organisation_id == organisation_id,
            Borrower.forgotten_at > now() - _LATELY,
            Loan.ended_at.is_not(None),
        )
    )
    drawn = session.scalars(
        sa.select(LendingEvent.data).where(
            LendingEvent.loan_id.in_(loans), LendingEvent.kind == SIGNED
        )
    )
    there = [path for data in drawn if (path := _path(files, data.get("sha256"))).is_file()]
    for path in there:
        path.unlink(missing_ok=True)
    return len(there)


def _keep(picture: bytes, files: Files) -> str:
    """Stores it as PNG, black on white; the hash that it is found by."""
    if not picture:
        raise Invalid(NOTHING_DRAWN, field="picture")
    if len(picture) > MOST_BYTES:
        raise TooLarge(N_("Deze handtekening is te groot. Teken ze opnieuw."), field="picture")
    drawn = pictures.read(picture, SIDE).convert("L")
    if sum(drawn.histogram()[:_DARK]) < _LEAST_INK:
        raise Invalid(NOTHING_DRAWN, field="picture")
    content = _encoded(drawn)
    sha256 = hashlib.sha256(content).hexdigest()
    pictures.store(_path(files, sha256), content)
    return sha256


def _encoded(drawn: Image.Image) -> bytes:
    file = io.BytesIO()
    drawn.save(file, "PNG", optimize=True)
    return file.getvalue()


def _last(session: Session, loan: Loan) -> str | None:
    data = session.scalar(
        sa.select(LendingEvent.data)
        .where(LendingEvent.loan_id == loan.id, LendingEvent.kind == SIGNED)
        .order_by(LendingEvent.id.desc())
        .limit(1)
    )
    return data.get("sha256") if data else None


def _path(files: Files, sha256: str | None) -> Path:
    name = sha256 or "none"
    return files.folder / "signatures" / name[:2] / f"{name}.png"

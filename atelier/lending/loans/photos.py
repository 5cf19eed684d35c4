"""How a device looked as it went out, and as it came back: photos that go with the borrower's name.

Each loan has a folder of its own: what one borrower's photos go from, no other loan reads.
"""

import hashlib
import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.db import now
from atelier.devices import pictures
from atelier.errors import Conflict, NotFound
from atelier.lending import events
from atelier.lending.models import Borrower, Loan, LoanPhoto
from atelier.people.actor import Actor
from atelier.settings import Files
from atelier.words import N_

#: Of one loan: as it went out from all sides, and as it came back.
MOST = 12
PHOTOGRAPHED = "photographed"
#: Long enough for the job that forgets to have been down.
_LATELY = timedelta(days=90)


def add(
    session: Session, loan: Loan, data: bytes, *, files: Files, actor: Actor, client_id: str
) -> None:
    """Only its pixels are kept. The same picture twice, or one ``client_id`` (UUID), is one photo.

    Raises TooLarge or Invalid for what is no photo that we can take, Conflict where the loan has
    as many as it may or its borrower was forgotten.
    """
    picture = pictures.taken(data, files)
    content = pictures.jpeg(picture)
    sha256 = hashlib.sha256(content).hexdigest()
    borrower = session.get_one(Borrower, loan.borrower_id)
    # nobody forgets them meanwhile
    session.refresh(borrower, with_for_update={"read": True, "key_share": True})
    session.refresh(loan, with_for_update=True)
    known = of(session, loan)
    if events.known(session, loan.organisation_id, ids.checked(client_id)):
        return
    if sha256 in {photo.sha256 for photo in known}:
        return
    _refuse(session, loan, len(known))
    taken = {"width": picture.width, "height": picture.height, "account_id": actor.account_id}
    session.add(LoanPhoto(loan_id=loan.id, sha256=sha256, **taken))
    pictures.store(_path(files, loan.id, sha256), content)
    pictures.store(_path(files, loan.id, sha256, small=True), pictures.small_jpeg(picture))
    session.flush()
    events.record(session, loan, PHOTOGRAPHED, actor=actor, client_id=client_id)


def of(session: Session, loan: Loan) -> Sequence[LoanPhoto]:
    """In the order in which they were taken."""
    wanted = sa.select(LoanPhoto).where(LoanPhoto.loan_id == loan.id)
    return session.scalars(wanted.order_by(LoanPhoto.at, LoanPhoto.id)).all()


def path(session: Session, loan: Loan, photo_id: int, files: Files, *, small: bool = False) -> Path:
    """Where the JPEG lies. Raises NotFound, also for a photo of another loan."""
    photo = session.get(LoanPhoto, photo_id)
    if photo is None or photo.loan_id != loan.id:
        raise NotFound(N_("Deze foto bestaat niet (meer)."))
    found = _path(files, loan.id, photo.sha256, small=small)
    if not found.is_file():
        raise NotFound(N_("Het bestand van deze foto is weg. Neem een nieuwe foto."))
    return found


def forget(session: Session, organisation_id: int, files: Files) -> int:
    """Takes away the photos of borrowers who were forgotten lately; of how many loans.

    For once their forgetting is committed: a file does not come back.
    """
    loans = session.scalars(
        sa.select(Loan.id)
        .join(Borrower, Borrower.id == Loan.borrower_id)
        .where(
            Borrower.organisation_id == organisation_id,
            Borrower.forgotten_at > now() - _LATELY,
            Loan.ended_at.is_not(None),
        )
    )
    there = [folder for loan_id in loans if (folder := _folder(files, loan_id)).is_dir()]
    for folder in there:
        shutil.rmtree(folder)
    return len(there)


def _refuse(session: Session, loan: Loan, count: int) -> None:
    if session.get_one(Borrower, loan.borrower_id).forgotten_at is not None:
        raise Conflict(N_("Deze lener is vergeten. We bewaren er geen foto's meer van."))
    if count >= MOST:
        raise Conflict(
            N_("Deze uitlening heeft al %(most)s foto's. Meer bewaren we niet."), most=MOST
        )


def _folder(files: Files, loan_id: int) -> Path:
    return files.folder / "loans" / str(loan_id)


def _path(files: Files, loan_id: int, sha256: str, *, small: bool = False) -> Path:
    return _folder(files, loan_id) / (f"{sha256}-small.jpg" if small else f"{sha256}.jpg")

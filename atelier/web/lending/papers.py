"""What stands on the papers of a loan."""

from flask_babel import to_user_timezone
from sqlalchemy.orm import Session

from atelier.devices.kinds import KIND_NAMES
from atelier.devices.models import Device
from atelier.lending.loans import signing
from atelier.lending.models import Borrower, Loan
from atelier.people.models import Organisation
from atelier.settings import Files
from atelier.stock.models import Desk, Place
from atelier.web.language import say
from atelier.web.lending import loan_page
from labels.agreements import Agreement, Deed, Party


def agreement(session: Session, loan: Loan, files: Files) -> Agreement:
    device, borrower = _things(session, loan)
    drawn = signing.picture_of(session, loan, files)
    return Agreement(
        number=loan.number,
        lender=_lender(session, loan),
        borrower=_party(borrower),
        reference=borrower.reference,
        tag=device.tag,
        device=device.name or say(KIND_NAMES[device.kind]),
        goods=_goods(session, loan),
        since=to_user_timezone(loan.started_at).date(),
        until=loan.due_on,
        price_cents=loan.price_cents,
        state_note=loan.state_note,
        helper=_helper(session, loan),
        signature=drawn.read_bytes() if drawn else None,
        signed_on=to_user_timezone(loan.signed_at).date() if drawn and loan.signed_at else None,
    )


def deed(session: Session, loan: Loan) -> Deed:
    device, borrower = _things(session, loan)
    return Deed(
        number=loan.number,
        lender=_lender(session, loan),
        borrower=_party(borrower),
        reference=borrower.reference,
        tag=device.tag,
        device=device.name or say(KIND_NAMES[device.kind]),
        goods=_goods(session, loan),
        on=to_user_timezone(loan.ended_at or loan.started_at).date(),
    )


def _things(session: Session, loan: Loan) -> tuple[Device, Borrower]:
    return session.get_one(Device, loan.device_id), session.get_one(Borrower, loan.borrower_id)


def _lender(session: Session, loan: Loan) -> Party:
    place = session.get_one(Place, loan.place_id)
    details = session.get(Desk, loan.place_id)
    told = (place.name, details.address, details.contact) if details else (place.name,)
    name = session.get_one(Organisation, loan.organisation_id).name
    return Party(name=name, reached=tuple(filter(None, told)))


def _helper(session: Session, loan: Loan) -> Party | None:
    if loan.helped_at_id is None:
        return None
    place = session.get_one(Place, loan.helped_at_id)
    details = session.get(Desk, place.id)
    told = (details.address, details.contact) if details else ()
    return Party(name=place.name, reached=tuple(filter(None, told)))


def _party(borrower: Borrower) -> Party:
    return Party(name=borrower.name or "", reached=tuple(filter(None, (borrower.contact,))))


def _goods(session: Session, loan: Loan) -> tuple[tuple[str, int], ...]:
    return tuple((article.name, line.quantity) for line, article in loan_page.things(session, loan))

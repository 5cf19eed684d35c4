"""What stands at no place: it is under way, with a borrower, lost, given, or gone."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from flask_babel import format_date, to_user_timezone
from sqlalchemy.orm import Session

from atelier.devices.models import Device
from atelier.lending import gifts, scope
from atelier.lending.models import Borrower, Loan
from atelier.people.models import Account
from atelier.stock import transfers
from atelier.stock.models import Place, PlaceKind
from atelier.web.lending.situation.card import STRANGE, Situation, plain
from atelier.web.stock import lost
from atelier.words import N_, Sentence


def under_way(session: Session, account: Account, desk: Place, device: Device) -> Situation:
    """What comes to this desk is received here; anything else goes back into its box."""
    transfer = transfers.carrying(session, device)
    if transfer is None or transfer.to_place_id != desk.id:
        said = N_("Het zit in een zending, niet voor dit punt. Leg het terug in de kist.")
        return plain("truck", N_("Dit is nog onderweg"), said)
    told = Situation(
        icon="truck",
        title=N_("Dit is nog onderweg"),
        sentence=Sentence(
            N_("Het komt naar dit punt met zending %(number)s. Ontvang eerst die zending."),
            {"number": str(transfer.number)},
        ),
    )
    if not account.may("stock.receive"):
        return told
    return replace(
        told,
        tone="lead",
        button=N_("Ontvang de zending") if transfer.closed_at is None else N_("Toon de zending"),
        button_icon="box-arrow-in-down",
        endpoint="stock.receive" if transfer.closed_at is None else "stock.transfer",
        args={"transfer_id": transfer.id},
    )


def lent(session: Session, account: Account, desk: Place, device: Device) -> Situation:
    loan = session.scalar(
        sa.select(Loan).where(Loan.device_id == device.id, Loan.ended_at.is_(None))
    )
    if loan is None:
        return plain("question-circle", STRANGE, N_("Vraag aan het atelier waar het hoort."))
    if not (
        scope.may_see_names(account, loan.organisation_id) or account.may("reservations.decide")
    ):
        return plain(
            "people",
            N_("Uitgeleend door een andere dienst"),
            N_("Dit toestel is niet van jouw punt. Bel het atelier: zij weten waar het hoort."),
        )
    return Situation(
        icon="person-check",
        title=N_("Dit is uitgeleend"),
        sentence=Sentence(
            N_("%(who)s heeft het tot %(day)s (uitlening %(number)s). Is het terug?"),
            {
                "who": _who(session, account, loan),
                "day": str(format_date(loan.due_on, "d MMMM yyyy")),
                "number": str(loan.number),
            },
        ),
        tone="lead",
        button=N_("Neem terug"),
        button_icon="box-arrow-in-down",
        endpoint="loans.back",
        args={"loan_id": loan.id, "desk": desk.id},
        loan=loan,
    )


def _who(session: Session, account: Account, loan: Loan) -> str:
    borrower = session.get_one(Borrower, loan.borrower_id)
    named = borrower.name if scope.may_see_names(account, loan.organisation_id) else None
    return named or borrower.reference


def gone(session: Session, account: Account, device: Device, place: Place) -> Situation:
    if place.kind == PlaceKind.LOST:
        return Situation(
            icon="search-heart",
            title=N_("Dit was vermist"),
            sentence=Sentence(
                N_(
                    "%(how)s Meld dat het hier is, en leg het apart voor de volgende rit. %(again)s"
                ),
                {"how": lost.how(device) or "", "again": Sentence(lost.AGAIN)},
            ),
            tone="lead",
            is_lost=account.may("stock.receive"),
        )
    if place.kind == PlaceKind.GIVEN and (gift := _gift(session, account, device)):
        return gift
    return plain(
        "box-arrow-right",
        N_("Dit is niet meer van ons"),
        N_(
            "Volgens ons is dit toestel weg: %(place)s. Zeg het aan het atelier als dat niet klopt."
        ),
        place=Sentence(place.name),
    )


def _gift(session: Session, account: Account, device: Device) -> Situation | None:
    """What one's own organisation gave for good, from stock or after a loan, with its deed."""
    found = gifts.of_device(session, account.organisation_id, device)
    if found is not None:
        told = _given(found.given_at)
        return replace(told, endpoint="loans.gift", args={"gift_id": found.id})
    loan = session.scalar(
        sa.select(Loan)
        .where(
            Loan.device_id == device.id,
            Loan.organisation_id == account.organisation_id,
            Loan.ended_how == "given",
        )
        .order_by(Loan.id.desc())
        .limit(1)
    )
    if loan is None or loan.ended_at is None:
        return None
    return replace(_given(loan.ended_at), endpoint="loans.show", args={"loan_id": loan.id})


def _given(at: datetime) -> Situation:
    return Situation(
        icon="gift",
        title=N_("Dit is voor altijd gegeven"),
        sentence=Sentence(
            N_("Het is sinds %(day)s van wie het kreeg."),
            {"day": str(format_date(to_user_timezone(at).date(), "d MMMM yyyy"))},
        ),
        button=N_("Toon de schenking"),
    )

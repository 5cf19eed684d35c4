"""What a device is to the desk where it is scanned: one sentence, and the one thing to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import format_date
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.lifecycle import READY, Step, next_step
from atelier.devices.models import Device
from atelier.lending import scope
from atelier.lending.models import Borrower, Loan, Reservation
from atelier.lending.reservations import fulfilling
from atelier.people.models import Account
from atelier.stock import holds, ledger
from atelier.stock.models import Hold, Place, PlaceKind
from atelier.words import N_, Sentence


@dataclass(frozen=True, kw_only=True)
class Situation:
    """``tone``: of the card; empty: there is nothing to do here. ``title``, ``button``: msgids."""

    icon: str
    title: str
    sentence: Sentence
    tone: str = "gone"
    button: str = ""
    button_icon: str = "arrow-right"
    endpoint: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    #: Whether it can go to a borrower from this desk now.
    lendable: bool = False
    loan: Loan | None = None


def of(session: Session, account: Account, desk: Place, device: Device) -> Situation:
    place = ledger.place_of(session, device)
    if place is None:
        return _plain("question-circle", _STRANGE, N_("Dit toestel kwam nog nooit binnen."))
    if place.kind == PlaceKind.LENT:
        return _lent(session, account, desk, device)
    if place.kind == PlaceKind.TRANSIT:
        return _under_way(session, desk, device)
    if place.id == desk.id:
        return _here(session, account, desk, device)
    return _elsewhere(session, account, desk, device, place)


def _here(session: Session, account: Account, desk: Place, device: Device) -> Situation:
    hold = holds.live(session, device.id)
    if hold is not None and hold.place_id != desk.id:
        return _held(session, hold)
    step = next_step(history.state_of(session, device), device.kind, date.today())
    if step.key != READY:
        return _not_ready(step)
    if not scope.may_see_names(account, desk.organisation_id):
        return _plain("shop", N_("Klaar"), N_("%(desk)s kan het meegeven."), desk=desk.name)
    return _lendable(desk, device, _for_whom(session, device) if hold is not None else None)


def _for_whom(session: Session, device: Device) -> str:
    """What a reservation is known by at its desk; empty where nothing was written."""
    unit = fulfilling.unit_of(session, device)
    return session.get_one(Reservation, unit.reservation_id).reference if unit else ""


def _lendable(desk: Place, device: Device, reserved_for: str | None) -> Situation:
    """``reserved_for``: None where nobody reserved it."""
    if reserved_for is None:
        said = N_("Het staat op %(desk)s, het is nagekeken en gewist.")
    elif reserved_for:
        said = N_("Het is gereserveerd voor %(who)s. Geef het alleen aan die persoon.")
    else:
        said = N_("Het is hier gereserveerd. Geef het alleen aan wie erom vroeg.")
    return Situation(
        icon="bag-check",
        title=N_("Klaar om mee te geven"),
        sentence=Sentence(said, {"desk": desk.name, "who": reserved_for}),
        tone="ready",
        button=N_("Geef mee"),
        button_icon="person-plus",
        endpoint="desk.who",
        args={"place_id": desk.id, "device_id": device.id},
        lendable=True,
    )


def _not_ready(step: Step) -> Situation:
    return _plain(
        "truck",
        N_("Dit moet eerst naar het atelier"),
        N_("Leg het apart voor de volgende rit. Het atelier doet eerst dit: %(verb)s."),
        verb=Sentence(step.verb),
    )


def _held(session: Session, hold: Hold) -> Situation:
    name = session.get_one(Place, hold.place_id).name
    return _plain(
        "bookmark-star",
        N_("Gereserveerd voor een ander punt"),
        N_("Dit toestel is voor %(desk)s. Leg het apart, en neem een ander."),
        desk=name,
    )


def _lent(session: Session, account: Account, desk: Place, device: Device) -> Situation:
    loan = session.scalar(
        sa.select(Loan).where(Loan.device_id == device.id, Loan.ended_at.is_(None))
    )
    if loan is None:
        return _plain("question-circle", _STRANGE, N_("Vraag aan het atelier waar het hoort."))
    if not (
        scope.may_see_names(account, loan.organisation_id) or account.may("reservations.decide")
    ):
        return _plain(
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


def _under_way(session: Session, desk: Place, device: Device) -> Situation:
    hold = holds.live(session, device.id)
    mine = hold is not None and hold.place_id == desk.id
    return _plain(
        "truck",
        N_("Dit is nog onderweg"),
        N_("Het komt naar jouw punt. Ontvang eerst de zending, en scan het dan opnieuw.")
        if mine
        else N_("Het zit in een zending. Ontvang eerst die zending, of leg het terug in de kist."),
    )


def _elsewhere(
    session: Session, account: Account, desk: Place, device: Device, place: Place
) -> Situation:
    """Not at this desk; what could be collected in the workshop itself may still be lent."""
    hold = holds.live(session, device.id)
    if not PlaceKind(place.kind).physical:
        return _gone(place)
    if place.kind in _OF_A_DESK:
        return _at_a_desk(place)
    if hold is not None and hold.place_id != desk.id:
        return _held(session, hold)
    step = next_step(history.state_of(session, device), device.kind, date.today())
    is_own = scope.may_see_names(account, desk.organisation_id)
    if step.key == READY and account.may("stock.move") and is_own:
        return _lendable_at_workshop(desk, device, place)
    return _plain(
        "building",
        N_("Dit staat in het atelier"),
        N_("Volgens ons staat dit toestel nog in het atelier, niet hier. Vraag het daar na."),
    )


def _at_a_desk(place: Place) -> Situation:
    if place.kind == PlaceKind.EQUIPMENT:
        return _plain(
            "printer",
            N_("Dit hoort bij een punt"),
            N_("Dit is geen toestel om uit te lenen: het staat bij %(place)s."),
            place=place.name,
        )
    return _plain(
        "geo-alt",
        N_("Dit staat bij een ander punt"),
        N_("Volgens ons staat dit toestel op %(place)s, niet hier. Zeg het aan het atelier."),
        place=place.name,
    )


def _lendable_at_workshop(desk: Place, device: Device, place: Place) -> Situation:
    return Situation(
        icon="bag-check",
        title=N_("Klaar in het atelier"),
        sentence=Sentence(
            N_("Het staat op %(place)s. Wie het hier komt halen, kan het meekrijgen."),
            {"place": place.name},
        ),
        tone="ready",
        button=N_("Geef mee"),
        button_icon="person-plus",
        endpoint="desk.who",
        args={"place_id": desk.id, "device_id": device.id},
        lendable=True,
    )


def _gone(place: Place) -> Situation:
    if place.kind == PlaceKind.LOST:
        return _plain(
            "search-heart",
            N_("Dit was vermist"),
            N_("Mooi, het is gevonden. Leg het apart en zeg het aan het atelier."),
        )
    return _plain(
        "box-arrow-right",
        N_("Dit is niet meer van ons"),
        N_(
            "Volgens ons is dit toestel weg: %(place)s. Zeg het aan het atelier als dat niet klopt."
        ),
        place=Sentence(place.name),
    )


def _plain(icon: str, title: str, said: str, **values: Any) -> Situation:
    return Situation(icon=icon, title=title, sentence=Sentence(said, values))


_STRANGE = N_("Hier klopt iets niet")
_OF_A_DESK = frozenset({PlaceKind.DESK, PlaceKind.EQUIPMENT})

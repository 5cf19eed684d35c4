"""What a device is to the desk where it is scanned: one sentence, and the one thing to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import format_date, to_user_timezone
from sqlalchemy.orm import Session

from atelier.db import today
from atelier.devices import history
from atelier.devices.lifecycle import READY, Step, next_step
from atelier.devices.models import Device
from atelier.lending import gifts, scope
from atelier.lending.models import Borrower, Loan, Reservation
from atelier.lending.reservations import fulfilling
from atelier.people.models import Account
from atelier.stock import holds, ledger, transfers
from atelier.stock.ledger import promises
from atelier.stock.models import Place, PlaceKind
from atelier.web.stock import lost
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
    #: Who waits for it elsewhere, while the person may give it all the same, with a reason.
    waits: Sentence | None = None
    #: For whom the desk itself has it reserved.
    kept: Sentence | None = None
    #: Whether it was lost, and the person may say that it is here.
    is_lost: bool = False
    loan: Loan | None = None


def of(session: Session, account: Account, desk: Place, device: Device) -> Situation:
    place = ledger.place_of(session, device)
    if place is None:
        return _plain("question-circle", _STRANGE, N_("Dit toestel kwam nog nooit binnen."))
    if place.kind == PlaceKind.LENT:
        return _lent(session, account, desk, device)
    if place.kind == PlaceKind.TRANSIT:
        return _under_way(session, account, desk, device)
    if place.id == desk.id:
        return _here(session, account, desk, device)
    return _elsewhere(session, account, desk, device, place)


def _here(session: Session, account: Account, desk: Place, device: Device) -> Situation:
    hold = holds.live(session, device.id)
    step = next_step(history.state_of(session, device), device.kind, today())
    if kept := _kept(session, account, desk, device, step):
        return kept
    if step.key != READY:
        return _not_ready(step)
    if not scope.may_see_names(account, desk.organisation_id):
        return _plain("shop", N_("Klaar"), N_("%(desk)s kan het meegeven."), desk=desk.name)
    return _lendable(desk, device, _for_whom(session, device) if hold is not None else None)


def kept_for(session: Session, desk: Place, device: Device) -> Sentence | None:
    """For whom this desk itself has it reserved."""
    hold = holds.live(session, device.id)
    if hold is None or hold.place_id != desk.id:
        return None
    who = _for_whom(session, device)
    said = N_("Dit toestel is gereserveerd voor %(who)s.") if who else N_("Dit is gereserveerd.")
    return Sentence(said, {"who": who} if who else {})


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
    sentence = Sentence(said, {"desk": desk.name, "who": reserved_for})
    return Situation(
        icon="bag-check",
        title=N_("Klaar om mee te geven"),
        sentence=sentence,
        kept=None if reserved_for is None else sentence,
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


def _kept(
    session: Session, account: Account, desk: Place, device: Device, step: Step
) -> Situation | None:
    """Where another desk waits for it, or a van; a coordinator may give it all the same."""
    hold = holds.live(session, device.id)
    refused = waits = None
    if hold is not None and hold.place_id != desk.id:
        told = {"desk": session.get_one(Place, hold.place_id).name}
        refused = Situation(
            icon="bookmark-star",
            title=N_("Gereserveerd voor een ander punt"),
            sentence=Sentence(
                N_("Dit toestel is voor %(desk)s. Leg het apart, en neem een ander."), told
            ),
        )
        waits = Sentence(N_("Dit toestel is gereserveerd voor %(desk)s."), told)
    elif packed := promises.packed_in(session, device):
        there = session.get_one(Place, packed.to_place_id).name
        said = {"number": str(packed.number), "place": there}
        refused = Situation(
            icon="box-seam", title=N_("Dit is ingepakt"), sentence=Sentence(promises.PACKED, said)
        )
        waits = refused.sentence
    if refused is None or not _may_overrule(account, desk, device, step):
        return refused
    return replace(
        refused,
        button=N_("Geef het toch mee"),
        button_icon="person-plus",
        endpoint="desk.who",
        args={"place_id": desk.id, "device_id": device.id},
        lendable=True,
        waits=waits,
    )


def _may_overrule(account: Account, desk: Place, device: Device, step: Step) -> bool:
    return (
        step.key == READY
        and account.may("reservations.decide")
        and account.organisation_id == device.organisation_id
        and scope.may_see_names(account, desk.organisation_id)
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


def _under_way(session: Session, account: Account, desk: Place, device: Device) -> Situation:
    """What comes to this desk is received here; anything else goes back into its box."""
    transfer = transfers.carrying(session, device)
    if transfer is None or transfer.to_place_id != desk.id:
        said = N_("Het zit in een zending, niet voor dit punt. Leg het terug in de kist.")
        return _plain("truck", N_("Dit is nog onderweg"), said)
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


def _elsewhere(
    session: Session, account: Account, desk: Place, device: Device, place: Place
) -> Situation:
    """Not at this desk; what could be collected in the workshop itself may still be lent."""
    if not PlaceKind(place.kind).physical:
        return _gone(session, account, device, place)
    if place.kind in _OF_A_DESK:
        return _at_a_desk(session, account, device, place)
    step = next_step(history.state_of(session, device), device.kind, today())
    if kept := _kept(session, account, desk, device, step):
        return kept
    is_own = scope.may_see_names(account, desk.organisation_id)
    if step.key == READY and account.may("stock.move") and is_own:
        return _lendable_at_workshop(desk, device, place)
    return _plain(
        "building",
        N_("Dit staat in het atelier"),
        N_("Volgens ons staat dit toestel nog in het atelier, niet hier. Vraag het daar na."),
    )


def _at_a_desk(session: Session, account: Account, device: Device, place: Place) -> Situation:
    if place.kind == PlaceKind.EQUIPMENT:
        return _plain(
            "printer",
            N_("Dit hoort bij een punt"),
            N_("Dit is geen toestel om uit te lenen. Zet het terug bij %(place)s."),
            place=place.name,
        )
    told = _plain(
        "geo-alt",
        N_("Dit staat bij een ander punt"),
        N_("Volgens ons staat dit toestel op %(place)s, niet hier. Zeg het aan het atelier."),
        place=place.name,
    )
    if place.id not in {desk.id for desk in scope.desks_of(session, account)}:
        return told
    said = N_("Volgens ons staat dit toestel op %(place)s, niet hier. Daar werk jij ook.")
    return replace(
        told,
        sentence=Sentence(said, {"place": place.name}),
        button=N_("Werk daar verder"),
        endpoint="desk.device",
        args={"place_id": place.id, "device_id": device.id},
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


def _gone(session: Session, account: Account, device: Device, place: Place) -> Situation:
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
    return _plain(
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


def _plain(icon: str, title: str, said: str, **values: Any) -> Situation:
    return Situation(icon=icon, title=title, sentence=Sentence(said, values))


_STRANGE = N_("Hier klopt iets niet")
_OF_A_DESK = frozenset({PlaceKind.DESK, PlaceKind.EQUIPMENT})

"""What a device is to the desk where it is scanned."""

from dataclasses import replace

from sqlalchemy.orm import Session

from atelier.db import today
from atelier.devices import history
from atelier.devices.lifecycle import READY, Step, next_step
from atelier.devices.models import Device
from atelier.lending import scope
from atelier.people.models import Account
from atelier.stock import holds, ledger
from atelier.stock.models import Place, PlaceKind
from atelier.web.lending.situation import away
from atelier.web.lending.situation.card import STRANGE, Situation, plain
from atelier.web.lending.situation.kept import for_whom, kept
from atelier.words import N_, Sentence

_OF_A_DESK = frozenset({PlaceKind.DESK, PlaceKind.EQUIPMENT})


def of(session: Session, account: Account, desk: Place, device: Device) -> Situation:
    place = ledger.place_of(session, device)
    if place is None:
        return plain("question-circle", STRANGE, N_("Dit toestel kwam nog nooit binnen."))
    if place.kind == PlaceKind.LENT:
        return away.lent(session, account, desk, device)
    if place.kind == PlaceKind.TRANSIT:
        return away.under_way(session, account, desk, device)
    if place.id == desk.id:
        return _here(session, account, desk, device)
    return _elsewhere(session, account, desk, device, place)


def _here(session: Session, account: Account, desk: Place, device: Device) -> Situation:
    hold = holds.live(session, device.id)
    step = next_step(history.state_of(session, device), device.kind, today())
    if promised := kept(session, account, desk, device, step):
        return promised
    if step.key != READY:
        return _not_ready(step)
    if not scope.may_see_names(account, desk.organisation_id):
        return plain("shop", N_("Klaar"), N_("%(desk)s kan het meegeven."), desk=desk.name)
    return _lendable(desk, device, for_whom(session, device) if hold is not None else None)


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
    return plain(
        "truck",
        N_("Dit moet eerst naar het atelier"),
        N_("Leg het apart voor de volgende rit. Het atelier doet eerst dit: %(verb)s."),
        verb=Sentence(step.verb),
    )


def _elsewhere(
    session: Session, account: Account, desk: Place, device: Device, place: Place
) -> Situation:
    """Not at this desk; what could be collected in the workshop itself may still be lent."""
    if not PlaceKind(place.kind).physical:
        return away.gone(session, account, device, place)
    if place.kind in _OF_A_DESK:
        return _at_a_desk(session, account, device, place)
    step = next_step(history.state_of(session, device), device.kind, today())
    if promised := kept(session, account, desk, device, step):
        return promised
    is_own = scope.may_see_names(account, desk.organisation_id)
    if step.key == READY and account.may("stock.move") and is_own:
        return _lendable_at_workshop(desk, device, place)
    return plain(
        "building",
        N_("Dit staat in het atelier"),
        N_("Volgens ons staat dit toestel nog in het atelier, niet hier. Vraag het daar na."),
    )


def _at_a_desk(session: Session, account: Account, device: Device, place: Place) -> Situation:
    if place.kind == PlaceKind.EQUIPMENT:
        return plain(
            "printer",
            N_("Dit hoort bij een punt"),
            N_("Dit is geen toestel om uit te lenen. Zet het terug bij %(place)s."),
            place=place.name,
        )
    told = plain(
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

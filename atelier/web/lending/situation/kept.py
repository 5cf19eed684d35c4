"""For whom a device is kept: the desk itself, another desk, or a van."""

from dataclasses import replace

from sqlalchemy.orm import Session

from atelier.devices.lifecycle import READY, Step
from atelier.devices.models import Device
from atelier.lending import scope
from atelier.lending.models import Reservation
from atelier.lending.reservations import fulfilling
from atelier.people.models import Account
from atelier.stock import holds
from atelier.stock.ledger import promises
from atelier.stock.models import Place
from atelier.web.lending.situation.card import Situation
from atelier.words import N_, Sentence


def kept_for(session: Session, desk: Place, device: Device) -> Sentence | None:
    """For whom this desk itself has it reserved."""
    hold = holds.live(session, device.id)
    if hold is None or hold.place_id != desk.id:
        return None
    who = for_whom(session, device)
    said = N_("Dit toestel is gereserveerd voor %(who)s.") if who else N_("Dit is gereserveerd.")
    return Sentence(said, {"who": who} if who else {})


def for_whom(session: Session, device: Device) -> str:
    """What a reservation is known by at its desk; empty where nothing was written."""
    unit = fulfilling.unit_of(session, device)
    return session.get_one(Reservation, unit.reservation_id).reference if unit else ""


def kept(
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

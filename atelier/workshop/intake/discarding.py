"""A device that is not worth the work: said once, and taken back."""

from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.lifecycle import GONE, LENT, facts
from atelier.devices.models import Device
from atelier.errors import Conflict
from atelier.people.actor import Actor
from atelier.stock import holds
from atelier.stock.models import Place
from atelier.words import N_

_NOT_HERE = N_("Dit toestel is niet hier. Neem het eerst terug, en zeg dan dat het weg mag.")
_PROMISED = N_("%(desk)s wacht op dit toestel. Vraag een coördinator om dat eerst te veranderen.")


def discard(session: Session, device: Device, *, actor: Actor, client_id: str) -> None:
    """It may go. Twice is once; raises Conflict for what somebody has, or waits for."""
    holds.keep_still(session, [device.id])
    if history.refresh(session, device).key in (LENT, GONE):
        raise Conflict(_NOT_HERE)
    if there := holds.live(session, device.id):
        raise Conflict(_PROMISED, desk=session.get_one(Place, there.place_id).name)
    if not history.state_of(session, device).discarded:
        history.record(session, device, facts.DISCARDED, actor=actor, client_id=client_id)


def spare(session: Session, device: Device, *, actor: Actor, client_id: str) -> None:
    """It is worth the work after all. Twice is once."""
    holds.keep_still(session, [device.id])
    if history.state_of(session, device).discarded:
        history.record(session, device, facts.SPARED, actor=actor, client_id=client_id)

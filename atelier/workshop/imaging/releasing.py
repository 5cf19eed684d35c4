"""An image goes to borrowers once a person says so; and no more once a person takes it back."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock
from atelier.devices import history
from atelier.devices.lifecycle import State, facts, fold
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid
from atelier.people.actor import Actor
from atelier.words import N_
from atelier.workshop.imaging import catalogue, trying
from atelier.workshop.imaging.current import is_there
from atelier.workshop.imaging.given import check_client_id, check_reason
from atelier.workshop.imaging.models import Decision, Image, Writing

LANGUAGES = ("nl", "fr", "en")
_LONGEST_NOTE = 4000
#: Devices whose history is read at once.
_BATCH = 200


def release(
    session: Session,
    image: Image,
    *,
    notes: Mapping[str, str],
    reason: str = "",
    untried: bool = False,
    by: Actor,
    client_id: str,
) -> Decision:
    """From now on it may go to borrowers, also on the machines that have it already.

    ``notes``: what is new in it, by language; Dutch at least. ``untried``: whoever releases it
    knows that no machine started with it, and says in ``reason`` why it may go all the same. The
    same ``client_id`` releases once. Raises Invalid or Conflict.
    """
    _hold(session, image)
    if known := _asked_before(session, image, client_id):
        return known
    told = _notes(notes)
    tried = trying.of_many(session, [image.id])[image.id].was_tried
    if not tried and not untried:
        raise Conflict(
            N_(
                "Deze software is nog op geen enkel toestel gestart. "
                "Probeer ze eerst op een toestel, of bevestig dat het zo mag."
            ),
            field="untried",
        )
    if catalogue.standing(session, image) == "released":
        raise Conflict(N_("Deze software is al vrijgegeven."))
    why = check_reason(reason) if not tried or reason.strip() else None
    decision = _decide(
        session,
        image,
        kind="released",
        reason=why,
        notes=told,
        untried=not tried,
        by=by,
        client_id=client_id,
    )
    tell(session, image, by=by)
    return decision


def withdraw(session: Session, image: Image, *, reason: str, by: Actor, client_id: str) -> Decision:
    """It is not ordered any more; machines that have it keep it. Raises Invalid or Conflict."""
    _hold(session, image)
    if known := _asked_before(session, image, client_id):
        return known
    why = check_reason(reason)
    if catalogue.standing(session, image) == "withdrawn":
        raise Conflict(N_("Deze software is al ingetrokken."))
    return _decide(
        session, image, kind="withdrawn", reason=why, notes={}, by=by, client_id=client_id
    )


def tell(session: Session, image: Image, *, by: Actor) -> int:
    """Machines that got it while it was on trial hear that it is released; how many heard it now.

    Told again it changes nothing.
    """
    return sum(tell_one(session, one, image, by=by) for one in untold(session, image))


def tell_one(session: Session, device: Device, image: Image, *, by: Actor) -> bool:
    """Whether the device carries the image as one on trial; then it hears that it is released."""
    history.hold(session, device)
    state = history.state_of(session, device)
    if not _waits(state, image):
        return False
    history.record(
        session,
        device,
        facts.IMAGE_RELEASED,
        actor=by,
        data={"image": image.sha256, "name": image.name, "release": image.release},
        client_id=str(
            uuid5(NAMESPACE_URL, f"atelier:released:{image.id}:{device.id}:{state.image_evidence}")
        ),
    )
    return True


def untold(session: Session, image: Image) -> Iterator[Device]:
    """Those that carry it as one on trial: by their number, so that two never wait crosswise."""
    last = 0
    while those := _got_it_on_trial(session, image, after=last):
        events = history.events_of_many(session, history.owners(session, [d.id for d in those]))
        waiting = [one for one in those if _waits(fold(history.facts(events[one.id])), image)]
        last = those[-1].id
        yield from waiting


def _got_it_on_trial(session: Session, image: Image, *, after: int) -> Sequence[Device]:
    """So many at once; the record that goes on, of one that was merged into it."""
    owner = sa.func.coalesce(Device.merged_into_id, Device.id)
    theirs = (
        sa.select(owner)
        .join(Writing, Writing.device_id == Device.id)
        .where(Writing.image_id == image.id, Writing.trial, Writing.result == "installed")
    )
    wanted = sa.select(Device).where(Device.id.in_(theirs), Device.id > after)
    return session.scalars(wanted.order_by(Device.id).limit(_BATCH)).all()


def _waits(state: State, image: Image) -> bool:
    return state.image == image.sha256 and state.image_on_trial and is_there(state)


def _decide(
    session: Session,
    image: Image,
    *,
    kind: str,
    reason: str | None,
    notes: Mapping[str, str],
    untried: bool = False,
    by: Actor,
    client_id: str,
) -> Decision:
    if by.account_id is None:
        raise ValueError("a decision about an image is a person's")
    decision = Decision(
        organisation_id=image.organisation_id,
        client_id=client_id,
        image_id=image.id,
        kind=kind,
        reason=reason,
        notes=dict(notes),
        untried=untried,
        account_id=by.account_id,
    )
    session.add(decision)
    session.flush()
    return decision


def _hold(session: Session, image: Image) -> None:
    """Two people who decide at the same moment wait for each other."""
    lock(session, key_of("image", str(image.id)))


def _asked_before(session: Session, image: Image, client_id: str) -> Decision | None:
    check_client_id(client_id)
    return session.scalar(
        sa.select(Decision).where(
            Decision.organisation_id == image.organisation_id, Decision.client_id == client_id
        )
    )


def _notes(notes: Mapping[str, str]) -> dict[str, str]:
    told = {
        language: text.replace("\0", "").strip()[:_LONGEST_NOTE]
        for language, text in notes.items()
        if language in LANGUAGES and text.strip()
    }
    if not told.get("nl"):
        raise Invalid(N_("Schrijf in het Nederlands wat er nieuw is."), field="notes")
    return told

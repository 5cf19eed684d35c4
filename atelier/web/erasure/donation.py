"""Every machine of a donation that is on now, listed disk by disk before anything is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atelier.bench import service as bench
from atelier.devices import history
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.errors import Conflict, Invalid
from atelier.web.erasure.page import Asking, asking_many
from atelier.words import N_
from atelier.workshop.diagnosis import measured
from atelier.workshop.erasure import asking as service
from atelier.workshop.erasure.asking import Asker, Wanted
from atelier.workshop.intake import donations
from atelier.workshop.intake.models import Donation


@dataclass(frozen=True, kw_only=True)
class Machines:
    #: Those that can be asked, with each disk.
    ready: Sequence[Asking]
    #: Those that are on and cannot, each says why.
    left_out: Sequence[Asking]

    @property
    def disks(self) -> int:
        return sum(len(one.lines) for one in self.ready)


def machines(session: Session, donation: Donation, by: Asker) -> Machines:
    """In a fixed number of queries."""
    views = asking_many(session, donation.organisation_id, _connected(session, donation), by)
    return Machines(
        ready=[one for one in views if one.can_begin],
        left_out=[one for one in views if not one.can_begin],
    )


def ask(
    session: Session,
    donation: Donation,
    *,
    shown: Iterable[str],
    typed: str,
    by: Asker,
    client_id: str,
) -> int:
    """How many disks. ``shown``: ``device:medium`` for each disk on the page.

    Raises Invalid, Conflict or Forbidden; then nothing is begun on any machine.
    """
    wanted = _by_device(shown)
    _check_typed(donation, typed, sum(map(len, wanted.values())))
    if known := service.asked_before(session, donation.organisation_id, wanted, client_id):
        return len(known)
    here = {device.id: device for device in _connected(session, donation)}
    if not wanted.keys() <= here.keys():
        raise Conflict(
            N_("Een van deze toestellen staat niet meer aan. Er is niets gewist. Kijk opnieuw.")
        )
    return sum(
        _ask_one(session, here[device_id], media, donation, by=by, client_id=client_id)
        for device_id, media in wanted.items()
    )


def _ask_one(
    session: Session,
    device: Device,
    media: frozenset[str],
    donation: Donation,
    *,
    by: Asker,
    client_id: str,
) -> int:
    ordered = service.ask(
        session,
        device,
        measured.newest(session, device),
        Wanted(media=media),
        policy=settings().erasure.policy,
        confirmed_by=donation.reference,
        by=by,
        client_id=client_id,
    )
    return len(ordered)


def _check_typed(donation: Donation, typed: str, count: int) -> None:
    told = typed.strip()
    if told not in {str(count), donation.reference}:
        raise Invalid(
            N_(
                "Dat klopt niet met wat er op de pagina staat. Er is niets gewist. Tel de schijven."
            ),
            field="code",
        )


def _by_device(shown: Iterable[str]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for one in shown:
        number, _, medium = one.partition(":")
        if not number.isdecimal() or not medium:
            raise Invalid(N_("Deze pagina is te oud. Open ze opnieuw en probeer nog eens."))
        found.setdefault(int(number), set()).add(medium)
    return {device_id: frozenset(media) for device_id, media in found.items()}


def _connected(session: Session, donation: Donation) -> Sequence[Device]:
    """The devices of the donation that are on the bench now, each once."""
    seen = {
        one.device.id: one.device
        for one in bench.connected(session, donation.organisation_id)
        if one.device is not None
    }
    came_with = donations.of_many(session, history.owners(session, seen))
    theirs = {number for number, one in came_with.items() if one.id == donation.id}
    return [device for number, device in seen.items() if number in theirs]

"""What the page of a device shows of its software: what is on it, and whether it started."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench.models import Order
from atelier.devices import history
from atelier.devices.identity import clean_text
from atelier.devices.lifecycle import State, Step
from atelier.devices.lifecycle.kinds import TAKES_AN_IMAGE
from atelier.devices.models import Device
from atelier.web.imaging import words
from atelier.words import N_, Sentence
from atelier.workshop.imaging import catalogue, licences
from atelier.workshop.imaging.current import is_there
from atelier.workshop.imaging.models import Attestation, Image, LicenceUse, Refused, Writing
from atelier.workshop.imaging.models import FirstBoot as StoredBoot
from diagnostics.wire import Malformed
from diagnostics.wire.imaging import Driverless, FirstBoot, Manifest, understand_first_boot

T = TypeVar("T", Writing, Refused)

_STEP = "image"
#: Steps of which none may be left to do.
_BEFORE = frozenset({"receive", "diagnose", "erase"})
_INSTALLED = "installed"


@dataclass(frozen=True, kw_only=True)
class Card:
    #: What is on the disk, written and read back; None: nothing to trust.
    image: Image | None
    #: Of that image.
    writing: Writing | None
    is_booted: bool
    on_trial: bool
    #: What it told that counts; and the last that does not, where it never did.
    first_boot: FirstBoot | None
    boot_problem: StoredBoot | None
    attested: Attestation | None
    #: The last try, where it did not end well.
    failed: Writing | None
    #: What came of the last order was not believed.
    refused: Refused | None
    may_be_asked: bool
    #: The one that it uses; and whether there is anything to say of licences at all.
    licence: LicenceUse | None
    wants_licence: bool

    @property
    def manifest(self) -> Manifest | None:
        return self.image.manifest if self.image else None

    @property
    def written_at(self) -> datetime | None:
        return self.writing.received_at if self.writing else None

    @property
    def calls_home(self) -> bool:
        return self.writing is not None and self.writing.first_boot_sha256 is not None

    @property
    def advice(self) -> Sequence[str]:
        """What to do now, each once."""
        reasons = self.failed.reasons if self.failed else ()
        return list(dict.fromkeys(words.ADVICE[code] for code in reasons if code in words.ADVICE))

    @property
    def driverless(self) -> Sequence[Driverless]:
        return self.first_boot.driverless if self.first_boot else ()

    @property
    def failed_units(self) -> Sequence[str]:
        return self.first_boot.failed_units if self.first_boot else ()

    @property
    def not_made(self) -> Sequence[str]:
        """What should have been made this machine's own, and could not be."""
        made = self.writing.document.get("made", ()) if self.writing else ()
        return [
            words.MADE[one["what"]]
            for one in made
            if one.get("state") == "not_possible" and one.get("what") in words.MADE
        ]

    @property
    def seen(self) -> Sequence[Sentence]:
        return list(_seen(self.first_boot)) if self.first_boot else ()


def of(
    session: Session, device: Device, state: State, step: Step, orders: Sequence[Order]
) -> Card | None:
    """In a fixed number of queries. None: no software goes on it, or nobody is that far yet.

    ``orders``: the open ones of the device.
    """
    if device.kind not in TAKES_AN_IMAGE:
        return None
    last = session.scalar(_newest_first(Writing, device))
    refused = session.scalar(_newest_first(Refused, device))
    if last is None and refused is None and step.key != _STEP:
        return None
    good = is_there(state)
    evidence = state.image_evidence if good else None
    writing = session.get(Writing, evidence) if evidence else None
    boots = _boots(session, writing)
    image = catalogue.find(session, device.organisation_id, state.image or "") if good else None
    licence = licences.of_device(session, device)
    return Card(
        image=image,
        writing=writing,
        is_booted=bool(state.booted),
        on_trial=state.image_on_trial,
        first_boot=_read(next((one for one in boots if one.problem is None), None)),
        boot_problem=boots[0] if boots and not state.booted else None,
        attested=_attested(session, writing),
        failed=last if last and last.result != _INSTALLED and not good else None,
        refused=refused if refused and not good and _is_later(refused, last) else None,
        licence=licence,
        wants_licence=licence is not None or (image is not None and image.system == "windows"),
        may_be_asked=state.gone is None and not orders and _is_so_far(step),
    )


def _is_so_far(step: Step) -> bool:
    """Nothing else has to be done before software goes on it."""
    without_disk = bool(step.reasons) and step.reasons[0].code == "no_medium"
    return step.key not in _BEFORE and not without_disk


def _is_later(refused: Refused, last: Writing | None) -> bool:
    return last is None or refused.received_at > last.received_at


def _newest_first(table: type[T], device: Device) -> sa.Select[T]:
    theirs = table.device_id.in_(history.records_of(device))
    return sa.select(table).where(theirs).order_by(table.id.desc()).limit(1)


def _boots(session: Session, writing: Writing | None) -> Sequence[StoredBoot]:
    """All that this installation told, the newest first: a few at most."""
    if writing is None:
        return ()
    wanted = sa.select(StoredBoot).where(StoredBoot.writing_id == writing.id)
    return session.scalars(wanted.order_by(StoredBoot.id.desc())).all()


def _read(stored: StoredBoot | None) -> FirstBoot | None:
    try:
        return understand_first_boot(stored.document) if stored else None
    except Malformed:
        return None


def _attested(session: Session, writing: Writing | None) -> Attestation | None:
    if writing is None:
        return None
    wanted = sa.select(Attestation).where(Attestation.writing_id == writing.id)
    return session.scalar(wanted.order_by(Attestation.id.desc()).limit(1))


def _seen(boot: FirstBoot) -> Iterator[Sentence]:
    """What the installed system found of the machine that it runs on."""
    if boot.wifi_networks:
        yield Sentence(N_("Wifi werkt: %(count)s netwerken gezien."), {"count": boot.wifi_networks})
    elif boot.wifi_networks == 0:
        yield Sentence(N_("De wifikaart werkt, maar zag geen netwerk."))
    for name in boot.sound_cards[:1]:
        yield Sentence(N_("Geluid: %(name)s"), {"name": clean_text(name) or "?"})
    for screen in boot.screens[:1]:
        size = {"width": screen.width_px, "height": screen.height_px}
        yield Sentence(N_("Scherm: %(width)s × %(height)s beeldpunten"), size)

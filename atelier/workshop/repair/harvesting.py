"""What comes out of a device that is for parts: counted parts, and disks that keep their duty."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.devices import history
from atelier.devices.lifecycle import GONE, LENT, State, facts
from atelier.devices.models import Device, Event
from atelier.errors import Conflict, Invalid
from atelier.people.actor import Actor
from atelier.stock import articles, ledger, places
from atelier.stock.models import Article, ArticleKind, Place, PlaceKind, SerialPart
from atelier.stock.parts import serials
from atelier.words import N_

HARVESTED = "harvested"
#: More disks than this nobody finds in one machine without measuring it.
MOST_UNREAD = 4
_MOST_EACH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """So many of a sort; of ``article`` (its number), or of a new sort with this name.

    ``key``: which part of the device it is: once it is out, it does not come out again.
    """

    kind: ArticleKind
    name: str
    quantity: int = 1
    article_id: int | None = None
    fits: str = ""
    spec: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskTake:
    """One disk of the device, as its history calls it."""

    medium: str
    model: str = ""
    serial: str = ""
    size_bytes: int | None = None


def harvest(
    session: Session,
    device: Device,
    to: Place,
    *,
    takes: Sequence[Take],
    disks: Sequence[DiskTake],
    actor: Actor,
    client_id: str,
    unread: int | None = None,
) -> list[SerialPart]:
    """These parts lie at ``to`` now; the disks that came out, each with what it still needs.

    ``unread``: how many disks came out of a device that nobody measured; None: nobody looked.
    Twice with one ``client_id`` (UUID) is once. Raises Invalid where nothing is chosen, Conflict
    where the device, or a disk, is not here.
    """
    client_id = ids.checked(client_id)
    history.hold(session, device)
    if _done(session, device, client_id):
        return []
    if not takes and not disks and unread is None:
        raise Invalid(N_("Tik aan wat je eruit haalt."), field="take")
    state = history.state_of(session, device)
    _refuse_away(session, device)
    found = [*disks, *_unread(state, unread)]
    media = state.media or frozenset()
    if strangers := {disk.medium for disk in disks} - media:
        raise Conflict(
            N_("Deze schijf zit niet (meer) in het toestel: %(disk)s. Open de pagina opnieuw."),
            disk=min(strangers),
        )
    _refuse_odd(takes)
    _refuse_out(takes, taken_of(session, device))
    told = _Telling(session, device, to, actor, client_id)
    kept = [
        told.take_disk(disk, evidence_of(session, device, state, disk.medium)) for disk in found
    ]
    if found or unread is not None:
        told.say_media(media - {disk.medium for disk in found})
    told.take_parts(takes)
    told.record(kept, takes)
    return kept


def taken_of(session: Session, device: Device) -> frozenset[str]:
    """Which parts (``Take.key``) came out since it was last measured."""
    wanted = (
        sa.select(Event.kind, Event.data)
        .where(
            Event.device_id.in_(history.records_of(device)),
            Event.kind.in_((HARVESTED, facts.DIAGNOSED)),
        )
        .order_by(Event.at, Event.id)
    )
    taken: set[str] = set()
    for kind, data in session.execute(wanted):
        taken = taken | set(data.get("took", ())) if kind == HARVESTED else set()
    return frozenset(taken)


def evidence_of(session: Session, device: Device, state: State, medium: str) -> int | None:
    """The number of the evidence that this disk of the device is erased; None: it is not.

    What somebody only said is none: a disk that lies loose has to be proven.
    """
    if state.erased.get(medium, 0) <= state.used:
        return None
    wanted = (
        sa.select(Event)
        .where(Event.device_id.in_(history.records_of(device)), Event.kind == facts.ERASED)
        .order_by(Event.at.desc(), Event.id.desc())
    )
    for event in session.scalars(wanted):
        if event.data["medium"] == medium:
            evidence = event.data.get("evidence")
            return evidence if isinstance(evidence, int) else None
    return None


@dataclass(frozen=True, slots=True)
class _Telling:
    session: Session
    device: Device
    to: Place
    actor: Actor
    client_id: str

    def take_disk(self, disk: DiskTake, evidence_id: int | None) -> SerialPart:
        return serials.take_out(
            self.session,
            self.device,
            disk.medium,
            self.to,
            actor=self.actor,
            client_id=ids.part(self.client_id, f"disk {disk.medium}"),
            evidence_id=evidence_id,
            model=disk.model,
            serial=disk.serial,
            size_bytes=disk.size_bytes,
        )

    def say_media(self, left: frozenset[str]) -> None:
        history.record(
            self.session,
            self.device,
            facts.MEDIUM_SEEN,
            actor=self.actor,
            data={"media": sorted(left)},
            client_id=ids.part(self.client_id, "media"),
        )

    def take_parts(self, takes: Sequence[Take]) -> None:
        named = sorted(
            ((self._article(take), take, place) for place, take in enumerate(takes)),
            key=lambda one: (one[0].id, one[2]),
        )
        origin = places.virtual(self.session, self.device.organisation_id, PlaceKind.PARTS)
        for article, take, place in named:
            ledger.post_articles(
                self.session,
                article,
                take.quantity,
                origin=origin,
                to=self.to,
                reason=HARVESTED,
                actor=self.actor,
                client_id=ids.part(self.client_id, f"part {place}"),
            )

    def _article(self, take: Take) -> Article:
        organisation_id = self.device.organisation_id
        if take.article_id is not None:
            known = articles.get(self.session, organisation_id, take.article_id)
            if known.kind != take.kind:
                raise Invalid(N_("Kies een artikel van dezelfde soort."), field="take")
            return known
        return articles.named(
            self.session,
            organisation_id=organisation_id,
            kind=take.kind,
            name=take.name,
            fits=take.fits,
            spec=take.spec,
        )

    def record(self, disks: Sequence[SerialPart], takes: Sequence[Take]) -> None:
        history.record(
            self.session,
            self.device,
            HARVESTED,
            actor=self.actor,
            data={
                "place": self.to.name,
                "disks": [disk.id for disk in disks],
                "took": sorted(take.key for take in takes if take.key),
            },
            client_id=self.client_id,
        )


def _unread(state: State, unread: int | None) -> list[DiskTake]:
    """Disks that nobody measured have no name of their own: they can only be destroyed, or be
    measured in another machine, where they are new.
    """
    if unread is None:
        return []
    if state.media is not None:
        raise Conflict(N_("Dit toestel is intussen gemeten. Open de pagina opnieuw."))
    if not 0 <= unread <= MOST_UNREAD:
        raise Invalid(N_("Kies hoeveel schijven eruit kwamen."), field="unread")
    return [DiskTake(medium=f"unread {number}") for number in range(unread)]


def _refuse_odd(takes: Sequence[Take]) -> None:
    if any(not 1 <= take.quantity <= _MOST_EACH for take in takes):
        raise Invalid(N_("Geef een aantal van 1 tot %(most)s."), field="take", most=_MOST_EACH)
    if any(take.kind is ArticleKind.DISK for take in takes):
        raise Invalid(N_("Een schijf uit een toestel telt alleen met haar eigen nummer."))


def _refuse_out(takes: Sequence[Take], taken: frozenset[str]) -> None:
    for take in takes:
        if take.key in taken:
            raise Conflict(N_("%(name)s is er al uit. Open de pagina opnieuw."), name=take.name)


def _refuse_away(session: Session, device: Device) -> None:
    if history.refresh(session, device).key in (LENT, GONE):
        raise Conflict(N_("Dit toestel is hier niet. Er kan niets uit."))


def _done(session: Session, device: Device, client_id: str) -> bool:
    wanted = sa.select(Event.id).where(
        Event.organisation_id == device.organisation_id, Event.client_id == client_id
    )
    return session.scalar(wanted) is not None

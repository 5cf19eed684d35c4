"""The images that an organisation has: which there are, how they stand, which is current."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock
from atelier.devices import history
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.words import N_
from atelier.workshop.imaging import trying
from atelier.workshop.imaging.current import is_there
from atelier.workshop.imaging.models import Decision, Image
from atelier.workshop.imaging.trying import Tried
from diagnostics.wire import Malformed
from diagnostics.wire.imaging import MOST_MANIFEST_BYTES, Manifest, understand_manifest

Standing = Literal["trial", "released", "withdrawn"]
_STANDINGS: Mapping[str, Standing] = {"released": "released", "withdrawn": "withdrawn"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    image: Image
    manifest: Manifest
    #: *trial* until a person decides; then as they last decided.
    standing: Standing
    #: The oldest first.
    decisions: Sequence[Decision]
    tried: Tried
    #: The newest of its name that is released.
    is_current: bool

    @property
    def may_be_ordered(self) -> bool:
        """By whoever may order it: one on trial only by a coordinator."""
        return self.standing != "withdrawn"

    @property
    def notes(self) -> Mapping[str, str]:
        """What is new in it, by language; of the last release."""
        told = [one.notes for one in self.decisions if one.kind == "released"]
        return told[-1] if told else {}


def add(
    session: Session,
    organisation_id: int,
    content: bytes,
    *,
    by: Actor,
    blocks: int | None = None,
) -> Image:
    """Puts an image on the list, on trial; one that is there already stays as it is.

    ``content``: ``manifest.json``, byte for byte. ``blocks``: how many its map has; evidence is
    held to that. Raises Invalid for no manifest, Conflict where another image has its name and
    release.
    """
    manifest = _understood(content)
    lock(session, key_of("images", str(organisation_id)))
    sha256 = hash_of(content)
    if known := find(session, organisation_id, sha256):
        return known
    _check_free(session, organisation_id, manifest)
    image = Image(
        organisation_id=organisation_id,
        sha256=sha256,
        name=manifest.name,
        release=manifest.release,
        system=manifest.system,
        size_bytes=manifest.size_bytes,
        written_bytes=manifest.written_bytes,
        blocks_bytes=manifest.blocks_bytes,
        blocks=blocks,
        document=content.decode(),
        added_by_id=by.account_id,
    )
    session.add(image)
    session.flush()
    return image


def hash_of(content: bytes) -> str:
    """Of ``manifest.json``, byte for byte: what an image is ordered by. In hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def find(session: Session, organisation_id: int, sha256: str) -> Image | None:
    return session.scalar(
        sa.select(Image).where(Image.organisation_id == organisation_id, Image.sha256 == sha256)
    )


def carried(session: Session, device: Device) -> Image | None:
    """The one that is on the device now, written and read back, whether it started or not."""
    state = history.state_of(session, device)
    if not is_there(state) or state.image is None:
        return None
    return find(session, device.organisation_id, state.image)


def get(session: Session, organisation_id: int, image_id: int) -> Image:
    """Raises NotFound, also for an image of another organisation."""
    image = session.get(Image, image_id)
    if image is None or image.organisation_id != organisation_id:
        raise NotFound(N_("Deze software staat niet (meer) in de lijst. Open de lijst opnieuw."))
    return image


def readable(session: Session, organisation_id: int, sha256: str) -> Image:
    """What a machine of this organisation may fetch; also one that is withdrawn, as the machine may
    be half way. Raises NotFound.
    """
    image = find(session, organisation_id, sha256)
    if image is None:
        raise NotFound(N_("Deze software staat niet (meer) op de server."))
    return image


def entries(session: Session, organisation_id: int) -> list[Entry]:
    """All, by name, the newest release first; in a fixed number of queries."""
    wanted = sa.select(Image).where(Image.organisation_id == organisation_id)
    images = session.scalars(wanted.order_by(Image.name, Image.release.desc(), Image.id)).all()
    return _entries(session, sorted(images, key=_name))


def entry(session: Session, image: Image) -> Entry:
    """As in ``entries``, beside the others of its name."""
    siblings = session.scalars(
        sa.select(Image).where(
            Image.organisation_id == image.organisation_id, Image.name == image.name
        )
    ).all()
    found = _entries(session, siblings)
    return next(one for one in found if one.image.id == image.id)


def current(session: Session, organisation_id: int) -> dict[str, Image]:
    """By name: the newest release that is released, and not withdrawn since."""
    wanted = sa.select(Image).where(Image.organisation_id == organisation_id)
    images = session.scalars(wanted).all()
    return _current(images, standings(session, images))


def waiting(session: Session, organisation_id: int) -> list[Image]:
    """Those on trial that a person has to decide of: what is older than the current release of its
    name waits for nobody any more.
    """
    wanted = sa.select(Image).where(Image.organisation_id == organisation_id).order_by(Image.id)
    images = session.scalars(wanted).all()
    stand = standings(session, images)
    newest = _current(images, stand)
    return [
        one
        for one in images
        if stand[one.id] == "trial"
        and (one.name not in newest or one.release > newest[one.name].release)
    ]


def standing(session: Session, image: Image) -> Standing:
    return standings(session, [image])[image.id]


def standings(session: Session, images: Iterable[Image]) -> dict[int, Standing]:
    """How each stands, by its number; in one query."""
    ids = [image.id for image in images]
    last = (
        sa.select(sa.func.max(Decision.id))
        .where(Decision.image_id.in_(ids))
        .group_by(Decision.image_id)
    )
    rows = session.execute(sa.select(Decision.image_id, Decision.kind).where(Decision.id.in_(last)))
    decided = {image_id: _STANDINGS[kind] for image_id, kind in rows}
    return {image_id: decided.get(image_id, "trial") for image_id in ids}


def _entries(session: Session, images: Sequence[Image]) -> list[Entry]:
    decisions = _decisions(session, images)
    stand = {i.id: _STANDINGS[decisions[i.id][-1].kind] for i in images if decisions[i.id]}
    standing_of: dict[int, Standing] = {i.id: stand.get(i.id, "trial") for i in images}
    tried = trying.of_many(session, [image.id for image in images])
    now_current = {image.id for image in _current(images, standing_of).values()}
    return [
        Entry(
            image=image,
            manifest=image.manifest,
            standing=standing_of[image.id],
            decisions=decisions[image.id],
            tried=tried[image.id],
            is_current=image.id in now_current,
        )
        for image in images
    ]


def _decisions(session: Session, images: Sequence[Image]) -> Mapping[int, list[Decision]]:
    found: dict[int, list[Decision]] = defaultdict(list)
    wanted = sa.select(Decision).where(Decision.image_id.in_([image.id for image in images]))
    for decision in session.scalars(wanted.order_by(Decision.id)):
        found[decision.image_id].append(decision)
    return found


def _current(images: Iterable[Image], stand: Mapping[int, Standing]) -> dict[str, Image]:
    released = sorted((i for i in images if stand[i.id] == "released"), key=_name)
    return {
        name: max(those, key=lambda image: (image.release, image.id))
        for name, those in groupby(released, key=_name)
    }


def _name(image: Image) -> str:
    return image.name


def _check_free(session: Session, organisation_id: int, manifest: Manifest) -> None:
    taken = sa.select(Image.id).where(
        Image.organisation_id == organisation_id,
        Image.name == manifest.name,
        Image.release == manifest.release,
    )
    if session.scalar(taken) is not None:
        raise Conflict(
            N_("Er is al een andere %(name)s met versie %(release)s. Geef deze een andere versie."),
            name=manifest.name,
            release=manifest.release,
        )


def _understood(content: bytes) -> Manifest:
    if len(content) > MOST_MANIFEST_BYTES:
        raise Invalid(N_("Dit is geen beschrijving van software: ze is te groot."))
    try:
        content.decode()
        return understand_manifest(content)
    except (Malformed, UnicodeDecodeError) as error:
        raise Invalid(
            N_("Deze beschrijving van software klopt niet: %(why)s."), why=str(error)
        ) from error

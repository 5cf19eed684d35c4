"""Photos of devices: shrunk, stripped of all they carry, kept as files named by their content."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock
from atelier.devices import cache, history, pictures
from atelier.devices.models import Device, Photo
from atelier.errors import NotFound
from atelier.people.actor import Actor
from atelier.settings import Files
from atelier.words import N_


def add(session: Session, device: Device, data: bytes, *, files: Files, actor: Actor) -> Photo:
    """Keeps a photo of the device; the same picture twice is one photo.

    Raises TooLarge over ``files.photo_max_bytes``, Invalid when it is no picture we can read.
    """
    picture = pictures.taken(data, files)
    content = pictures.jpeg(picture)
    sha256 = hashlib.sha256(content).hexdigest()
    lock(session, key_of("photo", str(device.id), sha256))
    known = sa.select(Photo).where(Photo.device_id == device.id, Photo.sha256 == sha256)
    if photo := session.scalar(known):
        return photo
    photo = Photo(
        organisation_id=device.organisation_id,
        device_id=device.id,
        sha256=sha256,
        width=picture.width,
        height=picture.height,
        account_id=actor.account_id,
    )
    pictures.store(_path(files, sha256), content)
    pictures.store(_path(files, sha256, small=True), pictures.small_jpeg(picture))
    session.add(photo)
    history.record(session, device, history.PHOTOGRAPHED, actor=actor, data={"sha256": sha256})
    cache.keep_photo(session, device, photo.id)
    return photo


def of(session: Session, device: Device) -> Sequence[Photo]:
    """The photos of the device, the newest first."""
    wanted = sa.select(Photo).where(Photo.device_id == device.id)
    return session.scalars(wanted.order_by(Photo.at.desc(), Photo.id.desc())).all()


def get(session: Session, organisation_id: int, photo_id: int) -> Photo:
    """Raises NotFound, also for a photo of another organisation."""
    photo = session.get(Photo, photo_id)
    if photo is None or photo.organisation_id != organisation_id:
        raise NotFound(N_("Deze foto bestaat niet (meer)."))
    return photo


def path(files: Files, photo: Photo, *, small: bool = False) -> Path:
    """Where the JPEG lies. Raises NotFound when the file is gone."""
    found = _path(files, photo.sha256, small=small)
    if not found.is_file():
        raise NotFound(N_("Het bestand van deze foto is weg. Neem een nieuwe foto."))
    return found


def _path(files: Files, sha256: str, *, small: bool = False) -> Path:
    name = f"{sha256}-small.jpg" if small else f"{sha256}.jpg"
    return files.folder / "photos" / sha256[:2] / name

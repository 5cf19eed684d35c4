"""Photos: what is kept of a picture, and what is refused."""

import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from atelier.devices import history, photos
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.errors import Invalid, NotFound, TooLarge
from atelier.settings import Files
from tests.factories import World, make_world

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(folder=tmp_path / "files", photo_max_bytes=300_000, photo_side_px=800)


@pytest.fixture
def device(session: Session, world: World) -> Device:
    return devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )


def picture(
    size: tuple[int, int] = (1200, 600), kind: str = "JPEG", mode: str = "RGB", **more
) -> bytes:
    file = io.BytesIO()
    image = Image.new(mode, size)
    image.paste("red" if mode == "RGB" else (255, 0, 0, 128), (0, 0, size[0] // 2, size[1]))
    image.save(file, kind, **more)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_shrunk_and_kept_as_jpeg(
    session: Session, world: World, device: Device, files: Files, kind: str
) -> None:
    photo = photos.add(session, device, picture(kind=kind), files=files, actor=world.actor)
    assert (photo.width, photo.height) == (800, 400)
    with Image.open(photos.path(files, photo)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (800, 400))
        assert kept.getpixel((10, 10))[0] > 240
    with Image.open(photos.path(files, photo, small=True)) as small:
        assert small.size == (400, 200)
    assert photos.of(session, device) == [photo]


def test_it_stands_upright_and_carries_nothing_but_pixels(
    session: Session, world: World, device: Device, files: Files
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Testcamera"
    exif[GPS] = {1: "N", 2: (51.0, 1.0, 30.0)}
    data = picture((400, 200), exif=exif, comment=b"secret comment")
    photo = photos.add(session, device, data, files=files, actor=world.actor)
    assert (photo.width, photo.height) == (200, 400)
    kept = photos.path(files, photo).read_bytes()
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
            "progressive",
            "progression",
        }
    assert b"Testcamera" not in kept
    assert b"secret" not in kept


def test_what_is_transparent_becomes_white(
    session: Session, world: World, device: Device, files: Files
) -> None:
    data = picture((100, 100), "PNG", "RGBA")
    photo = photos.add(session, device, data, files=files, actor=world.actor)
    with Image.open(photos.path(files, photo)) as kept:
        assert min(kept.getpixel((80, 50))) > 245


def test_the_same_picture_twice_is_one_photo(
    session: Session, world: World, device: Device, files: Files
) -> None:
    first, second = (
        photos.add(session, device, picture(), files=files, actor=world.actor) for _ in range(2)
    )
    assert first is second
    kinds = [event.kind for event in history.events_of(session, device)]
    assert kinds.count(history.PHOTOGRAPHED) == 1


def test_the_newest_stands_for_the_device(
    session: Session, world: World, device: Device, files: Files
) -> None:
    assert device.photo_id is None
    for size in ((400, 200), (200, 400), (400, 200)):
        newest = photos.add(session, device, picture(size), files=files, actor=world.actor)
    assert device.photo_id == max(one.id for one in photos.of(session, device))
    assert device.photo_id != newest.id, "the last was the first again"


def test_what_comes_with_another_record_stands_for_the_device(
    session: Session, world: World, device: Device, files: Files
) -> None:
    other = devices.create(
        session, organisation_id=world.organisation.id, kind="laptop", actor=world.actor
    )
    photo = photos.add(session, other, picture(), files=files, actor=world.actor)
    devices.merge(session, keep=device, absorb=other, actor=world.actor)
    assert device.photo_id == photo.id


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg/>", b"GIF89a" + b"\0" * 40, picture()[:200], b"\x89PNG\r\n\x1a\n" + b"\0" * 60],
    ids=["empty", "svg", "gif", "cut short", "damaged"],
)
def test_what_is_no_photo_is_refused(
    session: Session, world: World, device: Device, files: Files, data: bytes
) -> None:
    with pytest.raises(Invalid) as raised:
        photos.add(session, device, data, files=files, actor=world.actor)
    assert raised.value.field == "photo"
    assert not list(files.folder.rglob("*.jpg"))


@pytest.mark.parametrize("side", [7_000, 14_000])
def test_a_small_file_that_swells_is_refused(
    session: Session, world: World, device: Device, files: Files, side: int
) -> None:
    bomb = io.BytesIO()
    Image.new("1", (side, side)).save(bomb, "PNG", optimize=True)
    assert len(bomb.getvalue()) < files.photo_max_bytes
    with pytest.raises(Invalid, match="beeldpunten"):
        photos.add(session, device, bomb.getvalue(), files=files, actor=world.actor)


def test_a_file_over_the_limit_is_refused(
    session: Session, world: World, device: Device, files: Files
) -> None:
    with pytest.raises(TooLarge):
        photos.add(session, device, b"x" * 300_001, files=files, actor=world.actor)


def test_another_organisation_does_not_see_it(
    session: Session, world: World, device: Device, files: Files
) -> None:
    photo = photos.add(session, device, picture(), files=files, actor=world.actor)
    other = make_world(session, "Ander atelier")
    assert photos.get(session, world.organisation.id, photo.id) is photo
    with pytest.raises(NotFound):
        photos.get(session, other.organisation.id, photo.id)


def test_a_photo_whose_file_is_gone_says_so(
    session: Session, world: World, device: Device, files: Files
) -> None:
    photo = photos.add(session, device, picture(), files=files, actor=world.actor)
    photos.path(files, photo).unlink()
    with pytest.raises(NotFound):
        photos.path(files, photo)

"""``atelier image import``, ``add``, ``list`` and ``verify``, as the system keeper types them."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from click.testing import Result
from sqlalchemy.orm import Session

from atelier.edge import settings
from atelier.workshop.imaging.models import Image
from tests import images
from tests.atelier.workshop.imaging import disks
from tests.atelier.workshop.imaging.disks import MIB, noise
from tests.factories import World, make_world

ESP = {"EFI/BOOT/BOOTX64.EFI": noise(90_000, 2)}
LINUX = {"etc/os-release": b'ID=arch\nPRETTY_NAME="Some Linux"\n'}


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    disks.need()
    volumes = [
        disks.volume(tmp_path, "vfat", 8 * MIB, 1, ESP),
        disks.volume(tmp_path, "ext4", 8 * MIB, 2, LINUX),
    ]
    return disks.disk(tmp_path, volumes, free_mib=2).path


def image(app: APIFlask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["image", *words])


def listed(session: Session) -> list[tuple[str, str]]:
    return [(one.name, one.release) for one in session.scalars(sa.select(Image))]


def test_brought_in_it_is_on_the_list(
    app: APIFlask, session: Session, world: World, disk: Path
) -> None:
    told = image(app, "import", str(disk), "--name", "office", "--title", "nl=Kantoor")
    assert told.exit_code == 0, told.output
    assert "Some Linux, starts by UEFI;" in told.output
    assert f"On trial at {world.organisation.name}" in told.output
    row = session.scalars(sa.select(Image)).one()
    assert row.blocks
    assert row.organisation_id == world.organisation.id
    seen = image(app, "list").output
    assert seen.startswith(row.sha256[:12])
    assert "BROKEN" not in seen
    assert image(app, "verify").output.startswith("good ")


def test_with_more_organisations_one_is_named(
    app: APIFlask, session: Session, world: World, disk: Path
) -> None:
    other = make_world(session, "Another").organisation.id
    session.commit()
    told = image(app, "import", str(disk), "--name", "office")
    assert "Put it on a list: atelier image add" in told.output
    assert listed(session) == []
    begins = told.output.split("image add ")[1].split()[0]
    assert image(app, "add", begins).exit_code == 1
    assert image(app, "add", begins, "--organisation", "Nobody").exit_code == 1
    assert image(app, "add", begins, "--organisation", "Another").exit_code == 0
    assert session.scalars(sa.select(Image.organisation_id)).all() == [other]


def test_two_images_of_one_name_and_release(app: APIFlask, session: Session, world: World) -> None:
    for seed in (1, 2):
        made = images.make(images.some_disk(images.MIB, seed=seed))
        made.store(settings().imaging.folder)
        told = image(app, "add", made.sha256)
    assert told.exit_code == 1
    assert "give this one another release" in told.output
    assert listed(session) == [("mini", "2026.01.05")]


def test_what_is_no_disk_says_so(app: APIFlask, world: World, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(noise(MIB, 1))
    told = image(app, "import", str(tmp_path / "x"), "--name", "office")
    assert told.exit_code == 1
    assert "no table of partitions" in told.output
    wrong = image(app, "import", str(tmp_path / "x"), "--name", "office", "--title", "Kantoor")
    assert "write it as nl=Kantoor" in wrong.output


def test_a_damaged_image_is_told(app: APIFlask, world: World) -> None:
    made = images.make(images.some_disk(images.MIB))
    blocks = made.store(settings().imaging.folder) / "blocks"
    content = bytearray(made.blocks)
    content[len(content) // 2] ^= 1
    blocks.write_bytes(content)
    told = image(app, "verify", made.sha256[:8])
    assert told.exit_code == 1
    assert told.output.startswith("wrong ")
    assert "BROKEN" not in image(app, "list").output  # that looks at names and sizes alone
    blocks.unlink()
    assert "BROKEN" in image(app, "list").output


@pytest.mark.parametrize(("part", "said"), [("manifest.json", "manifest"), ("map.json", "map")])
def test_a_damaged_image_is_not_put_on_the_list(
    app: APIFlask, session: Session, world: World, part: str, said: str
) -> None:
    made = images.make(images.some_disk(images.MIB))
    path = made.store(settings().imaging.folder) / part
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    told = image(app, "add", made.sha256)
    assert told.exit_code == 1
    assert told.output.startswith("Error: ")
    assert said in told.output
    assert listed(session) == []


def test_a_name_that_fits_nothing(app: APIFlask, world: World) -> None:
    told = image(app, "verify", "abc")
    assert told.exit_code == 1
    assert "no image in the folder begins with 'abc'" in told.output

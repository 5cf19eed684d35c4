"""Two images of one recipe never have one name: the list of an organisation takes only one."""

from pathlib import Path

from atelier.workshop.imaging.building import load
from atelier.workshop.imaging.building.naming import release
from diagnostics.wire.imaging import Package, Source
from tests import images

MINI = load(Path(__file__).parents[5] / "config" / "images", "mini")
EPOCH = 1_700_000_000
DAY = "2023.11.14"
#: Of the made-up images.
PACKAGES = (Package(name="made-up", release="1", licences=("EUPL-1.2",)),)


def stored(folder: Path, seed: int, named: str, recipe_sha256: str = MINI.sha256) -> None:
    source = Source(kind="built", recipe="mini", recipe_sha256=recipe_sha256)
    images.make(images.some_disk(2**20, seed=seed), release=named, source=source).store(folder)


def test_it_is_the_day_of_the_newest_package(tmp_path: Path):
    assert release(tmp_path / "nothing", MINI, EPOCH, PACKAGES) == DAY


def test_made_again_it_keeps_its_name(tmp_path: Path):
    stored(tmp_path, 1, DAY)
    assert release(tmp_path, MINI, EPOCH, PACKAGES) == DAY


def test_of_another_recipe_or_of_other_packages_it_has_another(tmp_path: Path):
    stored(tmp_path, 1, DAY, recipe_sha256="0" * 64)
    assert release(tmp_path, MINI, EPOCH, PACKAGES) == f"{DAY}-2"
    stored(tmp_path, 2, f"{DAY}-2")
    assert release(tmp_path, MINI, EPOCH, PACKAGES) == f"{DAY}-2"
    assert release(tmp_path, MINI, EPOCH, ()) == f"{DAY}-3"


def test_images_of_other_names_do_not_count(tmp_path: Path):
    source = Source(kind="built", recipe="basis", recipe_sha256="0" * 64)
    images.make(images.some_disk(2**20), name="basis", release=DAY, source=source).store(tmp_path)
    assert release(tmp_path, MINI, EPOCH, PACKAGES) == DAY

"""Images in their folder: listed, held to their hashes, removed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from atelier.workshop.imaging import store
from tests import images as made_up
from tests.images import Image


@pytest.fixture
def image(images: Path) -> Image:
    made = made_up.make(made_up.some_disk(3 * made_up.MIB, seed=4))
    made.store(images)
    return made


def _flip(path: Path, at: int = -1) -> None:
    content = bytearray(path.read_bytes())
    content[at if at >= 0 else len(content) // 2] ^= 1
    path.write_bytes(content)


def _exchange_map(folder: Path) -> None:
    other = made_up.make(made_up.some_disk(3 * made_up.MIB, seed=5))
    (folder / "map.json").write_bytes(other.map)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a bit of the blocks": (lambda f: _flip(f / "blocks"), "block at byte"),
    "the first byte": (lambda f: _flip(f / "blocks", 0), "cannot be unpacked"),
    "blocks cut off": (
        lambda f: (f / "blocks").write_bytes((f / "blocks").read_bytes()[:-9]),
        "cut off",
    ),
    "blocks too long": (
        lambda f: (f / "blocks").write_bytes((f / "blocks").read_bytes() + b"x"),
        "longer than its map",
    ),
    "no blocks": (lambda f: (f / "blocks").unlink(), "has no blocks"),
    "the map": (lambda f: _flip(f / "map.json"), "map is not the manifest's"),
    "another map": (_exchange_map, "map is not the manifest's"),
    "no map": (lambda f: (f / "map.json").unlink(), "has no map.json"),
    "the manifest": (lambda f: _flip(f / "manifest.json"), "manifest is not the one"),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "has no manifest.json"),
    "the packages": (lambda f: _flip(f / "packages.json"), "packages.json is not"),
}


def test_a_sound_image(images: Path, image: Image) -> None:
    seen: list[tuple[int, int]] = []
    assert store.verify(images, image.sha256, lambda *at: seen.append(at)) == image.told
    assert seen[-1] == (len(image.places.blocks),) * 2
    assert store.trouble(images, image.sha256) is None
    assert store.entries(images) == [store.Entry(image.sha256, image.told)]
    assert store.packages(images, image.sha256) is not None


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_damage_is_found(images: Path, image: Image, damage: str) -> None:
    do, words = DAMAGE[damage]
    do(images / image.sha256)
    with pytest.raises((store.Damaged, store.NotThere), match=words):
        store.verify(images, image.sha256)


@pytest.mark.parametrize("damage", [name for name in DAMAGE if name.startswith(("no ", "blocks "))])
def test_what_is_seen_at_a_glance(images: Path, image: Image, damage: str) -> None:
    DAMAGE[damage][0](images / image.sha256)
    assert store.trouble(images, image.sha256)
    assert [entry.trouble is None for entry in store.entries(images)] == [False]


def test_removed_it_is_gone(images: Path, image: Image) -> None:
    store.remove(images, image.sha256)
    assert list(images.iterdir()) == []
    assert store.entries(images) == []
    with pytest.raises(store.NotThere):
        store.remove(images, image.sha256)
    assert list(images.iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "..", "x" * 64, "A" * 64, "../" + "a" * 61, "a" * 63])
def test_only_hashes_lead_anywhere(images: Path, image: Image, name: str) -> None:
    for use in (store.manifest, store.remove, store.verify):
        with pytest.raises(store.NotThere):
            use(images, name)
    with pytest.raises(store.NotThere):
        store.path(images, image.sha256, "../../secret_key")


def test_without_a_folder_there_are_no_images(tmp_path: Path) -> None:
    assert store.entries(tmp_path / "nothing") == []

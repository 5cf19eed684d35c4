"""An image written onto a disk in a file, as an agent would, in a few lines."""

from pathlib import Path

import zstandard

from atelier.workshop.imaging import store
from atelier.workshop.imaging.store import Draft
from diagnostics.wire.imaging import Map, Source, understand_map
from tests.atelier.workshop.imaging.disks import noise


def a_draft(**fields: object) -> Draft:
    told: dict[str, object] = {
        "name": "test",
        "release": "2026.01.05",
        "system": "linux",
        "boots": ("bios", "uefi"),
        "source": Source(kind="raw"),
        "created": "2026-01-05T08:00:00+00:00",
    }
    return Draft(**{**told, **fields})  # type: ignore[arg-type]


def map_of(images: Path, sha256: str) -> Map:
    with store.open_part(images, sha256, "map") as file:
        return understand_map(file.read(), store.manifest(images, sha256))


def write(images: Path, sha256: str, onto: Path, seed: int = 99) -> None:
    """``onto``: a file that is made, full of noise, as a disk that was never erased."""
    places = map_of(images, sha256)
    onto.write_bytes(noise(places.size_bytes, seed))
    unpacker = zstandard.ZstdDecompressor()
    with store.open_part(images, sha256, "blocks") as blocks, onto.open("r+b") as disk:
        for place, length, stored_at, stored_length, _ in places.blocks:
            blocks.seek(stored_at)
            content = unpacker.decompress(blocks.read(stored_length))
            assert len(content) == length
            disk.seek(place)
            disk.write(content)
        for place, length in places.zeros:
            disk.seek(place)
            disk.write(bytes(length))

"""Every hash of an image, held to its files as they are on the disk now."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import zstandard

from atelier.workshop.imaging.store import shelf
from atelier.workshop.imaging.store.errors import Damaged
from diagnostics.wire import Malformed
from diagnostics.wire.imaging import Block, Manifest, Map, understand_map


def verify(
    folder: Path, sha256: str, progress: Callable[[int, int], None] | None = None
) -> Manifest:
    """Raises NotThere, or Damaged, which says where. ``progress``: blocks, of how many."""
    found = shelf.manifest(folder, sha256)
    with shelf.open_part(folder, sha256, "map") as file:
        try:
            places = understand_map(file.read(), found)
        except Malformed as error:
            raise Damaged(f"image {sha256}: {error}") from error
    shelf.packages(folder, sha256)
    with shelf.open_part(folder, sha256, "blocks") as file:
        _verify_blocks(file, found, places, progress)
    return found


def _verify_blocks(
    file: BinaryIO, found: Manifest, places: Map, progress: Callable[[int, int], None] | None
) -> None:
    digest = hashlib.sha256()
    unpacker = zstandard.ZstdDecompressor()
    for number, block in enumerate(places.blocks, 1):
        packed = file.read(block[3])
        digest.update(packed)
        _verify_block(unpacker, block, packed)
        if progress:
            progress(number, len(places.blocks))
    if file.read(1):
        raise Damaged("blocks is longer than its map says")
    if digest.hexdigest() != found.blocks_sha256:
        raise Damaged("blocks is not what its hash says")


def _verify_block(unpacker: zstandard.ZstdDecompressor, block: Block, packed: bytes) -> None:
    place, length, stored_at, stored_length, sha256 = block
    if len(packed) < stored_length:
        raise Damaged(f"blocks is cut off after byte {stored_at + len(packed)}")
    try:
        content = unpacker.decompress(packed, max_output_size=length)
    except zstandard.ZstdError as error:
        raise Damaged(f"the block at byte {stored_at} cannot be unpacked: {error}") from error
    if len(content) != length or hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged(f"the block at byte {stored_at} (disk: {place}) is not what its hash says")

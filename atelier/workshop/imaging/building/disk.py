"""The whole disk in a file: table, what a BIOS starts, EFI partition and root."""

import os
from pathlib import Path

from atelier.workshop.imaging.building import boot, efi, ext4, table
from atelier.workshop.imaging.building.recipe import Recipe
from atelier.workshop.imaging.building.table import SECTOR, Layout

_CHUNK = 2**20


def make(disk: Path, tree: Path, recipe: Recipe, epoch: int) -> Layout:
    """``disk`` has holes where nothing is."""
    places = table.layout(recipe)
    code = boot.bios_code(tree, places.bios.start_bytes // SECTOR)
    parts = disk.with_suffix(".efi"), disk.with_suffix(".root")
    efi.make(
        parts[0],
        boot.efi_files(tree, recipe),
        size_bytes=places.efi.size_bytes,
        serial=recipe.efi_serial,
        epoch=epoch,
    )
    ext4.make(parts[1], tree, recipe, size_bytes=places.root.size_bytes, epoch=epoch)
    with disk.open("wb") as file:
        file.truncate(recipe.size_bytes)
    table.write(disk, recipe, places)
    with disk.open("r+b") as file:
        file.write(code.first)
        file.seek(places.bios.start_bytes)
        file.write(code.core)
    for part, place in zip(parts, (places.efi, places.root), strict=True):
        insert(disk, part, place.start_bytes)
        part.unlink()
    return places


def insert(disk: Path, part: Path, at: int) -> None:
    """Holes, and what is all zeros, stay holes."""
    with disk.open("r+b") as target, part.open("rb") as source:
        end, place = os.fstat(source.fileno()).st_size, 0
        while (place := _next_data(source.fileno(), place)) < end:
            source.seek(place)
            content = source.read(_CHUNK)
            if content.count(0) != len(content):
                target.seek(at + place)
                target.write(content)
            place += len(content)


def _next_data(file: int, place: int) -> int:
    try:
        return os.lseek(file, place, os.SEEK_DATA)
    except OSError:  # nothing but a hole from there to the end
        return os.fstat(file).st_size

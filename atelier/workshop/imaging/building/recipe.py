"""What an image is made of: ``config/images/<name>.toml`` and the parts that it names."""

import hashlib
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atelier.workshop.imaging.building.errors import BuildError

MIB = 2**20
#: The names of filesystems follow from the recipe's: made again, an image is the same.
_NAMES = uuid.UUID("6b6f1b1e-93a5-4c0f-8c6b-0f6a2d1c7a55")


#: In MiB, by the part of a recipe that they stand in.
_SIZES: Mapping[str, tuple[str, ...]] = {"needs": ("memory_mb",), "disk": ("size_mb", "efi_mb")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """``packages``: in the order of the recipe; ``parts``: folders, in the order of their use."""

    name: str
    titles: dict[str, str]
    descriptions: dict[str, str]
    languages: tuple[str, ...]
    packages: tuple[str, ...]
    parts: tuple[Path, ...]
    leave_out: tuple[str, ...]
    keep: tuple[str, ...]
    recommends: bool
    memory_bytes: int
    #: Of the disk that it is made as: it grows to the disk that it is written to.
    size_bytes: int
    efi_bytes: int
    #: Of the recipe and all that it names.
    sha256: str
    #: With ``parts`` and the program of the first start.
    folder: Path

    def id_of(self, what: str) -> uuid.UUID:
        """Of ``disk``, ``root``, ``hashes``…: the agent gives each machine its own later."""
        return uuid.uuid5(_NAMES, f"{self.name}/{what}")

    @property
    def efi_serial(self) -> str:
        """Of the EFI partition's filesystem, as ``blkid`` shows it: ``1A2B-3C4D``."""
        digits = self.id_of("efi").hex[:8].upper()
        return f"{digits[:4]}-{digits[4:]}"


def names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load(folder: Path, name: str) -> Recipe:
    """Raises BuildError."""
    if name not in names(folder):
        known = ", ".join(names(folder)) or "none"
        raise BuildError(f"there is no recipe {name} in {folder}: there are {known}")
    layers = list(_layers(folder, name))
    told = layers[-1]
    parts = tuple(_parts(folder, layers))
    return Recipe(
        name=name,
        titles=told["titles"],
        descriptions=told["descriptions"],
        languages=tuple(told["languages"]),
        packages=_once(layers, "packages", parts),
        parts=parts,
        leave_out=_once(layers, "leave_out"),
        keep=_once(layers, "keep"),
        recommends=any(layer.get("recommends", False) for layer in layers),
        memory_bytes=told["needs"]["memory_mb"] * MIB,
        size_bytes=told["disk"]["size_mb"] * MIB,
        efi_bytes=told["disk"]["efi_mb"] * MIB,
        sha256=_sha256(folder, layers, parts),
        folder=folder,
    )


def _layers(folder: Path, name: str, *before: str) -> Iterator[dict[str, Any]]:
    """The recipe, after the one that it extends. ``before``: those that led to it."""
    if name in before:
        raise BuildError(f"the recipe {name} extends itself, by {', '.join((*before, name))}")
    try:
        told = tomllib.loads((folder / f"{name}.toml").read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BuildError(f"the recipe {name} cannot be read: {error}") from error
    if missing := sorted(_missing(told)):
        raise BuildError(f"the recipe {name} says nothing of {', '.join(missing)}")
    if extends := told.get("extends"):
        yield from _layers(folder, extends, *before, name)
    yield told


def _missing(told: Mapping[str, Any]) -> Iterator[str]:
    for key in ("titles", "descriptions", "languages", *_SIZES):
        if key not in told:
            yield key
    for key, sizes in _SIZES.items():
        yield from (f"{key}.{size}" for size in sizes if size not in told.get(key, sizes))


def _parts(folder: Path, layers: list[dict[str, Any]]) -> Iterator[Path]:
    for name in dict.fromkeys(part for layer in layers for part in layer.get("parts", ())):
        if not (folder / "parts" / name).is_dir():
            raise BuildError(f"a recipe names the part {name}, which {folder}/parts does not have")
        yield folder / "parts" / name


def _once(layers: list[dict[str, Any]], key: str, parts: tuple[Path, ...] = ()) -> tuple[str, ...]:
    of_parts = [line for part in parts for line in lines(part / key)]
    return tuple(dict.fromkeys(of_parts + [one for layer in layers for one in layer.get(key, ())]))


def lines(path: Path) -> list[str]:
    """Of a list, one a line, without comments; a list that is not there is empty."""
    if not path.exists():
        return []
    told = (line.split("#", 1)[0].strip() for line in path.read_text().splitlines())
    return [line for line in told if line]


def _sha256(folder: Path, layers: list[dict[str, Any]], parts: tuple[Path, ...]) -> str:
    told = hashlib.sha256(repr(layers).encode())
    within = (path for top in (*parts, folder / "welcome") for path in sorted(top.rglob("*")))
    for path in (folder / "finish", folder / "newest.py", *within):
        if path.is_file() and "__pycache__" not in path.parts:
            mode = path.stat().st_mode & 0o111
            told.update(f"{path.relative_to(folder)}\0{mode}\0".encode() + path.read_bytes())
    return told.hexdigest()

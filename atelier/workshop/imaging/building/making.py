"""From a recipe to an image in the store."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from atelier.workshop.imaging import store
from atelier.workshop.imaging.building import disk, naming, pins, sources, tree
from atelier.workshop.imaging.building.apt import Apt
from atelier.workshop.imaging.building.commands import run
from atelier.workshop.imaging.building.errors import BuildError
from atelier.workshop.imaging.building.licences import packages
from atelier.workshop.imaging.building.pins import Pins
from atelier.workshop.imaging.building.recipe import MIB, Recipe
from diagnostics.wire.imaging import Needs, Package, Source

#: What is being done, in a few words.
Tell = Callable[[str], None]
#: For the folder of the system and both files of the disk, beside what the recipe says.
_ROOM_FACTOR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    stored: store.Stored
    seconds: float


def build(
    recipe: Recipe,
    output: Path,
    *,
    release: str | None = None,
    again: Pins | None = None,
    mirror: str | None = None,
    tell: Tell = print,
    keep: Path | None = None,
) -> Built:
    """Into the store at ``output``. Raises BuildError or StoreError, and then leaves nothing there.

    ``again``: the image to make once more, of the same versions. ``keep`` takes the disk in a file
    and what the tools said.
    """
    began = time.monotonic()
    _root_only()
    if trouble := store.trouble_of_naming(recipe.name, release):
        raise BuildError(trouble)
    with _place(recipe, output, keep) as place:
        _check_room(place, output, recipe)
        job = _Job(recipe=recipe, place=place, again=again, mirror=mirror, tell=tell)
        epoch, found = _make(job)
        tell("Packing what is used of it")
        named = release or (again.release if again else None)
        draft = _draft(recipe, named or naming.release(output, recipe, epoch, found), epoch)
        output.mkdir(parents=True, exist_ok=True)
        stored = store.pack(place / "disk.raw", output, draft, found)
    return Built(stored=stored, seconds=time.monotonic() - began)


@contextmanager
def _place(recipe: Recipe, output: Path, keep: Path | None) -> Iterator[Path]:
    """Where it is made; of a disk that gets full meanwhile it is said which."""
    with tempfile.TemporaryDirectory(prefix="atelier-image-", dir=_workplace()) as folder:
        place = Path(folder)
        try:
            yield place
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            raise BuildError(
                f"a disk got full while {recipe.name} was built, that of {place.parent} or that"
                f" of {output}: make room, or name other folders (TMPDIR, --output)"
            ) from error
        finally:
            _keep(place, keep)


def resolve(recipe: Recipe, again: Pins | None, mirror: str | None) -> tuple[str, ...]:
    """The packages that would be installed, beside those of every Debian. Raises BuildError."""
    lines = sources.lines(mirror)
    with tempfile.TemporaryDirectory(prefix="atelier-image-", dir=_workplace()) as folder:
        if again is not None:
            pins.check(again, lines, Path(folder))
            return again.names()
        there = Apt(Path(folder), lines)
        return there.would_install(recipe.packages, recommends=recipe.recommends)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    recipe: Recipe
    place: Path
    again: Pins | None
    mirror: str | None
    tell: Tell


def _make(job: _Job) -> tuple[int, tuple[Package, ...]]:
    """The disk in a file; the newest time in it, and what it holds."""
    recipe, home = job.recipe, job.place / "tree"
    lines = sources.lines(job.mirror)
    if job.again is not None:
        job.tell(f"Looking for the {len(job.again.packages)} packages of {job.again.name}")
        pins.check(job.again, lines, job.place)
    job.tell("Fetching and installing packages")
    epoch = tree.make(home, recipe, mirror=lines, again=job.again)
    found = packages(home)
    for line in job.again.differences(found) if job.again else ():
        job.tell(f"Not as it was: {line}")
    job.tell(f"Making the disk: {len(found)} packages, {recipe.size_bytes // MIB} MiB")
    disk.make(job.place / "disk.raw", home, recipe, epoch)
    return epoch, found


def _draft(recipe: Recipe, release: str, epoch: int) -> store.Draft:
    return store.Draft(
        name=recipe.name,
        release=release,
        titles=recipe.titles,
        descriptions=recipe.descriptions,
        languages=recipe.languages,
        system="debian",
        system_name="Debian 12",
        needs=Needs(memory_bytes=recipe.memory_bytes, disk_bytes=recipe.size_bytes),
        boots=("bios", "uefi"),
        secure_boot=True,
        source=Source(
            kind="built",
            recipe=recipe.name,
            recipe_sha256=recipe.sha256,
            epoch=epoch,
            suite=sources.SUITE,
            tools=_tools(),
        ),
        created=datetime.fromtimestamp(epoch, UTC).isoformat(),
        roles={3: "root"},
    )


def _tools() -> tuple[str, ...]:
    told = run(["mmdebstrap", "--version"]).split()
    filesystem = run(["dpkg-query", "--show", "--showformat=${Version}", "e2fsprogs"])
    return (f"mmdebstrap {told[-1]}", f"e2fsprogs {filesystem}")


def _root_only() -> None:
    if os.geteuid() != 0:
        raise BuildError(
            "building an image is work for root: files of many owners are put on a disk."
            " Run it again with sudo."
        )


def _workplace() -> str:
    """Not /tmp, which may be memory, where another place was chosen."""
    return os.environ.get("TMPDIR", "/var/tmp")  # noqa: S108 - a folder of its own is made there


def _check_room(place: Path, output: Path, recipe: Recipe) -> None:
    """Before anything is fetched; packing looks again, at what it really takes."""
    for folder, wanted, hint in (
        (place.parent, recipe.size_bytes * _ROOM_FACTOR, "or name another folder in TMPDIR"),
        (_there(output), recipe.size_bytes // _ROOM_FACTOR, "or name another folder by --output"),
    ):
        free = shutil.disk_usage(folder).free
        if free < wanted:
            raise BuildError(
                f"{folder} has {free // MIB} MiB free, and building {recipe.name} takes up to"
                f" {wanted // MIB} MiB: make room, {hint}"
            )


def _there(folder: Path) -> Path:
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def _keep(place: Path, keep: Path | None) -> None:
    if keep is None:
        return
    keep.mkdir(parents=True, exist_ok=True)
    for name in ("disk.raw", "packages.log"):
        if (place / name).exists():
            shutil.move(place / name, keep / name)

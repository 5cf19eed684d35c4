"""An ext4 filesystem in a file, filled from a folder without mounting anything.

``mke2fs -d`` takes files in whatever order the disk of this machine gives them, and dates what it
makes. Here ``debugfs`` is told each file by name, sorted: the same folder gives the same bytes.
"""

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from atelier.workshop.imaging.building.commands import run
from atelier.workshop.imaging.building.errors import BuildError
from atelier.workshop.imaging.building.recipe import MIB, Recipe

LABEL = "root"


def make(path: Path, tree: Path, recipe: Recipe, *, size_bytes: int, epoch: int) -> None:
    """``epoch``: no time in it is later. Raises BuildError, also when the tree does not fit."""
    _format(path, recipe, size_bytes, epoch)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        steps = Path(folder) / "steps"
        with steps.open("w", encoding="utf-8", errors="surrogateescape") as file:
            file.writelines(f"{line}\n" for line in script(tree, Path(folder), epoch))
        log = Path(folder) / "log"
        run(["debugfs", "-w", "-f", str(steps), str(path)], log=log, env=_at(epoch))
        _complain(log.read_text(), tree, size_bytes)
    # Also sorts the directories by their hashes, as the kernel does while it fills them.
    _check(path, epoch)


def _at(epoch: int) -> dict[str, str]:
    """e2fsck has a word of its own for it."""
    return {"E2FSPROGS_FAKE_TIME": str(epoch), "E2FSCK_TIME": str(epoch), "TZ": "UTC"}


def _format(path: Path, recipe: Recipe, size_bytes: int, epoch: int) -> None:
    path.unlink(missing_ok=True)
    with path.open("wb") as file:
        file.truncate(size_bytes)
    journal = 8 if size_bytes < 2048 * MIB else 64
    command = ["mke2fs", "-q", "-F", "-t", "ext4", "-L", LABEL, "-m", "1", "-J", f"size={journal}"]
    command += ["-U", str(recipe.id_of("root"))]
    command += ["-E", f"hash_seed={recipe.id_of('hashes')},nodiscard,lazy_itable_init=1"]
    run([*command, str(path)], env=_at(epoch))


def _check(path: Path, epoch: int) -> None:
    """1 is what it answers after the sorting; whatever else it would mend is trouble of ours."""
    try:
        run(["e2fsck", "-f", "-y", "-D", str(path)], env=_at(epoch), accept=(0, 1))
        run(["e2fsck", "-f", "-n", str(path)], env=_at(epoch))
    except BuildError as error:
        raise BuildError(f"the root filesystem is not sound: {error}") from error


def _complain(said: str, tree: Path, size_bytes: int) -> None:
    """Whatever fails, debugfs goes on, and ends well: only its words tell."""
    troubles = [line for line in said.splitlines() if not line.startswith("debugfs 1.")]
    if any("Could not allocate" in line or "No space" in line for line in troubles):
        raise BuildError(
            f"what is in {tree} does not fit in {size_bytes // MIB} MiB: make disk.size_mb larger"
        )
    if troubles:
        raise BuildError("debugfs said: " + "; ".join(troubles[:5]))


def script(tree: Path, scratch: Path, epoch: int) -> Iterator[str]:
    """For debugfs. ``scratch`` takes the extended attributes, one a file."""
    links: dict[tuple[int, int], str] = {}
    yield from _owner("/", tree.lstat(), epoch)
    for folder, folders, files in os.walk(tree):
        folders.sort()
        where = "/" + os.path.relpath(folder, tree).removeprefix(".")
        here = [*files, *(name for name in folders if Path(folder, name).is_symlink())]
        yield f"cd {quoted(where)}"
        for name in folders:
            if name not in here:
                yield from _folder(name, os.lstat(f"{folder}/{name}"), epoch, where)
        for name in sorted(here):
            yield from _entry(f"{folder}/{name}", name, where, links, epoch)
            yield from _attributes(f"{folder}/{name}", name, scratch)
    yield "cd /"
    yield from _times_of_folders(tree, epoch)


def _folder(name: str, state: os.stat_result, epoch: int, where: str) -> Iterator[str]:
    if (where, name) != ("/", "lost+found"):
        yield f"mkdir {quoted(name)}"
    yield from _owner(name, state, epoch)


def _entry(
    source: str, name: str, where: str, links: dict[tuple[int, int], str], epoch: int
) -> Iterator[str]:
    state = os.lstat(source)
    inode = (state.st_dev, state.st_ino)
    if stat.S_ISLNK(state.st_mode):
        yield f"symlink {quoted(name)} {quoted(str(Path(source).readlink()))}"
        yield from _owner(name, state, epoch)
    elif inode in links:
        yield f"ln {quoted(links[inode])} {quoted(name)}"
    elif stat.S_ISREG(state.st_mode):
        yield f"write {quoted(source)} {quoted(name)}"
        yield from _owner(name, state, epoch)
        if state.st_nlink > 1:
            links[inode] = f"{where.rstrip('/')}/{name}"
            yield f"sif {quoted(name)} links_count {state.st_nlink}"
    else:
        raise BuildError(f"{source} is neither a file, a folder nor a link: no package has such")


def _owner(name: str, state: os.stat_result, epoch: int) -> Iterator[str]:
    """Only what differs from how debugfs makes things."""
    at = quoted(name)
    if not stat.S_ISLNK(state.st_mode):
        yield f"sif {at} mode 0{state.st_mode:o}"
    if state.st_uid:
        yield f"sif {at} uid {state.st_uid}"
    if state.st_gid:
        yield f"sif {at} gid {state.st_gid}"
    if int(state.st_mtime) < epoch:
        yield f"sif {at} mtime @{int(state.st_mtime)}"


def _times_of_folders(tree: Path, epoch: int) -> Iterator[str]:
    """At the end: whatever is put into a folder changes its time."""
    for folder, _, _ in os.walk(tree):
        moment = int(os.lstat(folder).st_mtime)
        where = "/" + os.path.relpath(folder, tree).removeprefix(".")
        yield f"sif {quoted(where)} mtime @{min(moment, epoch)}"


def _attributes(source: str, name: str, scratch: Path) -> Iterator[str]:
    """The rights that a program has beyond its owner's: ``security.capability`` of ping."""
    state = os.lstat(source)
    for number, attribute in enumerate(sorted(os.listxattr(source, follow_symlinks=False))):
        value = scratch / f"attribute-{state.st_ino}-{number}"
        value.write_bytes(os.getxattr(source, attribute, follow_symlinks=False))
        yield f"ea_set -f {value} {quoted(name)} {attribute}"


def quoted(name: str) -> str:
    """As debugfs reads words: in double quotes, and those twice. Raises BuildError."""
    if "\n" in name:
        raise BuildError(f"{name!r} has a line break in its name: debugfs cannot be told that")
    return '"' + name.replace('"', '""') + '"'

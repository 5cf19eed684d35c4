"""Disks in files with real tables, filesystems and files on them, made by the tools themselves."""

import hashlib
import random
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

MIB = 2**20
_TOOLS = ("sfdisk", "mkfs.ext4", "mkfs.vfat", "mkntfs", "mcopy", "ntfscp", "debugfs", "dumpe2fs")
_PATH = "/usr/sbin:/sbin:/usr/bin:/bin"


def need(*tools: str) -> None:
    """Skips the test that asks for what is not here."""
    for tool in tools or _TOOLS:
        if shutil.which(tool, path=_PATH) is None:
            pytest.skip(f"{tool} is not installed (see .ci/programs)")


def call(*args: str | Path, accept: Sequence[int] = (0,), **how: object) -> bytes:
    done = subprocess.run(
        [str(one) for one in args],
        check=False,
        capture_output=True,
        env={"PATH": _PATH, "LC_ALL": "C", "MTOOLS_SKIP_CHECK": "1"},
        **how,  # type: ignore[call-overload]
    )
    assert done.returncode in accept, (args, done.stdout[-500:], done.stderr[-500:])
    return bytes(done.stdout)


def noise(size: int, seed: int) -> bytes:
    return random.Random(seed).randbytes(size)


def some_files(folder: Path, seed: int = 1) -> dict[str, bytes]:
    """By their names, also put into ``folder``: large, small, empty, of zeros, of text."""
    files = {
        "large.bin": noise(5 * MIB + 123, seed),
        "small.bin": noise(700, seed + 1),
        "empty.txt": b"",
        "zeros.bin": bytes(2 * MIB),
        "text.txt": b"Basissoftware voor elk toestel. " * 20_000,
        **{f"one{n}.bin": noise(5000 + 700 * n, seed + n) for n in range(40)},
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return files


@dataclass
class Volume:
    """A filesystem in a file of its own, made over noise, so that what is free is not zero."""

    path: Path
    kind: str
    files: dict[str, bytes] = field(default_factory=dict)

    def contents(self) -> dict[str, str]:
        """SHA-256 by name, read by the filesystem's own tools."""
        return {name: hashlib.sha256(self.read(name)).hexdigest() for name in self.files}

    def read(self, name: str) -> bytes:
        if self.kind == "ext4":
            return call("debugfs", "-R", f"cat /{name}", self.path)
        if self.kind == "vfat":
            return call("mcopy", "-i", self.path, f"::/{name}", "-")
        return call("ntfscat", "-f", self.path, name)

    def check(self) -> None:
        """Fails where its own checker finds anything."""
        if self.kind == "ext4":
            call("e2fsck", "-fn", self.path)
        elif self.kind == "vfat":
            call("fsck.vfat", "-n", self.path)
        else:
            said = call("ntfsfix", "--no-action", self.path)
            assert b"processed successfully" in said, said

    @property
    def expected(self) -> dict[str, str]:
        return {name: hashlib.sha256(content).hexdigest() for name, content in self.files.items()}


def volume(
    folder: Path, kind: str, size: int, seed: int = 1, tree: Mapping[str, bytes] | None = None
) -> Volume:
    """``tree``: its files, else some."""
    path = folder / f"{kind}-{size}-{seed}.raw"
    path.write_bytes(noise(size, seed + 100))
    source = folder / f"files-{kind}-{size}-{seed}"
    files = some_files(source, seed) if tree is None else _grow(source, tree)
    _MAKERS[kind](path, source)
    return Volume(path, kind, files)


def _grow(folder: Path, tree: Mapping[str, bytes]) -> dict[str, bytes]:
    for name, content in tree.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return dict(tree)


def _ext4(path: Path, source: Path) -> None:
    call("mkfs.ext4", "-q", "-F", "-d", source, path)


def _vfat(path: Path, source: Path) -> None:
    small = ["-F", "16", "-s", "1"] if path.stat().st_size < 30 * MIB else []
    call("mkfs.vfat", "--invariant", *small, path)
    call("mcopy", "-s", "-i", path, *sorted(source.iterdir()), "::/")


def _ntfs(path: Path, source: Path) -> None:
    call("mkntfs", "--force", "--quick", "--quiet", "--partition-start", "0", path)
    for file in sorted(source.iterdir()):
        call("ntfscp", "-q", path, file, file.name)


_MAKERS: dict[str, Callable[[Path, Path], None]] = {"ext4": _ext4, "vfat": _vfat, "ntfs": _ntfs}


@dataclass(frozen=True)
class Disk:
    """``places``: where each volume lies, from byte to byte."""

    path: Path
    volumes: tuple[Volume, ...]
    places: tuple[tuple[int, int], ...]

    def taken_out(self, folder: Path, written: Path) -> list[Volume]:
        """The volumes as they are on another disk."""
        found = []
        for number, (one, (start, end)) in enumerate(zip(self.volumes, self.places, strict=True)):
            path = folder / f"out{number}.raw"
            with written.open("rb") as file:
                file.seek(start)
                path.write_bytes(file.read(end - start))
            found.append(Volume(path, one.kind, one.files))
        return found


_KINDS = {
    "gpt": {"ext4": "linux", "vfat": "uefi", "ntfs": "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"},
    "dos": {"ext4": "83", "vfat": "ef", "ntfs": "7"},
}


def disk(
    folder: Path,
    volumes: Sequence[Volume],
    *,
    table: str = "gpt",
    free_mib: int = 10,
    name: str = "disk.raw",
) -> Disk:
    """Noise all over, then a table, and the volumes one after another; the end is free."""
    path = folder / name
    sizes = [one.path.stat().st_size for one in volumes]
    total = sum(sizes) + (1 + len(sizes) + free_mib) * MIB
    path.write_bytes(noise(total, 7))
    with path.open("r+b") as file:
        file.write(bytes(MIB))
        file.seek(total - MIB)
        file.write(bytes(MIB))
    places, at = [], MIB
    rows = [f"label: {table}"]
    for one, size in zip(volumes, sizes, strict=True):
        rows.append(f"start={at // 512}, size={size // 512}, type={_KINDS[table][one.kind]}")
        places.append((at, at + size))
        at += size + MIB
    call("sfdisk", "--quiet", path, input="\n".join(rows).encode())
    with path.open("r+b") as file:
        for one, (start, _) in zip(volumes, places, strict=True):
            file.seek(start)
            file.write(one.path.read_bytes())
    return Disk(path, tuple(volumes), tuple(places))

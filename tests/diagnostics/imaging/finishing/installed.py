"""Disks as they are once an image was written to them, on loop devices: real tables, real files."""

import json
import subprocess
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from diagnostics import wire
from diagnostics.imaging.finisher import Finishing, Home
from diagnostics.link.trust import Trust
from diagnostics.probes.host import Host
from diagnostics.report import Disk
from diagnostics.wire.imaging import Manifest, Needs, Parameters, Partition, Source
from tests.diagnostics.erasure.loops import loop

MIB = 2**20
IMAGE_BYTES, DISK_BYTES = 160 * MIB, 320 * MIB
TAG = "4217038561"
HOST_NAME = "atelier-4217-0385-61"
#: Of the image, the same on every disk that it is written to.
ROOT_UUID = "0aaf5c2e-1111-4222-8333-444455556666"
DISK_GUID = "11111111-2222-4333-8444-555555555555"
ROOT_GUID = "33333333-2222-4333-8444-555555555555"
ESP_SERIAL = "1A2B-3C4D"
MBR_ID = "5eed1234"

#: As ``Finishing.pulse``.
Pulse = Callable[[float | None], None]
#: Relative paths to contents; a Path is a symbolic link, bytes and text are files.
Files = Mapping[str, str | bytes | Path]

LINUX: Files = {
    "etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    "etc/fstab": (
        f"UUID={ROOT_UUID} / ext4 errors=remount-ro 0 1\n"
        f"UUID={ESP_SERIAL} /boot/efi vfat umask=0077 0 1\n"
        f"PARTUUID={ROOT_GUID} /again ext4 noauto 0 0\n"
    ),
    "etc/hostname": "workbench\n",
    "etc/hosts": "127.0.0.1\tlocalhost\n127.0.1.1\tworkbench\n::1 localhost ip6-localhost\n",
    "etc/machine-id": "0123456789abcdef0123456789abcdef\n",
    "etc/default/grub": f'GRUB_CMDLINE_LINUX="root=UUID={ROOT_UUID.upper()}"\n',
    "etc/ssh/ssh_host_ed25519_key": "a key of the image\n",
    "etc/ssh/ssh_host_ed25519_key.pub": "its public half\n",
    "etc/ssl/certs/ca-certificates.crt": "issuers\n",
    "usr/sbin/sshd": "a program\n",
    "usr/lib/systemd/systemd": "a program\n",
    "usr/bin/python3": Path("python3.11"),
    "usr/bin/python3.11": "a program\n",
    "usr/lib/python3.11/http/client.py": "",
    "usr/lib/python3.11/ssl.py": "",
    "usr/lib/python3.11/json/__init__.py": "",
    "var/lib/dbus/machine-id": "0123456789abcdef0123456789abcdef\n",
    "var/lib/systemd/random-seed": b"\x01\x02",
    "boot/grub/grub.cfg": (
        f"search --no-floppy --fs-uuid --set=root {ROOT_UUID}\n"
        f"linux /boot/vmlinuz root=UUID={ROOT_UUID} ro quiet\n"
    ),
    "boot/grub/unicode.pf2": b"\0" + ROOT_UUID.encode(),
}
MENU = f"search.fs_uuid {ROOT_UUID} root\nset prefix=($root)'/boot/grub'\n"
ESP: Files = {
    "EFI/debian/shimx64.efi": b"shim" * 1000,
    "EFI/debian/grubx64.efi": b"grub" * 1000,
    "EFI/debian/mmx64.efi": b"keys" * 1000,
    "EFI/debian/grub.cfg": MENU,
}


@dataclass(kw_only=True)
class Recipe:
    linux: Files = field(default_factory=lambda: LINUX)
    esp: Files = field(default_factory=lambda: ESP)
    #: Of the last partition: a command that ends in its device.
    make: tuple[str, ...] = ("mkfs.ext4", "-q", "-F", "-U", ROOT_UUID)
    role: str = "root"
    filesystem: str = "ext4"
    system: str = "debian"
    grows: bool = True
    image_bytes: int = IMAGE_BYTES
    disk_bytes: int = DISK_BYTES
    #: The first sector that a partition may have: 34 by sgdisk, 2048 by sfdisk.
    first_sector: int = 34


@dataclass
class Written:
    """``disk``: a loop device, as large as the disk, with the image at its beginning.

    ``backing``: the file that it lies in. Direct I/O: what is there would survive a power cut.
    """

    disk: Path
    backing: Path
    manifest: Manifest
    folder: Path

    def part(self, number: int) -> Path:
        return Path(f"{self.disk}p{number}")

    def job(self, **changes: Any) -> Finishing:
        told: dict[str, Any] = {
            "host": Host(root=Path("/")),
            "name": self.disk.name,
            "manifest": self.manifest,
            "parameters": parameters(),
            "machine": wire.Machine(report_id="a-report", uuid="a-uuid", serial="A-SERIAL"),
            "home": Home(address="https://workshop.example", trust=Trust(fingerprint="ab" * 32)),
            "bind": lambda: Disk(name=self.disk.name, serial="LOOP-1", size_bytes=DISK_BYTES),
            "pulse": lambda fraction: None,
        }
        return Finishing(**(told | changes))

    @contextmanager
    def mounted(self, number: int) -> Iterator[Path]:
        with mounted(self.part(number), self.folder / f"seen{number}") as folder:
            yield folder

    def on_esp(self, path: str, number: int = 2) -> bytes | None:
        command = ["mcopy", "-i", str(self.part(number)), f"::/{path}", "-"]
        done = subprocess.run(command, capture_output=True, check=False)
        return done.stdout if done.returncode == 0 else None

    def files(self, number: int) -> dict[str, str]:
        """Text of each ordinary file that is one, by its path."""
        with self.mounted(number) as root:
            paths = [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
            return {str(path.relative_to(root)): _text(path) for path in paths}

    def numbers(self) -> set[str]:
        """Of disk, partitions and filesystems, in lower case, as sfdisk and blkid read them."""
        run("partx", "--update", self.disk)
        table = json.loads(run("sfdisk", "--json", self.disk))["partitiontable"]
        rows = [(Path(row["node"]), row.get("uuid", "")) for row in table["partitions"]]
        told = [
            run("blkid", "-p", "-s", "UUID", "-o", "value", path, check=False) for path, _ in rows
        ]
        return {one.strip().lower() for one in (table["id"], *(guid for _, guid in rows), *told)}

    def sound(self, number: int) -> None:
        run("e2fsck", "-f", "-n", self.part(number))


def parameters(**changes: Any) -> Parameters:
    told = {"image": "ab" * 32, "name": "mini", "release": "1", "over": "erased", "tag": TAG}
    return Parameters(**(told | changes))


@contextmanager
def gpt(folder: Path, recipe: Recipe | None = None) -> Iterator[Written]:
    """As our own images: GRUB's part, EFI, and one that grows; its second table not at the end."""
    recipe = recipe or Recipe()
    image = _empty(folder, recipe.image_bytes)
    end = 25 * MIB
    run(
        *("sgdisk", "--clear", f"--disk-guid={DISK_GUID}"),
        *("--new=1:1M:+1M", "--typecode=1:ef02", "--change-name=1:GRUB's own"),
        *("--new=2:2M:+23M", "--typecode=2:ef00"),
        *(f"--new=3:{end // 512}:0", "--typecode=3:8300", "--change-name=3:the system"),
        *(f"--partition-guid=3:{ROOT_GUID}", "--attributes=3:set:59", image),
    )
    script = run("sfdisk", "--dump", image)
    script = script.replace("first-lba: 34", f"first-lba: {recipe.first_sector}")
    subprocess.run(["sfdisk", "-q", str(image)], input=script.encode(), check=True)
    with _filled(image, {2: recipe.esp}, {3: recipe}):
        pass
    size = (recipe.image_bytes - end - 33 * 512) // 512 * 512
    partitions = (
        Partition(number=1, start_bytes=MIB, size_bytes=MIB, role="bios"),
        Partition(number=2, start_bytes=2 * MIB, size_bytes=23 * MIB, role="efi"),
        _last(recipe, 3, end, size),
    )
    with _on_disk(image, recipe, "gpt", partitions, folder) as written:
        yield written


@contextmanager
def mbr(folder: Path, recipe: Recipe | None = None) -> Iterator[Written]:
    recipe = recipe or Recipe()
    image = _empty(folder, recipe.image_bytes)
    script = f"label: dos\nlabel-id: 0x{MBR_ID}\nstart=2048, type=83\n"
    subprocess.run(["sfdisk", "-q", str(image)], input=script.encode(), check=True)
    with _filled(image, {}, {1: recipe}):
        pass
    partitions = (_last(recipe, 1, MIB, recipe.image_bytes - MIB),)
    with _on_disk(image, recipe, "mbr", partitions, folder) as written:
        yield written


@contextmanager
def mounted(path: Path, point: Path) -> Iterator[Path]:
    point.mkdir(exist_ok=True)
    run("mount", "-t", "ext4", path, point)
    try:
        yield point
    finally:
        run("umount", point)


def fill(root: Path, files: Files) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            path.symlink_to(content)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)


def run(*args: object, check: bool = True) -> str:
    command = [str(arg) for arg in args]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def _empty(folder: Path, size: int) -> Path:
    image = folder / f"disk-{uuid.uuid4().hex[:8]}.img"
    with image.open("wb") as file:
        file.truncate(size)
    return image


def _last(recipe: Recipe, number: int, start: int, size: int) -> Partition:
    return Partition(
        number=number,
        start_bytes=start,
        size_bytes=size,
        role=recipe.role,  # type: ignore[arg-type]
        filesystem=recipe.filesystem,
        grows=recipe.grows,
    )


@contextmanager
def _filled(image: Path, fat: Mapping[int, Files], last: Mapping[int, Recipe]) -> Iterator[None]:
    with loop(image, "--partscan") as device:
        run("partx", "--update", device)  # also where the kernel knows no tables itself
        for number, files in fat.items():
            part = Path(f"{device}p{number}")
            run("mkfs.vfat", "-i", ESP_SERIAL.replace("-", ""), "-n", "EFI", part)
            _fill_fat(part, image.parent, files)
        for number, recipe in last.items():
            part = Path(f"{device}p{number}")
            run(*recipe.make, part)
            if recipe.linux:
                with mounted(part, image.parent / "filling") as root:
                    fill(root, recipe.linux)
        yield


def _fill_fat(part: Path, folder: Path, files: Files) -> None:
    for name, content in files.items():
        for parent in reversed([str(one) for one in Path(name).parents][:-1]):
            run("mmd", "-D", "s", "-i", part, f"::/{parent}", check=False)
        draft = folder / "draft"
        draft.write_bytes(content if isinstance(content, bytes) else str(content).encode())
        run("mcopy", "-i", part, draft, f"::/{name}")


@contextmanager
def _on_disk(
    image: Path, recipe: Recipe, table: str, partitions: tuple[Partition, ...], folder: Path
) -> Iterator[Written]:
    with image.open("ab") as file:
        file.truncate(recipe.disk_bytes)
    manifest = Manifest(
        name="mini",
        release="1",
        system=recipe.system,  # type: ignore[arg-type]
        needs=Needs(disk_bytes=recipe.image_bytes),
        boots=("bios", "uefi") if table == "gpt" else ("bios",),
        table=table,
        partitions=partitions,
        source=Source(kind="built"),
        created="2026-11-21T12:00:00+00:00",
        size_bytes=recipe.image_bytes,
        written_bytes=0,
        blocks_bytes=0,
        blocks_sha256="0" * 64,
        map_bytes=0,
        map_sha256="0" * 64,
    )
    with loop(image, "--partscan") as device:
        yield Written(device, image, manifest, folder)


def _text(path: Path) -> str:
    return path.read_bytes().decode(errors="replace")


@contextmanager
def attached(written: Written, backing: Path) -> Iterator[Written]:
    """Another disk with the same content, or what was its content once."""
    with loop(backing, "--partscan") as device:
        yield replace(written, disk=device, backing=backing)

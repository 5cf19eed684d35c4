"""Images that the demo's workshop has: what they say of themselves, and no blocks."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from diagnostics import wire
from diagnostics.wire.imaging import (
    BLOCK_BYTES,
    Boot,
    Manifest,
    Needs,
    Package,
    Packages,
    Partition,
    Source,
)

GB, GIB, MIB = 10**9, 2**30, 2**20

_LANGUAGES = ("nl", "fr", "en")
_EPOCH = 1_760_000_000
_BOTH: tuple[Boot, ...] = ("bios", "uefi")


@dataclass(frozen=True, kw_only=True)
class Software:
    """``packages``: what is on it. ``notes``: what is new in this release, by language."""

    manifest: Manifest
    packages: Packages | None
    notes: dict[str, str]

    @property
    def content(self) -> bytes:
        """``manifest.json``."""
        return wire.encode(self.manifest)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def blocks(self) -> int:
        """Of its map, had it one."""
        return -(-self.manifest.written_bytes // BLOCK_BYTES)


def _packages(*rows: tuple[str, str, str]) -> Packages:
    found = [
        Package(name=name, release=release, architecture="amd64", licences=tuple(licences.split()))
        for name, release, licences in rows
    ]
    return Packages(packages=tuple(sorted(found, key=lambda one: one.name)))


_DESKTOP = (
    ("linux-image-amd64", "6.1.148-1", "GPL-2"),
    ("firefox-esr", "128.14.0esr-1", "MPL-2.0"),
    ("thunderbird", "128.14.0esr-1", "MPL-2.0"),
    ("libreoffice-writer", "4:7.4.7-1", "MPL-2.0 LGPL-3+"),
    ("libreoffice-calc", "4:7.4.7-1", "MPL-2.0 LGPL-3+"),
    ("evince", "43.1-2", "GPL-2+"),
    ("vlc", "3.0.21-0", "GPL-2+ LGPL-2.1+"),
    ("orca", "43.1-1", "LGPL-2.1+"),
    ("unattended-upgrades", "2.9.1", "GPL-2+"),
    ("firmware-iwlwifi", "20230210-5", ""),
    ("xfce4-session", "4.18.1-1", "GPL-2+"),
    ("network-manager", "1.42.4-1", "GPL-2+ LGPL-2.1+"),
)
_SCHOOL = (
    *_DESKTOP,
    ("gcompris-qt", "3.1-2", "GPL-3+"),
    ("tuxpaint", "1:0.9.28-2", "GPL-2+"),
    ("geogebra", "4.0.34.0", "GPL-2+"),
)


def _manifest(
    name: str,
    release: str,
    titles: Sequence[str],
    descriptions: Sequence[str],
    *,
    memory_gb: int,
    disk_gb: int,
    sent_gb: float,
) -> Manifest:
    size, written = disk_gb * GB // BLOCK_BYTES * BLOCK_BYTES, int(sent_gb * 2.6 * GB) // MIB * MIB
    return Manifest(
        name=name,
        release=release,
        titles=dict(zip(_LANGUAGES, titles, strict=True)),
        descriptions=dict(zip(_LANGUAGES, descriptions, strict=True)),
        languages=_LANGUAGES,
        system="debian",
        system_name="Debian 12",
        needs=Needs(memory_bytes=memory_gb * GIB, disk_bytes=size),
        boots=_BOTH,
        secure_boot=True,
        table="gpt",
        partitions=(
            Partition(number=1, start_bytes=MIB, size_bytes=MIB, role="bios"),
            Partition(
                number=2, start_bytes=2 * MIB, size_bytes=256 * MIB, role="efi", filesystem="vfat"
            ),
            Partition(
                number=3,
                start_bytes=258 * MIB,
                size_bytes=size - 260 * MIB,
                role="root",
                filesystem="ext4",
                grows=True,
            ),
        ),
        source=Source(kind="built", recipe=name, epoch=_EPOCH, suite="bookworm"),
        created="2026-10-02T08:00:00+00:00",
        size_bytes=size,
        written_bytes=written,
        blocks_bytes=int(sent_gb * GB),
        blocks_sha256=_hash(f"blocks of {name} {release}"),
        map_bytes=90_000,
        map_sha256=_hash(f"map of {name} {release}"),
    )


def _software(manifest: Manifest, rows: Sequence[tuple[str, str, str]], *notes: str) -> Software:
    packages = _packages(*rows)
    told = replace(
        manifest,
        packages=len(packages.packages),
        packages_sha256=hashlib.sha256(wire.encode(packages)).hexdigest(),
    )
    return Software(
        manifest=told, packages=packages, notes=dict(zip(_LANGUAGES, notes, strict=False))
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_BASIS = _manifest(
    "basis",
    "2026.10.02",
    ("Basis", "Base", "Basics"),
    (
        "Internet, mail, brieven schrijven, rekenen, foto's en videobellen.",
        "Internet, courrier, textes, calcul, photos et appels vidéo.",
        "Internet, mail, letters, sums, photos and video calls.",
    ),
    memory_gb=4,
    disk_gb=16,
    sent_gb=2.4,
)

#: Released; the next one is on trial.
BASIS = _software(
    _BASIS,
    _DESKTOP,
    "De eerste versie voor de ontleners.",
    "La première version pour les emprunteurs.",
    "The first release for borrowers.",
)
BASIS_ON_TRIAL = _software(
    replace(_BASIS, release="2026.11.20", created="2026-11-20T08:00:00+00:00"), _DESKTOP
)
SCHOOL = _software(
    _manifest(
        "school",
        "2026.10.05",
        ("School", "École", "School"),
        (
            "Alles van Basis, en programma's om te tekenen, te rekenen en te leren.",
            "Tout de Base, et des programmes pour dessiner, calculer et apprendre.",
            "All of Basics, and programs to draw, do sums and learn.",
        ),
        memory_gb=8,
        disk_gb=24,
        sent_gb=3.1,
    ),
    _SCHOOL,
    "Met tekenen en wiskunde.",
    "Avec le dessin et les mathématiques.",
    "With drawing and mathematics.",
)
#: Brought in from a reference disk: it asks for a licence, and cannot say that it started.
WINDOWS = Software(
    manifest=replace(
        _manifest(
            "windows",
            "2026.09.15",
            ("Windows 11", "Windows 11", "Windows 11"),
            (
                "Voor wie Windows nodig heeft voor werk of school.",
                "Pour qui a besoin de Windows au travail ou à l'école.",
                "For who needs Windows for work or school.",
            ),
            memory_gb=8,
            disk_gb=64,
            sent_gb=9.8,
        ),
        system="windows",
        system_name="Windows 11 Pro",
        languages=("nl",),
        boots=("uefi",),
        source=Source(kind="raw"),
    ),
    packages=None,
    notes={"nl": "Onze eigen referentieschijf, met de updates van september."},
)
ALL = (BASIS, BASIS_ON_TRIAL, SCHOOL, WINDOWS)

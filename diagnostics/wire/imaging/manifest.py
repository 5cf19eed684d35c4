"""What an image is, and where each of its blocks goes.

An image is four files: ``manifest.json``, ``map.json``, ``packages.json`` and ``blocks``. The
manifest names the hashes of the two other JSON files, the map the hash of each block: so the
SHA-256 of the manifest, byte for byte, is the hash of the whole image, by which it is ordered.

``blocks`` is one zstd frame after another, each of at most ``BLOCK_BYTES`` of the disk, ascending
by their place on it. What the map names neither as block nor as zeros is of no filesystem's
concern: it is not written, and may hold anything.
"""

from dataclasses import dataclass, field

from diagnostics.wire.imaging.terms import Boot, Role, System

#: Of these documents. A reader refuses another one than it knows.
VERSION = 1
#: Of one block, before it is compressed; the last one of a stretch may be shorter.
BLOCK_BYTES = 4 * 2**20
#: Places and lengths on the disk are multiples of this.
UNIT_BYTES = 4096
#: In bytes: no manifest and no map is larger.
MOST_MANIFEST_BYTES, MOST_MAP_BYTES = 2**20, 64 * 2**20

#: ``(place, length, stored_at, stored_length, sha256)``: bytes on the disk, bytes in ``blocks``,
#: and the hexadecimal SHA-256 of the content as it stands on the disk.
Block = tuple[int, int, int, int, str]
#: ``(place, length)`` in bytes.
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    version: int = VERSION
    #: Of the disk that the image was made as: the least that it fits on.
    size_bytes: int
    #: Ascending, without overlap.
    blocks: tuple[Block, ...]
    #: Belongs to a filesystem or a table and is all zeros: written as such, and read back.
    zeros: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    number: int
    start_bytes: int
    size_bytes: int
    role: Role
    #: As ``blkid`` calls it: ``ext4``, ``vfat``, ``ntfs``; None: none, or not known.
    filesystem: str | None = None
    label: str | None = None
    #: It may be made larger, and its filesystem with it: of the last partition only.
    grows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The least of a machine that this image is made for."""

    memory_bytes: int = 0
    #: Never below ``Map.size_bytes``.
    disk_bytes: int = 0
    #: As ``uname -m``: ``x86_64``; ``i686`` runs on either.
    architecture: str = "x86_64"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where it comes from, so that it can be made again."""

    #: ``built``, ``raw`` or ``clonezilla``.
    kind: str
    #: Of the recipe, and of its text (SHA-256, hexadecimal).
    recipe: str | None = None
    recipe_sha256: str | None = None
    #: Seconds since 1970: the newest time that anything in it carries.
    epoch: int | None = None
    #: ``bookworm``.
    suite: str | None = None
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    version: int = VERSION
    #: ``basis``: lower case, digits and hyphens.
    name: str
    #: Of the image: ``2026.11.21``, ``2026.11.21-2``; sorted as text within one name.
    release: str
    #: By language (``nl``, ``fr``, ``en``): what it is called, and what it is for, in a sentence.
    titles: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    #: In the order in which they are offered to the borrower.
    languages: tuple[str, ...] = ()
    system: System
    #: ``Debian 12``, ``Windows 11 Pro``: what a person calls it.
    system_name: str | None = None
    needs: Needs = field(default_factory=Needs)
    boots: tuple[Boot, ...]
    #: Whether it starts with Secure Boot on.
    secure_boot: bool = False
    #: ``gpt``, ``mbr``; None: a disk without a table.
    table: str | None = None
    partitions: tuple[Partition, ...] = ()
    source: Source
    #: RFC 3339 with an offset. When made again, it is the same.
    created: str

    size_bytes: int
    #: Of the disk: what is written, blocks and zeros together.
    written_bytes: int
    blocks_bytes: int
    blocks_sha256: str
    map_bytes: int
    map_sha256: str
    #: Number of packages, and the SHA-256 of ``packages.json`` (``Packages``); None: not known.
    packages: int | None = None
    packages_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    name: str
    release: str
    architecture: str | None = None
    #: SPDX or Debian names, as its copyright file says; empty: that says it in prose only.
    licences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Packages:
    version: int = VERSION
    packages: tuple[Package, ...] = ()

"""What is known of an image before its disk is packed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from atelier.workshop.imaging.store.layout import Layout
from diagnostics.wire.imaging import (
    Boot,
    Manifest,
    Map,
    Needs,
    Role,
    Source,
    System,
    of_naming,
    written_bytes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The manifest, without what only the disk and the packing tell; fields as ``Manifest``'s."""

    name: str
    release: str
    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    system: System
    system_name: str | None = None
    #: ``disk_bytes`` below the size of the disk becomes that size.
    needs: Needs = field(default_factory=Needs)
    boots: tuple[Boot, ...]
    secure_boot: bool = False
    source: Source
    #: RFC 3339 with an offset; the same when the same is made again.
    created: str
    #: By number of the partition, where its kind does not say it: ``root`` mostly.
    roles: Mapping[int, Role] = field(default_factory=dict)


def trouble_of_naming(name: str, release: str | None) -> str | None:
    """Why no image can be called so, for whoever has hours of work before that would be seen."""
    found = of_naming(name, release or "0")
    return next((f"its {what} {why}" for what, why in found), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashes:
    """Bytes and SHA-256 of the files that a manifest names."""

    blocks_sha256: str
    map_bytes: int
    map_sha256: str
    packages: int | None = None
    packages_sha256: str | None = None


def manifest(draft: Draft, layout: Layout, tool: str, places: Map, hashes: Hashes) -> Manifest:
    needs = replace(draft.needs, disk_bytes=max(draft.needs.disk_bytes, layout.size_bytes))
    return Manifest(
        name=draft.name,
        release=draft.release,
        titles=dict(draft.titles),
        descriptions=dict(draft.descriptions),
        languages=draft.languages,
        system=draft.system,
        system_name=draft.system_name,
        needs=needs,
        boots=draft.boots,
        secure_boot=draft.secure_boot,
        table=layout.table,
        partitions=layout.partitions(draft.roles),
        source=replace(draft.source, tools=(*draft.source.tools, tool)),
        created=draft.created,
        size_bytes=layout.size_bytes,
        written_bytes=written_bytes(places),
        blocks_bytes=sum(block[3] for block in places.blocks),
        blocks_sha256=hashes.blocks_sha256,
        map_bytes=hashes.map_bytes,
        map_sha256=hashes.map_sha256,
        packages=hashes.packages,
        packages_sha256=hashes.packages_sha256,
    )

"""Read the documents of imaging strictly: their shape, and that they make sense."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from diagnostics.wire.documents import Malformed, decode
from diagnostics.wire.imaging import sense
from diagnostics.wire.imaging.evidence import Evidence
from diagnostics.wire.imaging.first_boot import FirstBoot
from diagnostics.wire.imaging.manifest import Manifest, Map

T = TypeVar("T")


def understand_manifest(content: bytes, sha256: str | None = None) -> Manifest:
    """``sha256``: what it has to be, where that is known. Raises Malformed."""
    if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
        raise Malformed("the manifest is not the one that was ordered: its hash differs")
    return _sound(decode(Manifest, content), sense.of_manifest)


def understand_map(content: bytes, manifest: Manifest) -> Map:
    """Raises Malformed, also for a map that is not the manifest's, or goes beyond the disk."""
    if hashlib.sha256(content).hexdigest() != manifest.map_sha256:
        raise Malformed("the map is not the manifest's: its hash differs")
    found = _sound(decode(Map, content), sense.of_map)
    for name, told, counted in (
        ("size_bytes", manifest.size_bytes, found.size_bytes),
        ("written_bytes", manifest.written_bytes, written_bytes(found)),
        ("blocks_bytes", manifest.blocks_bytes, sum(block[3] for block in found.blocks)),
    ):
        if told != counted:
            raise Malformed(f"Manifest.{name} is {told}, and by its map it is {counted}")
    return found


def understand_evidence(document: bytes | str | Mapping[str, Any]) -> Evidence:
    """Raises Malformed, also for *installed* where its own figures say otherwise."""
    return _sound(decode(Evidence, document), sense.of_evidence)


def contradictions(evidence: Evidence) -> tuple[str, ...]:
    """For the maker of evidence: with any of these it must not leave as it is."""
    return tuple(f"{path} {trouble}" for path, trouble in sense.of_evidence(evidence))


def understand_first_boot(document: bytes | str | Mapping[str, Any]) -> FirstBoot:
    """Raises Malformed."""
    return _sound(decode(FirstBoot, document), sense.of_first_boot)


def written_bytes(found: Map) -> int:
    """Of the disk."""
    return sum(block[1] for block in found.blocks) + sum(length for _, length in found.zeros)


def _sound(document: T, rule: Callable[[T], sense.Troubles]) -> T:
    for path, trouble in rule(document):
        raise Malformed(f"{type(document).__name__}.{path} {trouble}")
    return document

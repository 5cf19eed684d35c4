"""The same versions once more: the packages of an image, pinned."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from atelier.workshop.imaging.building.apt import Apt
from atelier.workshop.imaging.building.errors import BuildError
from diagnostics.wire import Malformed, decode
from diagnostics.wire.imaging import Package, Packages, understand_manifest

_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    #: Of the image that they are of.
    sha256: str
    name: str
    release: str
    recipe_sha256: str | None
    packages: tuple[Package, ...]

    def preferences(self) -> str:
        """For apt: these, even where newer ones are there."""
        pinned = (
            f"Package: {one.name}\nPin: version {one.release}\nPin-Priority: 1001\n"
            for one in self.packages
        )
        return "\n".join(pinned)

    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.packages)

    def differences(self, found: Iterable[Package]) -> tuple[str, ...]:
        """What came out otherwise, by name: for a recipe that is another one now."""
        then = {one.name: one.release for one in self.packages}
        now = {one.name: one.release for one in found}
        names = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
        return tuple(
            f"{name}: {then.get(name, 'none')} then, {now.get(name, 'none')} now" for name in names
        )


def read(manifest: Path) -> Pins:
    """``manifest.json`` of an image, with its ``packages.json`` beside it. Raises BuildError."""
    try:
        content = manifest.read_bytes()
        told = understand_manifest(content)
        packages = manifest.with_name("packages.json").read_bytes()
        listed = decode(Packages, packages)
    except (OSError, Malformed) as error:
        raise BuildError(f"{manifest} does not say what it was built of: {error}") from error
    if told.source.kind != "built":
        raise BuildError(f"{manifest} was not built from a recipe: it was {told.source.kind}")
    if hashlib.sha256(packages).hexdigest() != told.packages_sha256:
        raise BuildError(f"{manifest}: packages.json is not the one that the manifest names")
    return Pins(
        sha256=hashlib.sha256(content).hexdigest(),
        name=told.name,
        release=told.release,
        recipe_sha256=told.source.recipe_sha256,
        packages=listed.packages,
    )


def check(pins: Pins, mirror: Sequence[str], place: Path) -> None:
    """Raises BuildError that names what the mirror no longer has."""
    gone = list(missing(pins, Apt(place / "apt", mirror).versions()))
    if gone:
        shown = "\n".join(f"  {one}" for one in gone[:_MOST_SHOWN])
        more = f"\n  and {len(gone) - _MOST_SHOWN} more" if len(gone) > _MOST_SHOWN else ""
        raise BuildError(
            f"{len(gone)} of {len(pins.packages)} packages are no longer on the mirror in that"
            f" version:\n{shown}{more}\nName a mirror that keeps old ones: --mirror"
            " http://snapshot.debian.org/archive/debian/20261121T000000Z, with a day on which the"
            " image was new."
        )


def missing(pins: Pins, there: dict[str, set[str]]) -> Iterator[str]:
    for one in pins.packages:
        if one.release not in there.get(one.name, set()):
            now = ", ".join(sorted(there.get(one.name, ()))) or "none at all"
            yield f"{one.name} {one.release} (there is: {now})"

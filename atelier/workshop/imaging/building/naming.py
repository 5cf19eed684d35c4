"""How an image that was built is called, where nobody says so."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from atelier.workshop.imaging import store
from atelier.workshop.imaging.building.recipe import Recipe
from diagnostics.wire import encode
from diagnostics.wire.imaging import Manifest, Package, Packages


def release(folder: Path, recipe: Recipe, epoch: int, packages: Sequence[Package]) -> str:
    """The day of its newest package; ``…-2`` where another image in the store has that.

    The same recipe of the same packages keeps its name: it is the same image.
    """
    own = hashlib.sha256(encode(Packages(packages=tuple(packages)))).hexdigest()
    manifests = (entry.manifest for entry in store.entries(folder))
    others = {
        one.release
        for one in manifests
        if one and one.name == recipe.name and not _is_same(one, recipe, own)
    }
    day = f"{datetime.fromtimestamp(epoch, UTC):%Y.%m.%d}"
    candidates = chain([day], (f"{day}-{number}" for number in count(2)))
    return next(one for one in candidates if one not in others)


def _is_same(manifest: Manifest, recipe: Recipe, packages_sha256: str) -> bool:
    return (manifest.source.recipe_sha256, manifest.packages_sha256) == (
        recipe.sha256,
        packages_sha256,
    )

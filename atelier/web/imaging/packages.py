"""The programs in an image: read from its own list, a part at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from atelier.paging import Page, cut
from atelier.workshop.imaging import store
from atelier.workshop.imaging.catalogue import Entry
from atelier.workshop.imaging.store import StoreError
from diagnostics.wire import Malformed
from diagnostics.wire.imaging import Package

#: On one page.
AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class Shown:
    """``page``: those that hold what was asked for. ``licences``: on how many each stands."""

    page: Page[Package]
    found: int
    licences: Sequence[tuple[str, int]]
    #: Of how many nobody says a licence in one word.
    unnamed: int


def of(folder: Path, entry: Entry, wanted: str, after: int) -> Shown | None:
    """None: the list is not there, or is not the one of the manifest."""
    try:
        packages = _read(folder, entry.image.sha256)
    except (StoreError, Malformed, OSError):
        return None
    if packages is None:
        return None
    said = wanted.casefold()
    found = [(at, one) for at, one in enumerate(packages, start=1) if said in one.name.casefold()]
    rest = [(at, one) for at, one in found if at > after][: AT_ONCE + 1]
    counted = Counter(name for one in packages for name in set(one.licences))
    return Shown(
        page=cut([one for _, one in rest], [at for at, _ in rest], AT_ONCE),
        found=len(found),
        licences=counted.most_common(),
        unnamed=sum(not one.licences for one in packages),
    )


@lru_cache(maxsize=4)
def _read(folder: Path, sha256: str) -> tuple[Package, ...] | None:
    """Held to the hash of the image, so it never changes; an error is not kept, for what is not
    there now may come later.
    """
    return store.packages(folder, sha256)

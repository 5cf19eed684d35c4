"""Where the packages come from."""

import os
import re
from pathlib import Path

SUITE = "bookworm"
_MIRROR = "http://deb.debian.org/debian"
_PARTS = "main contrib non-free-firmware"
_KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"
_HERE = Path("/etc/apt/sources.list.d/debian.sources")
#: What an installed system asks, wherever its image was built.
INSTALLED = tuple(
    f"deb http://deb.debian.org/{place} {suite} {_PARTS}"
    for place, suite in (
        ("debian", SUITE),
        ("debian", f"{SUITE}-updates"),
        ("debian-security", f"{SUITE}-security"),
    )
)


def lines(mirror: str | None = None) -> tuple[str, ...]:
    """For apt. ``mirror``: ``http://snapshot.debian.org/archive/debian/20261121T000000Z`` gives the
    packages of that day; without it the setting MIRROR, or this machine's own mirror.
    """
    main = (mirror or os.environ.get("MIRROR") or _own_mirror() or _MIRROR).rstrip("/")
    security = re.sub(r"/debian(?=/|$)", "/debian-security", main, count=1)
    # The lists of a day gone by say themselves that they are no longer valid.
    options = f"signed-by={_KEYS}" + (" check-valid-until=no" if "snapshot." in main else "")
    return (
        f"deb [{options}] {main} {SUITE} {_PARTS}",
        f"deb [{options}] {main} {SUITE}-updates {_PARTS}",
        f"deb [{options}] {security} {SUITE}-security {_PARTS}",
    )


def _own_mirror() -> str | None:
    try:
        told = _HERE.read_text()
    except OSError:
        return None
    if not re.search(rf"^Suites:.*\b{SUITE}\b", told, re.MULTILINE):
        return None
    found = re.search(r"^URIs: *(https?://\S+)", told, re.MULTILINE)
    return found[1] if found else None

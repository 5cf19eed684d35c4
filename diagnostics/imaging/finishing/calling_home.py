"""Put in what lets the installed system say, once, how it started; and what it needs for that."""

import hashlib
import re
import secrets
from pathlib import Path

from diagnostics.first_boot import packing, placed
from diagnostics.first_boot.settings import Settings
from diagnostics.imaging.finisher import Home
from diagnostics.imaging.finishing import own
from diagnostics.imaging.finishing.tree import Tree
from diagnostics.imaging.finishing.work import Work
from diagnostics.link.trust import Trust
from diagnostics.wire import encode

_SYSTEMD = ("usr/lib/systemd/systemd", "lib/systemd/systemd")
_CERTIFICATES = "etc/ssl/certs/ca-certificates.crt"
_PYTHON = re.compile(r"python3\.(\d+)")
#: Debian's smallest Python does not have these.
_NEEDED = ("http/client.py", "ssl.py", "json/__init__.py")


def put_in(work: Work, tree: Tree) -> str | None:
    """The SHA-256 of the key; None, and why in the evidence, where it cannot call home."""
    take_out(tree)
    home, why = work.job.home, _why_not(work, tree)
    if why or home is None:
        asked = work.job.parameters.first_boot
        work.tell("first_boot", "not_possible" if asked else "kept", why=why)
        return None
    key = secrets.token_urlsafe(32)
    _place(work, tree, home, key)
    work.tell("first_boot", "done")
    return hashlib.sha256(key.encode()).hexdigest()


def take_out(tree: Tree) -> None:
    """What is there of an earlier try: its key counts no more."""
    for path in placed.ALL:
        tree.remove(path)


def _place(work: Work, tree: Tree, home: Home, key: str) -> None:
    settings = Settings(
        server=home.address,
        fingerprint=home.trust.fingerprint,
        authority=_authority(home, work.host.path("/"), tree),
        key=key,
        image=work.job.parameters.image,
        machine=work.job.machine,
    )
    # The key first: a program without one would have nothing to say.
    tree.write(placed.SETTINGS, encode(settings), mode=0o600)
    tree.own(placed.FOLDER).chmod(0o700)
    tree.write(placed.PROGRAM, packing.pack(), mode=0o600)
    own.enable(tree, placed.UNIT_NAME, placed.UNIT)


def _authority(home: Home, here: Path, tree: Tree) -> str | None:
    """Whom to believe. A system that knows no issuers gets those of the medium for this once."""
    if home.trust != Trust() or not home.address.startswith("https:"):
        return home.trust.authority
    if tree.is_file(_CERTIFICATES):
        return None
    known = here / _CERTIFICATES
    return known.read_text("ascii", "ignore") if known.is_file() else None


def _why_not(work: Work, tree: Tree) -> str | None:
    if not work.job.parameters.first_boot:
        return "it was not asked for"
    if work.job.home is None:
        return "there is no server to tell"
    if not any(tree.is_file(path) for path in _SYSTEMD):
        return "the system does not start by systemd"
    return _python_trouble(tree)


def _python_trouble(tree: Tree) -> str | None:
    found = _PYTHON.fullmatch(tree.path("usr/bin/python3").name)
    if found is None:
        return "the system has no Python"
    if int(found[1]) < packing.OLDEST_PYTHON[1]:
        return f"the Python of the system is 3.{found[1]}; the oldest that will do is 3.10"
    library = f"usr/lib/{found[0]}"
    missing = [name for name in _NEEDED if not tree.is_file(f"{library}/{name}")]
    return f"the Python of the system is not whole: {', '.join(missing)}" if missing else None

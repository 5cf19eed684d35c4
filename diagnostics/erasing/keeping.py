"""Where evidence waits: in the spool, beside the reports; in memory only where nothing else can."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from diagnostics import files, wire
from diagnostics.link import spool
from diagnostics.link.medium import MediumError
from diagnostics.link.spool import EVIDENCE, Place
from diagnostics.measure import started_from
from diagnostics.probes.host import Host
from diagnostics.wire.erasure import Evidence


def place(host: Host, folder: Path | None) -> Place:
    """The stick where the system was started from ours; else a folder of the system."""
    if folder is None and started_from(host.read("proc/cmdline") or "") != "installed":
        return spool.on_medium(host).place
    return spool.in_folder(folder or files.kept_in()[0]).place


def keep(place: Place, evidence: Evidence) -> str | None:
    """Where it is now, for a person; None: nowhere."""
    content = wire.encode(evidence)
    tries: tuple[Callable[[], str], ...] = (
        lambda: _in(place, evidence.id, content),
        lambda: _in(spool.in_folder(files.kept_in()[0]).place, evidence.id, content),
        lambda: _in(spool.in_folder(Path.cwd()).place, evidence.id, content),
    )
    for attempt in tries:
        with suppress(MediumError, OSError):
            return attempt()
    return None


def _in(place: Place, evidence_id: str, content: bytes) -> str:
    with place.writing() as root:
        folder = root / EVIDENCE
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.sweep(folder)
        files.write(folder / f"erasure-{evidence_id}.json", content + b"\n")
    return f"{place.name}/{EVIDENCE}/erasure-{evidence_id}.json"

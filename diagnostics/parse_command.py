"""``atelier-agent parse KIND FILE…``: what our parser makes of a recording that anyone sent in.

Prints one JSON document a line, one a file: ``{"file", "kind", "result"}``, or ``"error"`` in place
of the result. Nothing is run and nothing leaves the machine.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from diagnostics.probes import edid, hdparm, lsblk, mmc, nvme, smart
from diagnostics.probes.dmi import recording

#: A recording is some kilobytes; what is much larger is another kind of file (a disk image).
LARGEST_BYTES = 16 * 2**20

Parser = Callable[[bytes], Any]


def _lsblk(raw: bytes) -> dict[str, Any]:
    return {"devices": [asdict(device) for device in lsblk.parse(raw)]}


#: Each takes the bytes of a file and raises ValueError, with what to do, for anything else.
PARSERS: Mapping[str, Parser] = {
    "dmidecode": lambda raw: asdict(recording.parse(raw)),
    "edid": lambda raw: asdict(edid.parse(raw)),
    "hdparm": lambda raw: asdict(hdparm.parse(raw)),
    "lsblk": _lsblk,
    "mmc-extcsd": lambda raw: asdict(mmc.parse(raw)),
    "nvme-id-ctrl": lambda raw: asdict(nvme.parse(raw)),
    "smartctl": lambda raw: asdict(smart.parse(raw)),
}


def run(kind: str, files: Iterable[str], out: TextIO | None = None) -> int:
    """Parse every file, go on after one that cannot be read; 0, or 1 when there was one."""
    documents = (parse_file(kind, file) for file in files)
    failed = False
    for document in documents:
        print(json.dumps(document), file=out or sys.stdout)
        failed = failed or "error" in document
    return int(failed)


def parse_file(kind: str, file: str) -> dict[str, Any]:
    try:
        result = PARSERS[kind](_read(Path(file)))
    except OSError as error:
        return {"file": file, "kind": kind, "error": error.strerror or str(error)}
    except ValueError as error:
        return {"file": file, "kind": kind, "error": str(error)}
    return {"file": file, "kind": kind, "result": result}


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        raw = file.read(LARGEST_BYTES + 1)
    if len(raw) > LARGEST_BYTES:
        raise ValueError(f"larger than {LARGEST_BYTES >> 20} MiB, so not a recording")
    return raw

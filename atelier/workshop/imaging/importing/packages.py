"""The packages of a Debian-like system, out of its own lists."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from atelier.workshop.imaging.building import licences
from diagnostics.wire.imaging import Package

STATUS = "/var/lib/dpkg/status"
#: Texts of files of the system by their names; what is not there is not in the answer.
Read = Callable[[Sequence[str]], Mapping[str, str]]

_COPYRIGHT = "/usr/share/doc/{name}/copyright"
_NAME = re.compile(r"[a-z0-9][a-z0-9.+-]*")


def find(read: Read) -> tuple[Package, ...] | None:
    """With their licences; None: it keeps no such list."""
    status = read([STATUS]).get(STATUS)
    if status is None:
        return None
    found = sorted(parse(status), key=lambda one: (one.name, one.architecture or ""))
    paths = {one.name: _COPYRIGHT.format(name=one.name) for one in found}
    texts = read(list(paths.values()))
    return tuple(
        replace(one, licences=licences.parse(texts.get(paths[one.name], ""))) for one in found
    )


def parse(status: str) -> list[Package]:
    """Only what is installed."""
    found = []
    for paragraph in status.split("\n\n"):
        fields = dict(re.findall(r"^([A-Za-z-]+):[ \t]*(.*)$", paragraph, re.MULTILINE))
        name = fields.get("Package", "")
        if fields.get("Status", "").endswith(" installed") and _NAME.fullmatch(name):
            found.append(
                Package(
                    name=name,
                    release=fields.get("Version", ""),
                    architecture=fields.get("Architecture"),
                )
            )
    return found


def architecture(found: Sequence[Package]) -> str | None:
    """That of most packages, as Debian calls it."""
    counted = Counter(one.architecture for one in found if one.architecture not in {"all", None})
    return counted.most_common(1)[0][0] if counted else None

"""Which release of a tool carried out a method, for the evidence."""

import re

from diagnostics.probes.host import Host
from diagnostics.run import RunError
from diagnostics.wire.erasure import Method, Tool

_VERSION = re.compile(r"\d+(?:\.\d+)+")
_ASK_S = 10.0
#: How each says it. mmc-utils of Debian 12 do not.
_ASKED = {
    "hdparm": ("hdparm", "-V"),
    "nvme": ("nvme", "version"),
    "blkdiscard": ("blkdiscard", "-V"),
}


def of(host: Host, method: Method) -> tuple[Tool, ...]:
    """Empty for an overwrite, which is the agent's own."""
    return tuple(Tool(name=name, version=_version(host, name)) for name in _names(method))


def _names(method: Method) -> tuple[str, ...]:
    match method.partition("_")[0]:
        case "ata":
            return ("hdparm",)
        case "nvme":
            return ("nvme",)
        case "mmc":
            return ("blkdiscard", "mmc")
    return ()


def _version(host: Host, name: str) -> str | None:
    if name not in _ASKED:
        return None
    try:
        found = _VERSION.search(host.run(_ASKED[name], timeout_s=_ASK_S).text)
    except RunError:
        return None
    return found[0] if found else None

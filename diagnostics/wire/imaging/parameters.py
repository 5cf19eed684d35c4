"""What an order of kind "image" asks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from diagnostics.wire.documents import Malformed, decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Multicast:
    """The server sends ``blocks`` to many at once; what does not arrive is asked for by HTTP."""

    #: udpcast's own: ``--portbase``, an even number.
    port: int
    #: IPv4 address on which senders and receivers meet.
    rendezvous: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """``Order.parameters`` of an order of kind "image"."""

    #: The hash of the image: SHA-256 of its manifest, hexadecimal.
    image: str
    #: Of the manifest: what the screen calls it.
    name: str
    release: str
    #: What lies on the disk: nothing (it was erased), or our own work of after the erasure. An
    #: agent refuses a disk that says otherwise.
    over: Literal["erased", "image"]
    #: The device's tag, 10 digits; the host name is made of it.
    tag: str
    #: The installed system says once how it started.
    first_boot: bool = True
    multicast: Multicast | None = None


def understand_parameters(document: bytes | str | Mapping[str, Any]) -> Parameters:
    """Of an order. Raises Malformed."""
    found = decode(Parameters, document)
    if not _SHA256.fullmatch(found.image):
        raise Malformed("Parameters.image has to be 64 hexadecimal digits")
    if not _TAG.fullmatch(found.tag):
        raise Malformed("Parameters.tag has to be 10 digits")
    return found


_SHA256 = re.compile(r"[0-9a-f]{64}")
_TAG = re.compile(r"[0-9]{10}")

"""Direct I/O on whole disks: what is written went past the page cache, what is read did so too.

A read through the page cache proves nothing: it may show what was written a moment ago and never
reached the disk.
"""

from diagnostics.blockio.device import (
    Device,
    Gone,
    InUse,
    NotReadable,
    SizeUnknown,
    Unusable,
)
from diagnostics.blockio.direct import DirectDevice, open_device
from diagnostics.blockio.faults import Fault, Faults, TooManyFaults

__all__ = [
    "Device",
    "DirectDevice",
    "Fault",
    "Faults",
    "Gone",
    "InUse",
    "NotReadable",
    "SizeUnknown",
    "TooManyFaults",
    "Unusable",
    "open_device",
]

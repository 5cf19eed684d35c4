"""Keys, touches and switches as the kernel tells them, from ``/dev/input``.

With the standard library alone: Debian's python3-evdev has no wheel, and little of it is needed.
"""

from diagnostics.checks.inputs.devices import Device, find
from diagnostics.checks.inputs.events import Event, decode
from diagnostics.checks.inputs.source import Source, Sources, open_sources

__all__ = ["Device", "Event", "Source", "Sources", "decode", "find", "open_sources"]

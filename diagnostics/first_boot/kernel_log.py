"""What the kernel's log says of firmware that a driver asked for and that is not there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from diagnostics.probes.host import Host
from diagnostics.run import RunError

#: "iwlwifi 0000:02:00.0: Direct firmware load for iwlwifi-7260-17.ucode failed with error -2";
#: Debian's kernels say "firmware: failed to load iwlwifi-7260-17.ucode (-2)".
_ASKED = re.compile(
    r"(?:^|\s)(?P<device>\S+): (?:firmware: )?"
    r"(?:Direct firmware load for (?P<one>\S+) failed with error -2\b"
    r"|failed to load (?P<other>\S+) \(-2\))"
)
#: Bluetooth drivers ask without a word of the kernel's, and say it themselves.
_BLUETOOTH = re.compile(
    r"Bluetooth: (?P<device>hci\d+): Failed to load \w+ firmware file (?P<file>\S+) \(-2\)"
)


@dataclass(frozen=True, slots=True)
class Missing:
    #: ``0000:02:00.0``, ``1-7:1.0``, ``hci0``.
    device: str
    file: str


def read(host: Host) -> tuple[Missing, ...]:
    """Empty too where nobody may read the log."""
    try:
        return parse(host.run(["dmesg"], timeout_s=20).text)
    except RunError:
        return ()


def parse(text: str) -> tuple[Missing, ...]:
    """Each once, in the order of the log."""
    return tuple(dict.fromkeys(one for line in text.splitlines() for one in _in_line(line)))


def _in_line(line: str) -> Iterator[Missing]:
    if found := _BLUETOOTH.search(line):
        yield Missing(found["device"], found["file"])
    elif found := _ASKED.search(line):
        yield Missing(found["device"], found["one"] or found["other"])

"""``atelier.server=…`` and the like on the kernel's command line: how a network boot is told."""

import re
from collections.abc import Iterator

from diagnostics.link.text_file import Line, tidy_key

_WORD = re.compile(r'(?:[^\s"]|"[^"]*")+')
_PREFIX = "atelier."
#: For the first stage of the start, which has done with them.
_FOR_THE_START = frozenset({"fetch", "ram"})


def lines(cmdline: str) -> Iterator[Line]:
    """As the lines of the file, all numbered 0. The kernel knows double quotes alone."""
    for word in _WORD.findall(cmdline):
        bare = word.replace('"', "")
        if bare.startswith(_PREFIX):
            key, found, value = bare.removeprefix(_PREFIX).partition("=")
            if key not in _FOR_THE_START:
                yield Line(0, tidy_key(key) if found else "", value)

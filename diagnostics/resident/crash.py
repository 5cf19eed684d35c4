"""What a person and the journal get to see when the agent itself goes wrong.

Whoever started the agent (systemd on the medium) starts it anew. Once is a flicker; the second time
within ten seconds a sentence stays on the screen for as long.
"""

import contextlib
import os
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from diagnostics.words import Words

SOON_S = 10.0
#: In ``/run``: it is about this start of the machine alone.
_MARK = Path("/run/atelier/crashed")


@contextlib.contextmanager
def told(words: Words, mark: Path = _MARK, pause_s: float = SOON_S) -> Iterator[None]:
    """The block's crash goes on as it was, once it has been told."""
    try:
        yield
    except Exception:  # noqa: BLE001 - whatever it was
        traceback.print_exc()
        again = _is_again(mark)
        _say(words, again=again)
        if again:
            time.sleep(pause_s)
        raise SystemExit(1) from None


def _is_again(mark: Path) -> bool:
    """Whether the crash before this one was moments ago; and note this one."""
    try:
        before = mark.stat().st_mtime
    except OSError:
        before = None
    with contextlib.suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    return before is not None and abs(time.time() - before) < 2 * SOON_S


def _say(words: Words, *, again: bool) -> None:
    lines = [words("Het programma van Atelier stopte door een fout. Het start opnieuw.")]
    if again:
        lines.append(words("Blijft dit terugkomen? Zet het toestel uit en weer aan."))
        lines.append(words("Helpt dat niet, gebruik dan een ander toestel en meld het."))
    with contextlib.suppress(OSError):
        text = "\r\n\r\n  (!) " + "\r\n      ".join(lines) + "\r\n"
        os.write(sys.stdout.fileno(), text.encode())

"""``atelier-agent erase`` in a process of its own, on disks that are loops: to be killed."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from diagnostics.erasing import command, hand
from diagnostics.erasure.engine import overwriting
from tests.diagnostics.erasing.loop_machine import LoopMachine
from tests.diagnostics.erasure.grounds import MANNER


class SlowHand(hand.Hand):
    """In small steps, so that there is something between them; each is kept."""

    def __call__(
        self, fraction: float | None, left_s: float | None, note: Mapping[str, Any] | None, /
    ) -> None:
        self._kept_at = None
        super().__call__(fraction, left_s, note)
        time.sleep(0.01)


def main(root: str, boot_id: str, spool: str, *disks: str) -> int:
    """``disks``: ``sda=/dev/loop3=SERIAL``; the first is erased."""
    overwriting.manner_for = lambda *, rotational: MANNER
    command.Begin.hand = SlowHand
    parts = [one.split("=") for one in disks]
    found = {name: (Path(device), serial) for name, device, serial in parts}
    machine = LoopMachine(Path(root), found, boot_id=boot_id)
    machine.start()
    options = command.Options(yes_erase=(parts[0][2],), by="Testnaam Bank", spool=Path(spool))
    return command.run(options, machine.host)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

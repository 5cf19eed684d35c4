"""Take everything of the first boot off the machine again: key, address, program, unit."""

import contextlib
import os
import shutil

from diagnostics.first_boot import placed
from diagnostics.probes.host import Host
from diagnostics.run import RunError


def forget(host: Host) -> None:
    """The key first. What cannot be deleted raises OSError, after all else was tried."""
    troubles: list[OSError] = []
    for path in (placed.SETTINGS, *placed.ALL):
        try:
            _delete(host, path)
        except OSError as error:
            troubles.append(error)
    os.sync()
    with contextlib.suppress(RunError):
        host.run(["systemctl", "--no-block", "daemon-reload"])
    if troubles:
        raise troubles[0]


def _delete(host: Host, relative: str) -> None:
    path = host.path(relative)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)

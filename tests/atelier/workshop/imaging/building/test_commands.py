"""Programs that build: what they say, and that nothing of them goes on when they are stopped."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from atelier.workshop.imaging.building import BuildError
from atelier.workshop.imaging.building.commands import run

_ROOT = Path(__file__).parents[5]
#: As mmdebstrap: it starts others, which start others. One of them says which it is.
_FAMILY = "sh -c 'sh -c \"echo \\$\\$ >$0; exec sleep 600\" & wait' & wait"
_STOPPED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
from atelier.workshop.imaging.building.commands import run
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
run(["sh", "-c", sys.argv[1].replace("$0", sys.argv[2])])
"""


def test_what_it_says_and_what_it_complains_of():
    assert run(["sh", "-c", "cat; echo aside >&2"], stdin="told") == "told"
    with pytest.raises(BuildError, match="sh ended with status 3:\nno room"):
        run(["sh", "-c", "echo no room >&2; exit 3"])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_stopped_none_of_its_children_goes_on(tmp_path: Path, how: signal.Signals):
    """They would fill a folder that was taken away, as root, for a quarter of an hour."""
    told = tmp_path / "pid"
    process = subprocess.Popen(
        [sys.executable, "-c", _STOPPED, _FAMILY, str(told)], cwd=_ROOT, stderr=subprocess.DEVNULL
    )
    _until(lambda: told.exists() and told.read_text())
    pid = int(told.read_text())
    assert _goes_on(pid)
    process.send_signal(how)
    process.wait(30)
    _until(lambda: not _goes_on(pid))


def _until(look: object) -> None:
    end = time.monotonic() + 20
    while not look():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def _goes_on(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False

"""Real doors to print through: a port that takes bytes, and a CUPS of our own."""

import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_CUPSD = shutil.which("cupsd", path="/usr/sbin:/sbin:/usr/bin")


class Port:
    """What a label printer on the network is: a port that takes bytes until the line closes."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def wait(self, count: int) -> list[bytes]:
        until = time.monotonic() + 30
        while len(self.taken) < count and time.monotonic() < until:
            time.sleep(0.02)
        return self.taken

    def close(self) -> None:
        if self._thread.is_alive():
            self._listening.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for a line
            self._thread.join(5)
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            with line:
                self.taken.append(_read_out(line))


@pytest.fixture
def port() -> Iterator[Port]:
    listening = Port()
    yield listening
    listening.close()


def _read_out(line: socket.socket) -> bytes:
    return b"".join(iter(lambda: line.recv(65536), b""))


class Cups:
    """A print server of its own, with a queue for the printer at ``address``."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.host = f"127.0.0.1:{free.getsockname()[1]}"
        for name in ("spool", "state", "cache", "log", "tmp"):
            (folder / name).mkdir()
        self._configure()
        assert _CUPSD is not None
        command = [_CUPSD, "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "files.conf")]
        self._server = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._lpadmin("-p", "label", "-E", "-v", f"socket://{address}", "-m", "raw")

    def close(self) -> None:
        self._server.terminate()
        self._server.wait(timeout=10)

    def _configure(self) -> None:
        at = self.folder
        (at / "files.conf").write_text(
            f"SystemGroup root lpadmin\nServerRoot {at}\nRequestRoot {at}/spool\n"
            f"StateDir {at}/state\nCacheDir {at}/cache\nTempDir {at}/tmp\n"
            f"AccessLog {at}/log/access\nErrorLog {at}/log/error\nPageLog {at}/log/page\n"
        )
        (at / "cupsd.conf").write_text(
            f"Listen {self.host}\nDefaultAuthType None\nWebInterface No\nBrowsing Off\n"
            "<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
            "<Policy default>\n<Limit All>\nOrder deny,allow\n</Limit>\n</Policy>\n"
        )

    def _lpadmin(self, *words: str) -> None:
        """Until the server answers."""
        command = [
            shutil.which("lpadmin", path="/usr/sbin:/usr/bin") or "",
            "-h",
            self.host,
            *words,
        ]
        for _ in range(60):
            done = subprocess.run(command, capture_output=True, check=False, text=True)
            if done.returncode == 0:
                return
            time.sleep(0.25)
        log = self.folder / "log" / "error"
        raise AssertionError(f"{done.stderr}\n{log.read_text() if log.exists() else ''}")


@pytest.fixture
def cups(port: Port) -> Iterator[Cups]:
    if _CUPSD is None:
        pytest.skip("no cupsd here: install cups")
    # Its backends run as somebody else, who has to reach the spool: pytest's folders are closed.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        server = Cups(Path(folder), port.address)
        yield server
        server.close()

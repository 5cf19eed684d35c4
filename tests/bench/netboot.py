"""Starting over the cable: TFTP by QEMU's own little network, the system over HTTP from here."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.bench.firmware import Firmware
from tests.bench.medium import Medium
from tests.bench.network import HOST, Network

#: What each firmware asks for first.
_BOOTFILES = {
    Firmware.BIOS: "boot/grub/i386-pc/core.0",
    Firmware.UEFI: "shimx64.efi",
    Firmware.SECURE_BOOT: "shimx64.efi",
}
#: UEFI without a card's own program, as on laptops: the one that QEMU's cards bring along (iPXE)
#: tells Debian's shim a wrong length of its GRUB, and Secure Boot then refuses that.
_CARDS = {
    Firmware.BIOS: "e1000e",
    Firmware.UEFI: "virtio-net-pci,romfile=",
    Firmware.SECURE_BOOT: "virtio-net-pci,romfile=",
}


@contextmanager
def served(medium: Medium, folder: Path, firmware: Firmware, **settings: str) -> Iterator[Network]:
    """A network that starts machines; ``settings`` as in ``atelier.txt``."""
    shutil.copytree(medium.netboot, folder, copy_function=_link)
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        (folder / "atelier.cfg").unlink()
        (folder / "atelier.cfg").write_text(_config(server.server_port, settings))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Network(
            served=folder, bootfile=_BOOTFILES[firmware], model=_CARDS[firmware], boot_order=0
        )
        server.shutdown()
        thread.join()


def _config(port: int, settings: dict[str, str]) -> str:
    words = " ".join(f"atelier.{name}={value}" for name, value in settings.items())
    system = f"http://{HOST}:{port}/filesystem.squashfs"
    return f'set atelier_system={system}\nset atelier_words="{words}"\n'


def _link(source: str, target: str) -> None:
    """The system is large: no second copy where the disk can do without."""
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy(source, target)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Says nothing: the machine says whether it started."""

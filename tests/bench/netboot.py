"""Starting over the cable: TFTP by QEMU's own little network, the system over HTTP from here."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.bench.firmware import Firmware
from tests.bench.machine import Machine
from tests.bench.medium import Medium
from tests.bench.network import HOST, Network
from tests.bench.waiting import TimedOut

#: From power-on over the cable to a running system.
_LOADED_S = 300
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
    lay(medium, folder)
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        configure(folder, f"http://{HOST}:{server.server_port}", settings)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Network(
            served=folder, bootfile=_BOOTFILES[firmware], model=_CARDS[firmware], boot_order=0
        )
        server.shutdown()
        thread.join()


def lay(medium: Medium, folder: Path) -> None:
    """The files of the medium, of its own to be edited."""
    shutil.copytree(medium.netboot, folder, copy_function=_link)
    for name in ("atelier.cfg", "dnsmasq.conf"):
        (folder / name).unlink()
        shutil.copy(medium.netboot / name, folder)


def configure(folder: Path, served_at: str, settings: dict[str, str]) -> None:
    """What the system keeper writes in ``atelier.cfg``."""
    words = " ".join(f"atelier.{name}={value}" for name, value in settings.items())
    (folder / "atelier.cfg").write_text(
        f'set atelier_system={served_at}/filesystem.squashfs\nset atelier_words="{words}"\n'
    )


def wait_until_loaded(machine: Machine) -> None:
    """Switched off and on once, as a person does, where nothing comes: QEMU's own TFTP server sends
    a lost block never again, and GRUB then waits for it for ever. Seen on a busy computer.
    """
    try:
        machine.serial.wait_for("loaded from network", _LOADED_S)
    except TimedOut:
        machine.reset()
        machine.serial.wait_for("loaded from network", 2 * _LOADED_S)


def _link(source: str, target: str) -> None:
    """The system is large: no second copy where the disk can do without."""
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy(source, target)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Says nothing: the machine says whether it started."""

"""The main job without spare hardware: the application, and a virtual donated laptop beside it.

``make bench-vm`` runs this. With a desktop the laptop has a window; without one its screen is kept
as a picture that is made anew, and can be watched with any VNC viewer.
"""

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
import structlog
from qemu.qmp import QMPError

from atelier.demo import PASSWORD, SIGN_INS
from atelier.people import tokens
from atelier.people.models import Organisation
from tests.bench import medium
from tests.bench.built_once import ROOT
from tests.bench.disks import GB, Disk
from tests.bench.firmware import Firmware
from tests.bench.machine import Build, Machine
from tests.bench.network import Network
from tests.bench.server import Server
from tests.demo import make_demo

PICTURE = ROOT / "build" / "bench" / "laptop.png"
_VNC = "127.0.0.1:59"
_EVERY_S = 2


def main() -> int:
    options = _parser().parse_args()
    # A log line for each made-up account would only hide what to do.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    say("The medium is built where it has to be: five minutes the first time.")
    stick = medium.build()
    with _server() as server:
        disks = (stick.stick(**_settings(server)), *_donated())
        with Machine(_build(options, disks)) as laptop, suppress(KeyboardInterrupt):
            say(_what_to_do(server, options))
            _watch(laptop)
    say("Both are off.")
    return 0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench-vm", description=__doc__)
    firmware = {"bios": Firmware.BIOS, "uefi": Firmware.UEFI, "secure-boot": Firmware.SECURE_BOOT}
    parser.add_argument("--firmware", choices=firmware, default="uefi")
    parser.set_defaults(firmwares=firmware)
    parser.add_argument("--memory", type=int, default=2048, metavar="MB")
    parser.add_argument("--offline", action="store_true", help="the cable is not in")
    return parser


@contextmanager
def _server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="bench-server-") as name:
        folder = make_demo(Path(name))
        with Server(folder, demo=True) as server:
            yield server


def _settings(server: Server) -> dict[str, str]:
    with server.session() as session:
        organisation = session.scalars(sa.select(Organisation).order_by(Organisation.id)).first()
        if organisation is None:
            raise RuntimeError("the demo data has no organisation")
        _, token = tokens.create(
            session,
            organisation_id=organisation.id,
            name="Virtuele teststick",
            by=None,
            scopes=tuple(tokens.SCOPES),
        )
    return {"server": server.machine_url, "token": token, "language": "nl"}


def _donated() -> tuple[Disk, ...]:
    ssd = Disk(serial="SSDPROEF1", wwn=0x5002538E00000001, size_bytes=240 * GB)
    return (ssd, Disk(serial="NVMEPROEF2", bus="nvme", size_bytes=256 * GB))


def _build(options: argparse.Namespace, disks: tuple[Disk, ...]) -> Build:
    return Build(
        firmware=options.firmwares[options.firmware],
        memory_mb=options.memory,
        disks=disks,
        network=Network(cable=not options.offline),
        display="gtk" if _has_desktop() else f"vnc={_VNC}",
    )


def _has_desktop() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _what_to_do(server: Server, options: argparse.Namespace) -> str:
    people = ", ".join(SIGN_INS)
    watch = "in its own window" if _has_desktop() else f"on {PICTURE}, or by VNC at {_VNC}"
    return f"""
The application:  {server.url}
    Sign in as {people}; the password is: {PASSWORD}
The laptop:       {watch}
    It starts from a stick ({options.firmware}). In a minute or two it is in the application.
Ctrl-C ends both.
"""


def _watch(laptop: Machine) -> None:
    """Until Ctrl-C. A laptop that was switched off can be switched on again, as a real one."""
    while True:
        if not laptop.is_on:
            say("The laptop is off. Enter switches it on again; Ctrl-C ends.")
            if not sys.stdin.readline():
                return
            laptop.power_on()
        _keep_picture(laptop)
        time.sleep(_EVERY_S)


def _keep_picture(laptop: Machine) -> None:
    with suppress(QMPError, FileNotFoundError, RuntimeError):  # it may go off at any moment
        new = laptop.screenshot(PICTURE.with_name("laptop-new.png"))
        new.replace(PICTURE)


if __name__ == "__main__":
    sys.exit(main())

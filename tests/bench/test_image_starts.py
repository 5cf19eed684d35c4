"""An image as it was built, on a disk of its own: it starts, and asks who uses it."""

import subprocess
import time
from pathlib import Path

import pytest

from tests.bench import image as images
from tests.bench.conftest import Look, Start
from tests.bench.disks import Disk
from tests.bench.firmware import Firmware
from tests.bench.image import StoredImage
from tests.bench.machine import Build, Machine

#: From power-on to a sign-in, on two cores that others use as well.
STARTED_S = 600
ANSWERED_S, SAID_S = 60, 300
PASSWORD = "rode fiets maan"
_SIGN_IN = r"atelier login:"

pytestmark = pytest.mark.skipif(bool(images.why_not()), reason=str(images.why_not()))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    disk = tmp_path_factory.mktemp("image") / "disk.raw"
    images.build().unpack(disk)
    return disk


@pytest.fixture(scope="module")
def mini() -> StoredImage:
    return images.build()


@pytest.mark.long
def test_a_person_makes_an_account_and_signs_in(unpacked: Path, start: Start, look: Look):
    """By BIOS. The keyboard is Belgian until another one is chosen: its first key is no 1."""
    disk = Disk(serial="ROOT", content=unpacked, boot_order=0)
    machine = start(Build(disks=(disk,), memory_mb=512))
    machine.serial.wait_for(_SIGN_IN, STARTED_S)
    _no_failed_units(machine)
    look(machine, "welcome")
    _answer(machine, "2", "3", "Anna", PASSWORD, PASSWORD)
    look(machine, "ready")
    _sign_in(machine, "anna")
    said = machine.serial.wait_for(r"LANG=(\S+) id=(.*) rest=(.*)$", SAID_S)
    look(machine, "signed-in")
    assert said[1] == "fr_BE.UTF-8"
    assert "sudo" in said[2]
    told = ["drop", "0", "done"]
    assert said[3].split() == told, (
        "the firewall drops, no unit failed, the boot menu was made anew"
    )
    machine.press_power_button()
    machine.wait_off(SAID_S)
    shadow = _read(machine.file_of(disk), "/etc/shadow").splitlines()
    usable = [row.split(":")[0] for row in shadow if row.split(":")[1].startswith("$")]
    assert usable == ["anna"]


@pytest.mark.long
def test_it_starts_with_secure_boot_from_nvme(unpacked: Path, start: Start, look: Look):
    disk = Disk(serial="ROOT", bus="nvme", content=unpacked, boot_order=0)
    build = Build(disks=(disk,), memory_mb=1024, firmware=Firmware.SECURE_BOOT)
    machine = start(build)
    machine.serial.wait_for(_SIGN_IN, STARTED_S)
    _no_failed_units(machine)
    look(machine, "welcome")


def test_nobody_can_sign_in_to_an_image(unpacked: Path):
    shadow = _read(unpacked, "/etc/shadow").splitlines()
    assert [row for row in shadow if row.split(":")[1][:1] not in {"*", "!"}] == []
    people = [row.split(":") for row in _read(unpacked, "/etc/passwd").splitlines()]
    assert [row[0] for row in people if 1000 <= int(row[2]) < 65000] == []


@pytest.mark.parametrize(
    "path",
    ["/var/lib/systemd/random-seed", "/etc/ssh/ssh_host_ed25519_key", "/var/lib/dbus/machine-id"],
)
def test_nothing_of_one_machine_is_in_it(unpacked: Path, path: str):
    assert _read(unpacked, path) == ""
    assert _read(unpacked, "/etc/machine-id") == ""


def test_updates_come_by_themselves(unpacked: Path):
    assert 'Unattended-Upgrade "1"' in _read(unpacked, "/etc/apt/apt.conf.d/20auto-upgrades")
    assert "deb http://deb.debian.org/debian " in _read(unpacked, "/etc/apt/sources.list")


def _no_failed_units(machine: Machine) -> None:
    assert "Failed to start" not in machine.serial.text()


def _answer(machine: Machine, *lines: str) -> None:
    for line in lines:
        machine.wait_until_still()
        machine.type(f"{line}\n")
    machine.wait_until_still()


def _sign_in(machine: Machine, login: str) -> None:
    time.sleep(ANSWERED_S / 4)  # what is told stays a moment; then the sign-in comes
    _answer(machine, login, PASSWORD)
    rest = "$(nft list ruleset | grep -om1 drop) $(systemctl --failed --quiet | wc -l)"
    rest += " $(update-grub 2>&1 | tail -n 1)"
    tell = f"echo LANG=$LANG id=$(id -Gn {login}) rest={rest} >/dev/ttyS0"
    _answer(machine, f"echo '{PASSWORD}' | sudo -S env LANG=$LANG sh -c '{tell}'")


def _read(disk: Path, path: str) -> str:
    """Of the root filesystem; nothing for a file that is not there."""
    done = subprocess.run(
        ["/usr/sbin/debugfs", "-R", f"cat {path}", f"{disk}?offset={36 * 2**20}"],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout

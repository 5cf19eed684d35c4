"""The virtual bench itself, on a boot sector that says each key it is given."""

import time
from datetime import datetime
from pathlib import Path

import pytest
import segno
from PIL import Image

from diagnostics.console import letters
from tests.bench import screen
from tests.bench.acceleration import accelerator
from tests.bench.conftest import Start
from tests.bench.disks import Disk, copy_sparse
from tests.bench.firmware import Firmware
from tests.bench.machine import Build
from tests.bench.network import Network
from tests.bench.serial_line import MachineStopped
from tests.bench.waiting import TimedOut, until

#: Sets up the serial line, and says ``>`` and then every key, there and on the screen.
PARROT = bytes.fromhex(
    "31d2b8e300cd14"  # xor dx,dx; mov ax,0x00e3; int 0x14
    "b03e"  # mov al,'>'
    "b40150cd1458"  # again: mov ah,1; push ax; int 0x14; pop ax
    "b40ebb0700cd10"  # mov ah,0x0e; mov bx,7; int 0x10
    "31c0cd1631d2ebeb"  # xor ax,ax; int 0x16; xor dx,dx; jmp again
)
_SOON_S = 60


@pytest.fixture
def parrot(tmp_path: Path) -> Build:
    sector = tmp_path / "sector"
    sector.write_bytes(PARROT.ljust(510, b"\0") + b"\x55\xaa" + bytes(2**20))
    disk = Disk(serial="PARROT", bus="usb", content=sector, boot_order=0)
    return Build(memory_mb=64, disks=(disk,), network=Network())


def test_keys_reach_it_and_it_answers(parrot, start: Start):
    machine = start(parrot)
    machine.serial.wait_for(">", _SOON_S)
    machine.type("Hallo, 4217/0385!")
    machine.serial.wait_for(">Hallo, 4217/0385!", _SOON_S)
    assert not screen.is_blank(machine.picture())


def test_after_a_power_cut_or_a_reset_it_starts_anew(parrot, start: Start):
    machine = start(parrot)
    machine.serial.wait_for(">", _SOON_S)
    machine.cut_power()
    assert not machine.is_on
    mark = machine.serial.mark()
    machine.power_on()
    machine.serial.wait_for(">", _SOON_S, since=mark)
    mark = machine.serial.mark()
    machine.reset()
    machine.serial.wait_for(">", _SOON_S, since=mark)
    assert "RESET" in machine.events


def test_waiting_ends_when_the_machine_goes_or_time_is_up(parrot, start: Start):
    machine = start(parrot)
    with pytest.raises(TimedOut, match="never said"):
        machine.serial.wait_for("never said", 0.5)
    machine.ask("quit")
    machine.wait_off(_SOON_S)
    with pytest.raises(MachineStopped, match="never said"):
        machine.serial.wait_for("never said", _SOON_S)


def test_a_wrong_argument_is_told_in_qemus_words(parrot, start: Start):
    with pytest.raises(RuntimeError, match="no-such-device"):
        start(Build(more=("-device", "no-such-device")))


def test_disks_of_every_kind_and_pulling_one(parrot, start: Start):
    stick = Disk(serial="STICK", bus="usb")
    twelve = [Disk(serial=f"SATA{n}", wwn=0x5000C50000000000 + n) for n in range(8)]
    failing = Disk(serial="FAILS", unreadable=True)
    nvme = Disk(serial="NVME", bus="nvme")
    machine = start(parrot.with_disks(stick, *twelve, failing, nvme))
    machine.serial.wait_for(">", _SOON_S)
    machine.pull(stick)
    there = {block["qdev"].rpartition("/")[2] for block in machine.ask("query-block")}
    assert {"disk-SATA7", "disk-FAILS"} <= there
    assert "disk-STICK" not in there
    machine.plug_stick(Disk(serial="LATER", bus="usb"))


def test_the_cable_goes_out_and_in(parrot, start: Start):
    machine = start(parrot)
    machine.unplug_cable()
    machine.plug_cable()


def test_the_clock_is_as_given(parrot, start: Start):
    machine = start(Build(memory_mb=64, clock=datetime(2009, 1, 1)))
    told = machine.ask("qom-get", path="/machine", property="rtc-time")
    assert told["tm_year"] == 109


@pytest.mark.parametrize("firmware", [Firmware.UEFI, Firmware.SECURE_BOOT])
def test_uefi_finds_nothing_to_start(firmware, start: Start, tmp_path: Path):
    machine = start(Build(firmware=firmware, memory_mb=256, network=None))
    until("the firmware draws", lambda: not screen.is_blank(machine.picture()), 2 * _SOON_S)
    machine.screenshot(tmp_path / "firmware.png")
    with Image.open(tmp_path / "firmware.png") as kept:
        assert kept.size >= (640, 480)


def test_a_code_on_a_picture_is_read(tmp_path: Path):
    picture = tmp_path / "code.png"
    segno.make_qr("http://10.0.2.2:8000/claim/1").save(str(picture), scale=4)
    with Image.open(picture) as opened:
        assert screen.qr_codes(opened) == ["http://10.0.2.2:8000/claim/1"]
        assert screen.qr_codes(Image.new("RGB", opened.size)) == []


@pytest.mark.parametrize(
    ("written", "read"), [("7KQ0 ZW9G", "7KQ0ZW9G"), ("VERBINDEN", None), ("", None)]
)
def test_a_pairing_code_is_read_in_its_big_letters(written, read):
    screenful = Image.new("L", (1280, 800), 245)
    points = letters.drawn(written) or []
    plate = (len(points[0]) + 4, len(points) + 2) if points else (0, 0)
    screenful.paste(30, (32, 144, 32 + 16 * plate[0], 144 + 16 * plate[1]))
    for y, row in enumerate(points):
        for x, light in enumerate(row):
            if light:
                screenful.paste(245, (64 + 16 * x, 160 + 16 * y, 80 + 16 * x, 176 + 16 * y))
    assert screen.big_code(screenful) == read


def test_holes_stay_holes(tmp_path: Path):
    source, target = tmp_path / "source", tmp_path / "target"
    with source.open("wb") as file:
        file.write(b"begin")
        file.seek(5 << 20)
        file.write(b"end")
        file.truncate(9 << 20)
    copy_sparse(source, target)
    assert target.read_bytes() == source.read_bytes()
    assert target.stat().st_blocks * 512 < 4 << 20


def test_slow_hardware_support_is_not_used(monkeypatch):
    monkeypatch.setenv("ATELIER_ACCEL", "tcg")
    accelerator.cache_clear()
    assert accelerator() == "tcg,thread=multi"
    accelerator.cache_clear()
    monkeypatch.delenv("ATELIER_ACCEL")
    began = time.monotonic()
    assert accelerator() in {"kvm", "tcg,thread=multi"}
    assert time.monotonic() - began < 10

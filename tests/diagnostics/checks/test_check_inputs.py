"""Events as bytes, devices as sysfs tells them, and a pipe in place of a device."""

import fcntl
import os
import struct
import time
from pathlib import Path
from typing import Any

import pytest

from diagnostics.checks.inputs import Event, Sources, decode
from diagnostics.checks.inputs.devices import Device, find, jacks, keyboards, mask, touchpads
from diagnostics.probes.host import Host

EVENT = struct.Struct("@llHHi")


def raw(*events: tuple[int, int, int]) -> bytes:
    return b"".join(EVENT.pack(1700000000, 5, *event) for event in events)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (raw((1, 30, 1), (0, 0, 0)), [Event(1, 30, 1), Event(0, 0, 0)]),
        (raw((2, 1, -5)), [Event(2, 1, -5)]),
        (raw((1, 30, 1)) + b"half an event", [Event(1, 30, 1)]),
        (b"", []),
    ],
)
def test_events_are_read_whole(text: bytes, found: list[Event]) -> None:
    assert decode(text) == found


@pytest.mark.parametrize(
    ("text", "bits"),
    [("0", 0), ("1 0", 1 << 64), ("8000 10000000000000 0", 0x8000 << 128 | 1 << 116), ("no", 0)],
)
def test_masks(text: str, bits: int) -> None:
    assert mask(text, word_bits=64) == bits


#: As kernel 6.1 shows them, words of 64 bits.
AT = {
    "name": "AT Translated Set 2 keyboard",
    "id/bustype": "0011",
    "capabilities/key": "402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe",
}
USB = {"name": "USB Keyboard", "id/bustype": "0003", "capabilities/key": AT["capabilities/key"]}
POWER = {"name": "Power Button", "id/bustype": "0019", "capabilities/key": "10000000000000 0"}
PAD = {
    "name": "SynPS/2 Synaptics TouchPad",
    "id/bustype": "0011",
    "properties": "5",
    "capabilities/key": "e520 10000 0 0 0 0",
    "capabilities/abs": "660800011000003",
}
OLD_PAD = {
    "name": "PS/2 Generic Mouse",
    "id/bustype": "0011",
    "properties": "1",
    "capabilities/key": "70000 0 0 0 0",
    "capabilities/rel": "3",
}
MOUSE = {**OLD_PAD, "name": "USB Mouse", "id/bustype": "0003"}
JACK = {"name": "HDA Intel PCH Headphone", "capabilities/sw": "4"}


def tree(*devices: dict[str, str]) -> dict[str, str]:
    return {
        f"sys/class/input/event{number}/device/{file}": text
        for number, device in enumerate(devices)
        for file, text in device.items()
    }


def names(devices: tuple[Device, ...]) -> list[str]:
    return [device.name for device in devices]


@pytest.mark.parametrize(
    ("devices", "keys", "pads"),
    [
        ((POWER, AT, PAD), [AT["name"]], [PAD["name"]]),
        ((USB, AT, MOUSE), [AT["name"]], []),
        ((POWER, USB, MOUSE), ["USB Keyboard"], []),
        ((OLD_PAD, MOUSE), [], [OLD_PAD["name"]]),
        ((PAD, OLD_PAD), [], [PAD["name"]]),
        ((), [], []),
    ],
)
def test_the_machines_own_come_first(
    make_host: Any, devices: tuple[dict[str, str], ...], keys: list[str], pads: list[str]
) -> None:
    host = make_host(tree(*devices))
    assert (names(keyboards(host)), names(touchpads(host))) == (keys, pads)


def test_devices_are_in_the_order_of_their_numbers(make_host: Any) -> None:
    host = make_host(tree(*[POWER] * 11) | {"sys/class/input/mouse0/device/name": "no event"})
    assert [device.path for device in find(host)][-2:] == ["dev/input/event9", "dev/input/event10"]


def test_jacks_and_pads_with_one_button(make_host: Any) -> None:
    host = make_host(tree(JACK, PAD))
    assert names(jacks(host)) == [JACK["name"]]
    assert [pad.one_button for pad in touchpads(host)] == [True]


@pytest.fixture
def pipe(make_host: Any, tmp_path: Path) -> Any:
    """A named pipe where the kernel has a device: what a test writes, it reads."""
    host = make_host(tree(AT) | {"dev/input/none": ""})
    os.mkfifo(tmp_path / "dev/input/event0")
    writer = os.open(tmp_path / "dev/input/event0", os.O_RDWR)
    yield host, writer
    os.close(writer)


def test_events_come_from_the_device_and_nothing_comes_of_nothing(pipe: Any) -> None:
    host, writer = pipe
    with Sources(host, find(host), grab=True) as source:
        assert source.ready
        assert source.read(0) == []
        os.write(writer, raw((1, 30, 1)))
        assert source.read(1) == [Event(1, 30, 1)]
        assert source.span(0) is None


def test_a_device_that_is_not_there_is_not_ready(make_host: Any) -> None:
    host = make_host(tree(AT))
    with Sources(host, find(host)) as source:
        assert not source.ready
        assert source.read(0) == []


def test_a_device_that_is_pulled_out_is_let_go(make_host: Any, tmp_path: Path) -> None:
    host = make_host(tree(AT))
    (tmp_path / "dev/input").mkdir(parents=True)
    (tmp_path / "dev/input/event0").write_bytes(raw((1, 30, 1)))
    with Sources(host, find(host)) as source:
        assert source.read(0) == [Event(1, 30, 1)]
        assert source.read(0) == []
        assert not source.ready


@pytest.mark.skipif(
    not os.access("/dev/uinput", os.W_OK), reason="this system has no /dev/uinput to make keys with"
)
def test_a_real_key_is_grabbed_and_read() -> None:
    """A keyboard made by the kernel: what it types arrives here, and nowhere else."""
    create, destroy, set_event, set_key = 0x5501, 0x5502, 0x40045564, 0x40045565
    before = {device.path for device in find(Host())}
    with Path("/dev/uinput").open("wb", buffering=0) as uinput:
        fcntl.ioctl(uinput, set_event, 1)
        for key in range(1, 60):
            fcntl.ioctl(uinput, set_key, key)
        uinput.write(struct.pack("@80sHHHHI256i", b"Atelier test", 3, 1, 1, 1, 0, *[0] * 256))
        fcntl.ioctl(uinput, create)
        time.sleep(0.5)
        made = [device for device in find(Host()) if device.path not in before]
        with Sources(Host(), made, grab=True) as source:
            uinput.write(raw((1, 30, 1), (0, 0, 0), (1, 30, 0), (0, 0, 0)))
            assert Event(1, 30, 1) in source.read(1)
        fcntl.ioctl(uinput, destroy)

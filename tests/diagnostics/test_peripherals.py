"""Cameras, sound, touch, fingerprint readers and ports, in made-up trees."""

from typing import Any

import pytest

from diagnostics.probes import inputs, peripherals
from diagnostics.report import Peripherals, Port

USB = "sys/bus/usb/devices"


def device(name: str, bus: str, **bits: str) -> str:
    lines = "".join(f"B: {kind}={words}\n" for kind, words in bits.items())
    return f'I: Bus={bus} Vendor=0001 Product=0001 Version=ab41\nN: Name="{name}"\n{lines}'


#: Bits as a kernel prints them: words of 64 bits, the highest first.
KEYBOARD = device(
    "AT Translated Set 2 keyboard",
    "0011",
    KEY="402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe",
)
USB_KEYBOARD = device("Bench Keyboard", "0003", KEY="feffffdfffefffff fffffffffffffffe")
APPLE_KEYBOARD = device("Made Up Internal Keyboard / Trackpad", "0003", KEY="fffffffffffffffe")
POWER_BUTTON = device("Power Button", "0019", PROP="0", KEY="8000 10000000000000 0")
TOUCHPAD = device(
    "Synaptics TM3276", "001d", PROP="5", KEY="e520 30000 0 0 0 0", ABS="660800011000003"
)
TOUCHSCREEN = device(
    "ELAN Touchscreen", "0018", PROP="2", KEY="400 0 0 0 0 0", ABS="260800000000003"
)
PEN = device("Wacom Pen", "0018", PROP="2", KEY="1c03 0 0 0 0 0", ABS="1000d000003")
MOUSE = device("Mouse", "0003", PROP="0", KEY="1f0000 0 0 0 0")


@pytest.mark.parametrize(
    ("text", "touchscreen", "touchpad", "keyboard"),
    [
        (KEYBOARD, False, False, True),
        (USB_KEYBOARD, False, False, False),
        (APPLE_KEYBOARD, False, False, True),
        (POWER_BUTTON, False, False, False),
        (TOUCHPAD, False, True, False),
        (TOUCHSCREEN, True, False, False),
        (PEN, False, False, False),
        (MOUSE, False, False, False),
        ("\n".join((KEYBOARD, TOUCHPAD, TOUCHSCREEN, MOUSE)), True, True, True),
    ],
)
def test_inputs(text: str, touchscreen: bool, touchpad: bool, keyboard: bool) -> None:
    found = inputs.parse(text)
    assert found == inputs.Inputs(touchscreen, touchpad, keyboard)


def test_no_list_of_inputs_is_unknown_not_absent() -> None:
    assert inputs.parse("") is None


def usb(name: str, vendor: str, product: str, classes: tuple[str, ...]) -> dict[str, str]:
    files = {f"{USB}/{name}/idVendor": vendor, f"{USB}/{name}/idProduct": product}
    for index, number in enumerate(classes):
        files[f"{USB}/{name}:1.{index}/bInterfaceClass"] = number
    return files


@pytest.mark.parametrize(
    ("vendor", "product", "classes", "found"),
    [
        ("138a", "0090", ("ff",), ("Validity",)),
        ("06cb", "009a", ("ff",), ("Synaptics",)),
        ("06cb", "7e7e", ("03",), ()),  # a touchpad of the same maker
        ("04f3", "2234", ("03", "ff"), ()),
        ("0483", "2016", ("ff",), ("UPEK",)),
        ("0483", "5740", ("ff",), ()),
        ("046d", "c52b", ("ff",), ()),
    ],
)
def test_fingerprint_readers(
    make_host: Any, vendor: str, product: str, classes: tuple[str, ...], found: tuple[str, ...]
) -> None:
    host = make_host(usb("1-9", vendor, product, classes) | {f"{USB}/usb1/idVendor": "1d6b"})
    assert peripherals.parse(peripherals.collect(host)).fingerprint == found


def test_cameras_sound_and_ports(make_host: Any) -> None:
    cards = """\
 0 [HDMI           ]: HDA-Intel - HDA Intel HDMI
                      HDA Intel HDMI at 0xb1210000 irq 52
 1 [PCH            ]: HDA-Intel - HDA Intel PCH
                      HDA Intel PCH at 0xb1214000 irq 50
"""
    files = {
        "proc/asound/cards": cards,
        "sys/class/video4linux/video0/index": "0",
        "sys/class/video4linux/video0/name": "Integrated Camera",
        "sys/class/video4linux/video1/index": "1",
        "sys/class/video4linux/video1/name": "Integrated Camera",
        "sys/class/typec/port0/data_role": "host",
        "sys/class/typec/port0-partner/type": "",
        "sys/class/typec/port1/data_role": "host",
    }
    assert peripherals.parse(peripherals.collect(make_host(files))) == Peripherals(
        cameras=("Integrated Camera",),
        sound=("HDA Intel HDMI", "HDA Intel PCH"),
        ports=(Port(kind="usb-c", count=2),),
    )


def test_dmi_has_the_word_on_the_ports_that_it_knows(make_host: Any) -> None:
    dmi = "Handle 0x0001, DMI type 8, 9 bytes\nPort Connector Information\n"
    dmi += "\tExternal Reference Designator: TYPE-C1\n\tExternal Connector Type: Other\n"
    files = {f"sys/class/typec/port{n}/data_role": "host" for n in range(2)}
    host = make_host(files, {"dmidecode": (0, dmi)})
    assert peripherals.parse(peripherals.collect(host)).ports == (Port(kind="usb-c"),)

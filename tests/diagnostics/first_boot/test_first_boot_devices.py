"""Cards and USB devices that no driver serves, on machines that are made up file by file."""

from pathlib import Path

import pytest

from diagnostics.first_boot import pci_devices, usb_devices
from diagnostics.first_boot.kernel_log import Missing
from diagnostics.wire.imaging import Driverless
from tests.diagnostics.conftest import MakeHost
from tests.diagnostics.first_boot.starts import CARD, card

_USB = "sys/bus/usb/devices"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("0x028000", "wifi"),
        ("0x0d8000", "wifi"),
        ("0x0d1100", "bluetooth"),
        ("0x020000", "network"),
        ("0x040300", "sound"),
        ("0x040100", "sound"),
        ("0x040000", "camera"),
        ("0x030000", "graphics"),
        ("0x030200", "graphics"),
        ("0x010802", "storage"),
        ("0x080501", "storage"),
        ("0x0c0330", "other"),
    ],
)
def test_a_card_without_a_driver(make_host: MakeHost, code: str, kind: str) -> None:
    host = make_host(card(code))
    assert pci_devices.driverless(host, ()) == (
        Driverless(bus="pci", id="8086:4232", kind=kind),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    "code", ["0x060000", "0x060400", "0x088000", "0x0c0500", "0x118000", "0x078000", "0xff0000"]
)
def test_cards_that_need_none(make_host: MakeHost, code: str) -> None:
    """Bridges, sensors, the management engine."""
    assert pci_devices.driverless(make_host(card(code)), ()) == ()


def test_a_card_reader_that_says_no_class(make_host: MakeHost) -> None:
    [found] = pci_devices.driverless(make_host(card("0xff0000", vendor="0x10ec")), ())
    assert (found.id, found.kind) == ("10ec:4232", "storage")


def test_a_card_with_its_driver(make_host: MakeHost) -> None:
    assert pci_devices.driverless(make_host(card("0x028000", driver="iwlwifi")), ()) == ()


ASKED = (Missing("0000:02:00.0", "iwlwifi-77.ucode"), Missing("0000:02:00.0", "iwlwifi-17.ucode"))


def test_a_driver_that_left_as_its_firmware_is_missing(make_host: MakeHost) -> None:
    [found] = pci_devices.driverless(make_host(card("0x028000")), ASKED)
    assert found.firmware == "iwlwifi-77.ucode"


def test_a_driver_that_stays_and_makes_nothing(make_host: MakeHost) -> None:
    host = make_host(card("0x028000", driver="ath10k_pci"))
    [found] = pci_devices.driverless(host, ASKED)
    assert (found.name, found.firmware) == ("ath10k_pci", "iwlwifi-77.ucode")


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("0x028000", "sys/class/net/wlan0"),
        ("0x040300", "sys/class/sound/card0"),
        ("0x030000", "sys/class/drm/card0"),
    ],
)
def test_one_file_of_many_is_missing_and_it_works(
    make_host: MakeHost, code: str, made: str
) -> None:
    """Drivers ask for the newest firmware first, and many can do without."""
    name = made.rpartition("/")[2]
    files = {**card(code, driver="some"), made: Path(f"{CARD}/of/{name}")}
    assert pci_devices.driverless(make_host(files), ASKED) == ()


def test_what_another_card_made_is_not_this_ones(make_host: MakeHost) -> None:
    other = {"sys/class/net/eth0": Path("sys/devices/pci0000:00/0000:02:00.01/net/eth0")}
    host = make_host({**card("0x028000", driver="some"), **other})
    assert len(pci_devices.driverless(host, ASKED)) == 1


def usb(*interfaces: str, product: str = "", driver: str | None = None) -> dict[str, object]:
    """One USB device; an interface is its class, subclass and protocol."""
    files: dict[str, object] = {
        f"{_USB}/1-7/idVendor": "0bda\n",
        f"{_USB}/1-7/idProduct": "8179\n",
        f"{_USB}/1-7/product": f"{product}\n",
    }
    for number, code in enumerate(interfaces):
        folder = f"{_USB}/1-7:1.{number}"
        parts = ("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol")
        for at, part in enumerate(parts):
            files[f"{folder}/{part}"] = code[2 * at : 2 * at + 2] + "\n"
        if driver and number == 0:
            files[f"{folder}/driver"] = Path(f"sys/bus/usb/drivers/{driver}")
    return files


@pytest.mark.parametrize(
    ("interfaces", "product", "kind"),
    [
        (("ffffff",), "802.11n NIC", "wifi"),
        (("ffffff",), "USB WLAN", "wifi"),
        (("ff0101", "ff0101"), "BCM20702A0 Bluetooth", "bluetooth"),
        (("e00101", "e00101"), "", "bluetooth"),
        (("0e0100", "0e0200"), "Integrated Camera", "camera"),
        (("010100", "010200"), "Headset", "sound"),
        (("020600", "0a0000"), "Dock", "network"),
        (("080650",), "Stick", "storage"),
        (("ffff00",), "USB 10/100/1000 LAN GbE", "network"),
    ],
)
def test_usb_without_a_driver(
    make_host: MakeHost, interfaces: tuple[str, ...], product: str, kind: str
) -> None:
    [found] = usb_devices.driverless(make_host(usb(*interfaces, product=product)), ())
    assert (found.bus, found.id, found.kind) == ("usb", "0bda:8179", kind)


@pytest.mark.parametrize(
    ("interfaces", "product"),
    [
        (("ffffff",), "Validity Sensor"),
        (("ff0000",), ""),
        (("0b0000",), "Smart Card Reader"),
        (("fe0101",), "firmware upgrade"),
    ],
)
def test_usb_that_needs_no_driver(
    make_host: MakeHost, interfaces: tuple[str, ...], product: str
) -> None:
    assert usb_devices.driverless(make_host(usb(*interfaces, product=product)), ()) == ()


def test_usb_with_a_driver_for_one_interface(make_host: MakeHost) -> None:
    host = make_host(usb("0e0100", "0e0200", product="Camera", driver="uvcvideo"))
    assert usb_devices.driverless(host, ()) == ()


def test_a_bluetooth_radio_without_its_firmware(make_host: MakeHost) -> None:
    files = {
        **usb("e00101", product="Radio", driver="btusb"),
        f"{_USB}/1-7:1.0/bluetooth/hci0/x": "",
        "sys/class/bluetooth/hci0/device": Path(f"{_USB}/1-7/1-7:1.0"),
    }
    asked = (Missing("hci0", "intel/ibt-12-16.sfi"), Missing("hci1", "brcm/BCM.hcd"))
    assert usb_devices.driverless(make_host(files), asked) == (
        Driverless(
            bus="usb",
            id="0bda:8179",
            kind="bluetooth",
            name="Radio",
            firmware="intel/ibt-12-16.sfi",
        ),
    )

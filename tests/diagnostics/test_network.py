"""Which addresses identify a machine: made-up trees of ``/sys/class/net`` and Bluetooth."""

from pathlib import Path
from typing import Any

import pytest

from diagnostics.probes import network
from diagnostics.report import NetworkInterface

CARD = "sys/devices/pci0000:00/0000:00:1f.6"
WIFI = "sys/devices/pci0000:00/0000:00:1c.0/0000:03:00.0"
STICK = "sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0"
RADIO = "sys/devices/pci0000:00/0000:00:14.0/usb1/1-7/1-7:1.0"

LSPCI = """\
Slot:\t0000:00:1f.6
Class:\tEthernet controller [0200]
Vendor:\tIntel Corporation [8086]
Device:\tEthernet Connection (4) I219-LM [15d7]

Slot:\t0000:03:00.0
Vendor:\tIntel Corporation [8086]
Device:\tDevice [ffff]
"""


def card(name: str, device: str, address: str, assigned: int = 0) -> dict[str, Any]:
    return {
        f"sys/class/net/{name}/type": "1\n",
        f"sys/class/net/{name}/address": f"{address}\n",
        f"sys/class/net/{name}/addr_assign_type": f"{assigned}\n",
        f"sys/class/net/{name}/device": Path(device),
    }


def interfaces(host: Any) -> tuple[NetworkInterface, ...]:
    return network.parse(network.collect(host))


def test_a_wired_card_inside(make_host: Any) -> None:
    files = card("eno1", CARD, "00:1C:42:AA:BB:01") | {
        f"{CARD}/driver": Path("sys/bus/pci/drivers/e1000e"),
        "sys/bus/pci/devices/0000:00:1f.6/class": "0x020000",
        "sys/class/net/lo/type": "772",
        "sys/class/net/br0/type": "1",
        "sys/class/net/br0/address": "00:1c:42:aa:bb:09",
    }
    host = make_host(files, {"lspci -D -vmm -nn": (0, LSPCI)})
    assert interfaces(host) == (
        NetworkInterface(
            name="eno1",
            kind="wired",
            mac="00:1c:42:aa:bb:01",
            fixed=True,
            maker="Intel Corporation",
            model="Ethernet Connection (4) I219-LM",
            driver="e1000e",
        ),
    )
    assert host.problems == []


def test_without_lspci_the_names_are_missing_and_said_to_be(make_host: Any) -> None:
    extra = {"sys/bus/pci/devices/0000:00:1f.6/class": "0x020000"}
    host = make_host(card("eno1", CARD, "00:1c:42:aa:bb:01") | extra)
    (found,) = interfaces(host)
    assert (found.mac, found.maker) == ("00:1c:42:aa:bb:01", None)
    assert [(p.kind, p.facts) for p in host.problems] == [
        ("missing_tool", ("network.maker", "network.model"))
    ]


@pytest.mark.parametrize(
    ("address", "assigned", "fixed"),
    [
        ("00:1c:42:aa:bb:01", 0, True),
        ("00:1c:42:aa:bb:01", 3, False),  # set by the system
        ("00:1c:42:aa:bb:01", 1, False),  # random
        ("02:1c:42:aa:bb:01", 0, False),  # locally administered
        ("01:1c:42:aa:bb:01", 0, False),  # a group's address
    ],
)
def test_only_an_address_from_the_factory_counts(
    make_host: Any, address: str, assigned: int, fixed: bool
) -> None:
    (found,) = interfaces(make_host(card("eno1", CARD, address, assigned)))
    assert (found.mac, found.fixed) == (address, fixed)


def test_a_randomised_wireless_address_gives_way_to_the_radios_own(make_host: Any) -> None:
    files = card("wlp3s0", WIFI, "9a:11:22:33:44:55", assigned=3) | {
        "sys/class/net/wlp3s0/phy80211/macaddress": "00:1c:42:dd:ee:ff\n"
    }
    (found,) = interfaces(make_host(files))
    assert (found.kind, found.mac, found.fixed) == ("wireless", "00:1c:42:dd:ee:ff", True)


def test_ip_knows_the_address_that_a_wired_card_was_made_with(make_host: Any) -> None:
    links = '[{"ifname":"eno1","permaddr":"00:1c:42:aa:bb:07"},{"ifname":"lo"}]'
    host = make_host(
        card("eno1", CARD, "00:1c:42:00:00:01", assigned=3), {"ip -json link show": (0, links)}
    )
    (found,) = interfaces(host)
    assert (found.mac, found.fixed) == ("00:1c:42:aa:bb:07", True)


def test_an_adapter_on_usb_never_counts(make_host: Any) -> None:
    files = card("enx0", STICK, "00:1c:42:aa:bb:02") | {
        f"{STICK}/../removable": "fixed",
        f"{STICK}/../manufacturer": "Made Up",
        f"{STICK}/../product": "USB LAN",
    }
    (found,) = interfaces(make_host(files))
    assert (found.fixed, found.maker, found.model) == (False, "Made Up", "USB LAN")


@pytest.mark.parametrize(("port", "fixed"), [("fixed", True), ("removable", None), ("", None)])
def test_a_bluetooth_radio_counts_where_its_port_is_inside(
    make_host: Any, port: str, fixed: bool | None
) -> None:
    files = {
        "sys/class/bluetooth/hci0/device": Path(RADIO),
        "sys/class/bluetooth/hci0:11/device": Path(RADIO),
        "sys/kernel/debug/bluetooth/hci0/identity": "00:1c:42:aa:bb:03 (type 0) 0000 0000",
        f"{RADIO}/../removable": port,
    }
    (found,) = interfaces(make_host(files))
    assert (found.kind, found.mac, found.fixed) == ("bluetooth", "00:1c:42:aa:bb:03", fixed)


def test_without_root_a_bluetooth_address_is_said_to_be_missing(make_host: Any) -> None:
    host = make_host({"sys/class/bluetooth/hci0/device": Path(RADIO)}, is_root=False)
    (found,) = interfaces(host)
    assert (found.mac, found.fixed) == (None, None)
    assert [(p.kind, p.facts) for p in host.problems] == [("needs_root", ("network[hci0].mac",))]


@pytest.mark.parametrize("address", ["00:00:00:00:00:00", "", "rubbish", "00:11:22:33:44"])
def test_no_address_is_none(make_host: Any, address: str) -> None:
    (found,) = interfaces(make_host(card("eno1", CARD, address)))
    assert (found.mac, found.fixed) == (None, None)


def test_a_mobile_modem(make_host: Any) -> None:
    files = card("wwan0", STICK, "00:1c:42:aa:bb:04") | {
        "sys/class/net/wwan0/uevent": "DEVTYPE=wwan\nINTERFACE=wwan0"
    }
    (found,) = interfaces(make_host(files))
    assert (found.kind, found.fixed) == ("mobile", False)

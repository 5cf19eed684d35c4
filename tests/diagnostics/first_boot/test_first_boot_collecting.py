"""What an installed system sees of itself, on machines that are made up file by file."""

from diagnostics.first_boot import collecting, kernel_log, radios, shown
from diagnostics.first_boot.kernel_log import Missing
from diagnostics.wire.imaging import Screen
from diagnostics.wire.imaging.sense import of_first_boot
from tests.diagnostics.conftest import MakeHost
from tests.diagnostics.first_boot import starts

LOG = """\
[    3.1] iwlwifi 0000:02:00.0: firmware: failed to load iwlwifi-7260-17.ucode (-2)
[    3.2] iwlwifi 0000:02:00.0: Direct firmware load for iwlwifi-7260-17.ucode failed with error -2
[    3.3] firmware_class: See https://wiki.debian.org/Firmware for information about it
[    3.4] bluetooth hci0: Direct firmware load for intel/ibt-12-16.sfi failed with error -2
[    3.5] Bluetooth: hci1: Failed to load Intel firmware file intel/ibt-11-5.sfi (-2)
[    3.6] i915 0000:00:02.0: firmware: direct-loading firmware i915/kbl_dmc_ver1_04.bin
[    3.7] r8169 0000:03:00.0: Direct firmware load for rtl_nic/rtl8168g-2.fw failed with error -11
[    3.8] usb 1-4: Direct firmware load for ath3k-1.fw failed with error -2
"""


def test_firmware_that_is_missing() -> None:
    assert kernel_log.parse(LOG) == (
        Missing("0000:02:00.0", "iwlwifi-7260-17.ucode"),
        Missing("hci0", "intel/ibt-12-16.sfi"),
        Missing("hci1", "intel/ibt-11-5.sfi"),
        Missing("1-4", "ath3k-1.fw"),
    )


def test_nobody_may_read_the_log(make_host: MakeHost) -> None:
    assert kernel_log.read(make_host()) == ()


SCAN = """\
BSS 00:11:22:33:44:55(on wlan0)
\tSSID: someone's
BSS 66:77:88:99:aa:bb(on wlan0) -- associated
\tSSID: someone else's
"""
NMCLI = "nmcli --terse --escape no --fields BSSID device wifi list ifname wlan0 --rescan yes"
WIFI = {"sys/class/net/wlan0/phy80211/name": "phy0", "sys/class/net/lo/type": "772"}


def test_networks_by_networkmanager(make_host: MakeHost) -> None:
    host = make_host(WIFI, {NMCLI: (0, "00:11:22:33:44:55\n66:77:88:99:AA:BB\n")})
    assert radios.cards(host) == ("wlan0",)
    assert radios.networks(host) == 2


def test_networks_without_networkmanager(make_host: MakeHost) -> None:
    host = make_host(WIFI, {"iw dev wlan0 scan": (0, SCAN)})
    assert radios.networks(host) == 2


def test_a_card_that_nobody_can_ask(make_host: MakeHost) -> None:
    assert radios.networks(make_host(WIFI)) is None


def test_a_card_that_hears_nothing(make_host: MakeHost) -> None:
    assert radios.networks(make_host(WIFI, {"iw dev wlan0 scan": (0, "")})) == 0


STATE = """\
plane[31]: plane 1A
\tcrtc=pipe A
crtc[80]: pipe A
\tenable=1
\tmode: "1366x768": 60 72330 1366 1414 1446 1526 768 771 777 790 0x48 0xa
crtc[100]: pipe B
\tenable=0
\tmode: "": 0 0 0 0 0 0 0 0 0 0 0x0 0x0
connector[95]: eDP-1
\tcrtc=pipe A
connector[102]: DP-1
\tcrtc=(null)
"""


def test_screens_at_the_size_in_use(make_host: MakeHost) -> None:
    host = make_host(
        {
            "sys/class/drm/card0-eDP-1/status": "connected\n",
            "sys/class/drm/card0-eDP-1/modes": "1920x1080\n1366x768\n",
            "sys/class/drm/card0-DP-1/status": "connected\n",
            "sys/class/drm/card0-DP-1/modes": "2560x1440\n",
            "sys/class/drm/card0-HDMI-A-1/status": "disconnected\n",
            "sys/kernel/debug/dri/0/state": STATE,
        }
    )
    assert shown.screens(host) == (
        Screen(name="DP-1", width_px=2560, height_px=1440),
        Screen(name="eDP-1", width_px=1366, height_px=768),
    )


def test_no_graphics_driver(make_host: MakeHost) -> None:
    host = make_host({"sys/class/graphics/fb0/virtual_size": "1024,768\n"})
    assert shown.screens(host) == (Screen(name="fb0", width_px=1024, height_px=768),)
    assert shown.screens(make_host({"sys/class/graphics/fb0/virtual_size": ""})) == ()


ASOUND = """\
 0 [PCH            ]: HDA-Intel - HDA Intel PCH
                      HDA Intel PCH at 0xf1630000 irq 31
 1 [Camera         ]: USB-Audio - HD Webcam
"""
WHOLE = {
    "proc/asound/cards": ASOUND,
    "proc/meminfo": "MemTotal:        3915776 kB\nMemFree: 1 kB\n",
    "proc/sys/kernel/random/boot_id": "0a1b\n",
    "proc/sys/kernel/osrelease": "6.1.0-18-amd64\n",
    "proc/sys/kernel/hostname": "atelier-4217-0385-61\n",
    "etc/os-release": 'NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    "sys/class/dmi/id/product_uuid": "4c4c4544-0034\n",
    "sys/class/dmi/id/product_serial": "7QR4XYZ\n",
    "sys/class/dmi/id/board_serial": "\n",
}
FAILED = "systemctl list-units --failed --plain --no-legend --no-pager"


def test_all_of_it(make_host: MakeHost) -> None:
    host = make_host(
        {**WHOLE, **starts.card("0x028000"), **WIFI},
        {
            FAILED: (0, "bluetooth.service loaded failed failed Bluetooth service\n"),
            "systemctl is-system-running": (1, "degraded\n"),
        },
    )
    told = collecting.collect(host, starts.settings())
    assert list(of_first_boot(told)) == []
    assert told.image == starts.IMAGE
    assert told.machine.report_id == "a-report"
    assert (told.machine.uuid, told.machine.serial) == ("4c4c4544-0034", "7QR4XYZ")
    assert told.machine.board_serial is None
    assert told.system_name == "Debian GNU/Linux 12 (bookworm)"
    assert told.host_name == "atelier-4217-0385-61"
    assert told.memory_bytes == 3915776 * 1024
    assert told.sound_cards == ("HDA Intel PCH", "HD Webcam")
    assert told.failed_units == ("bluetooth.service",)
    assert [one.kind for one in told.driverless] == ["wifi"]
    assert (told.wifi_cards, told.wifi_networks) == (1, None)
    assert told.firmware == "bios"
    assert told.root_bytes


def test_a_machine_that_says_next_to_nothing(make_host: MakeHost) -> None:
    told = collecting.collect(make_host(), starts.settings())
    assert list(of_first_boot(told)) == []
    assert told.wifi_networks is None


def test_it_is_one_telling_however_often_it_is_said(make_host: MakeHost) -> None:
    once, again, other = (
        collecting.collect(make_host(), starts.settings(key=key)).id for key in ("a", "a", "b")
    )
    assert once == again != other


def test_it_waits_for_the_start_to_be_over_but_not_for_ever(make_host: MakeHost) -> None:
    host = make_host({}, {"systemctl is-system-running": (1, "starting\n")})
    collecting.wait_until_started(host, limit_s=0)

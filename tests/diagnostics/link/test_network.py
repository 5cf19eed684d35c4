"""How the machine stands on the network, from recorded folders and commands."""

import json
import threading
from itertools import chain, repeat

import pytest

from diagnostics.link import network
from diagnostics.link.network import Interface, NetworkState, advice, summary
from diagnostics.link.reading import Wifi

CLI = "wpa_cli -p {root}/run/atelier/wifi/control -i wlan0 "
ADDRESSES = [
    {"ifname": "lo", "addr_info": [{"local": "127.0.0.1", "scope": "host"}]},
    {
        "ifname": "eth0",
        "addr_info": [
            {"local": "192.168.1.7", "scope": "global"},
            {"local": "fe80::1", "scope": "link"},
        ],
    },
    {"ifname": "wlan0", "addr_info": [{"local": "10.1.1.1", "scope": "global"}]},
]
ROUTE = [{"dst": "default", "gateway": "192.168.1.1", "dev": "eth0"}]
CABLE = {
    "sys/class/net/lo/type": "772",
    "sys/class/net/eth0/type": "1",
    "sys/class/net/eth0/device/vendor": "0x8086",
    "sys/class/net/br0/type": "1",
}
RADIO = {
    "sys/class/net/wlan0/type": "1",
    "sys/class/net/wlan0/device/vendor": "0x8086",
    "sys/class/net/wlan0/wireless/x": "",
    "sys/class/rfkill/rfkill0/type": "bluetooth",
    "sys/class/rfkill/rfkill0/soft": "1",
    "sys/class/rfkill/rfkill1/type": "wlan",
    "sys/class/rfkill/rfkill1/soft": "0",
    "sys/class/rfkill/rfkill1/hard": "0",
}


def ip(addresses=(), route=()) -> dict:
    return {
        "ip -json address": (0, json.dumps(addresses)),
        "ip -json -4 route show default": (0, json.dumps(route)),
        "ip -json -6 route show default": (0, "[]"),
    }


@pytest.fixture
def cli(tmp_path):
    def record(**answers: str) -> dict:
        prefix = CLI.format(root=tmp_path)
        return {prefix + question: (0, text) for question, text in answers.items()}

    return record


def test_a_cable_with_address_and_way_out(make_host) -> None:
    host = make_host({**CABLE, "sys/class/net/eth0/carrier": "1"}, ip(ADDRESSES, ROUTE))
    found = network.state(host)
    eth0 = Interface(name="eth0", kind="cable", carrier=True, addresses=("192.168.1.7",))
    assert found == NetworkState(interfaces=(eth0,), route=True)
    assert found.online


def test_without_any_command_there_is_still_a_state(make_host) -> None:
    found = network.state(make_host(CABLE))
    assert found == NetworkState(interfaces=(Interface(name="eth0", kind="cable"),))
    assert not found.online


@pytest.mark.parametrize("text", ["", "null", "{}", "[1]", "no json"])
def test_an_answer_that_is_none_is_no_address(make_host, text: str) -> None:
    commands = dict.fromkeys(ip(), (0, text))
    assert not network.state(make_host(CABLE, commands)).online


def wlan(make_host, commands, **files) -> Interface:
    carrier = {"sys/class/net/wlan0/carrier": "1"}
    host = make_host({**RADIO, **carrier, **files}, {**ip(ADDRESSES), **commands})
    (found,) = network.state(host).interfaces
    return found


def test_wifi_that_is_connected_has_a_name_and_a_strength(make_host, cli) -> None:
    status = "bssid=02:00:00:00:01:00\nssid=Caf\\xc3\\xa9\nwpa_state=COMPLETED\n"
    found = wlan(make_host, cli(status=status, signal_poll="RSSI=-65\nLINKSPEED=65\n"))
    assert (found.kind, found.carrier, found.addresses) == ("wifi", True, ("10.1.1.1",))
    assert (found.network, found.strength, found.trouble) == ("Café", 0.5, None)


LISTED = "network id / ssid / bssid / flags\n0\tWerkplaats\tany\t{flags}\n"
AROUND = "bssid / frequency / signal level / flags / ssid\n02:00\t2412\t-60\t[WPA2-PSK]\t{name}\n"


@pytest.mark.parametrize(
    ("flags", "around", "trouble"),
    [
        ("[TEMP-DISABLED]", "Werkplaats", "wrong_password"),
        ("[CURRENT]", "Werkplaats", "connecting"),
        ("", "Buren", "not_in_sight"),
    ],
)
def test_wifi_that_does_not_connect_says_why(make_host, cli, flags, around, trouble) -> None:
    commands = cli(
        status="wpa_state=SCANNING\n",
        list_networks=LISTED.format(flags=flags),
        scan_results=AROUND.format(name=around),
    )
    found = wlan(make_host, commands)
    assert (found.carrier, found.trouble) == (False, trouble)


def test_wifi_that_is_switched_off_is_told(make_host) -> None:
    found = wlan(make_host, {}, **{"sys/class/rfkill/rfkill1/hard": "1"})
    assert found.trouble == "switched_off"


def test_wifi_nobody_asked_for_is_no_trouble_of_its_own(make_host) -> None:
    found = wlan(make_host, {})
    assert (found.trouble, found.carrier) == ("not_asked", True)


def test_a_way_out_by_unknown_hardware_is_online(make_host) -> None:
    found = network.state(make_host({}, ip(ADDRESSES, ROUTE)))
    assert (found.interfaces, found.online) == ((), True)


def cable(**facts) -> NetworkState:
    return NetworkState(interfaces=(Interface(name="e", kind="cable", **facts),))


def radio(**facts) -> NetworkState:
    plain = Interface(name="e", kind="cable")
    return NetworkState(interfaces=(plain, Interface(name="w", kind="wifi", **facts)))


GOOD = cable(carrier=True, addresses=("10.0.0.1",))


@pytest.mark.parametrize(
    ("state", "reached", "said", "what_to_do"),
    [
        (GOOD, True, "netwerk: goed", None),
        (GOOD, None, "netwerk: verbonden", None),
        (GOOD, False, "netwerk: server niet bereikbaar", None),
        (NetworkState(), None, "netwerk: dit toestel heeft er geen", "netwerkkabel"),
        (cable(), False, "netwerk: geen kabel en geen wifi", "netwerkkabel"),
        (cable(carrier=True), False, "netwerk: kabel zonder adres", "ander stopcontact"),
        (radio(carrier=True), None, "netwerk: wifi zonder adres", "Er is wifi, maar geen adres"),
        (radio(trouble="wrong_password"), None, "netwerk: wifi-wachtwoord fout", "Verbeter"),
        (radio(trouble="switched_off"), None, "netwerk: geen kabel, wifi staat uit", "schuifje"),
        # Not to put into atelier.txt what stands there.
        (radio(trouble="connecting"), None, "netwerk: wifi zoekt verbinding", "even wachten"),
        (radio(trouble="not_in_sight"), None, "netwerk: geen kabel en geen wifi", "niet te vinden"),
        (radio(trouble="not_asked"), None, "netwerk: geen kabel en geen wifi", "atelier.txt"),
        # An address that outlived its cable leads nowhere.
        (cable(addresses=("10.0.0.1",)), None, "netwerk: geen kabel en geen wifi", "kabel"),
    ],
)
def test_the_footer_says_it_in_a_word_and_the_screen_what_to_do(
    state, reached, said, what_to_do
) -> None:
    assert str(summary(state, reached)) == said
    told = advice(state)
    assert what_to_do in str(told) if what_to_do else told is None


def test_waiting_ends_with_an_address(make_host) -> None:
    states = chain([cable(), cable(carrier=True)], repeat(GOOD))
    slept = []
    assert network.wait(make_host(), 60, lambda _: next(states), slept.append) == GOOD
    assert len(slept) == 2


def test_waiting_ends_with_the_time(make_host) -> None:
    assert network.wait(make_host(CABLE), 0) == cable_named("eth0")


def cable_named(name: str) -> NetworkState:
    return NetworkState(interfaces=(Interface(name=name, kind="cable"),))


NETWORKS = (Wifi('Werk "plaats"', 'quo"te é long'), Wifi("Gasten"), Wifi("Key", "0a" * 32))


def test_wifi_is_started_with_a_file_only_root_reads(make_host, tmp_path) -> None:
    path = tmp_path / "run/atelier/wifi/wpa_supplicant.conf"
    started = f"wpa_supplicant -B -D nl80211,wext -i wlan0 -c {path}"
    host = make_host(RADIO, {started: (0, "")})
    assert network.start_wifi(host, NETWORKS) is None
    assert oct(path.stat().st_mode)[-3:] == "600"
    text = path.read_text()
    assert f"ssid={NETWORKS[0].name.encode().hex()}\n" in text
    assert text.count("network={") == 3
    assert text.index("priority=3") < text.index("priority=2") < text.index("priority=1")
    assert "key_mgmt=NONE" in text
    assert f"psk={'0a' * 32}\n" in text
    assert 'sae_password="quo"te é long"\n' in text


def test_the_key_is_the_one_of_the_standard() -> None:
    """IEEE 802.11-2020, J.4.2, first test vector."""
    text = network.wifi.configuration([Wifi("IEEE", "password")], "/run/x")
    assert "psk=f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e" in text


def test_wifi_that_runs_reads_its_settings_anew(make_host, cli) -> None:
    host = make_host(RADIO, cli(reconfigure="OK\n"))
    assert network.start_wifi(host, NETWORKS) is None
    assert network.start_wifi(host, NETWORKS) is None


def test_what_software_switched_off_software_switches_on(make_host, cli, tmp_path) -> None:
    host = make_host({**RADIO, "sys/class/rfkill/rfkill1/soft": "1"}, cli(reconfigure="OK\n"))
    network.start_wifi(host, NETWORKS)
    assert (tmp_path / "sys/class/rfkill/rfkill1/soft").read_text() == "0"
    assert (tmp_path / "sys/class/rfkill/rfkill0/soft").read_text() == "1"


def test_without_wifi_hardware_a_cable_is_asked_for(make_host) -> None:
    assert "kabel" in str(network.start_wifi(make_host(CABLE), NETWORKS, patience_s=0))


def test_a_card_that_loads_its_firmware_is_waited_for(make_host, cli) -> None:
    host = make_host(CABLE, cli(reconfigure="OK\n"))
    threading.Timer(0.3, lambda: make_host(RADIO)).start()
    assert network.start_wifi(host, NETWORKS, patience_s=10) is None


def test_without_the_program_the_stick_is_to_blame(make_host) -> None:
    assert "wpa_supplicant ontbreekt" in str(network.start_wifi(make_host(RADIO), NETWORKS))


def test_wifi_that_does_not_start_hides_the_password(make_host, tmp_path) -> None:
    path = tmp_path / "run/atelier/wifi/wpa_supplicant.conf"
    started = f"wpa_supplicant -B -D nl80211,wext -i wlan0 -c {path}"
    told = str(network.start_wifi(make_host(RADIO, {started: (255, "bad")}), NETWORKS))
    assert "Wifi start niet" in told
    assert "quo" not in told


def test_without_networks_nothing_is_started(make_host) -> None:
    assert network.start_wifi(make_host(RADIO), ()) is None

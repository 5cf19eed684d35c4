"""Networks in the air: counted, never named."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from diagnostics.checks import wifi
from diagnostics.report import RadioSeen

#: In the words of ``iw``; names and addresses are made up.
SCAN = """\
BSS 02:00:00:00:00:01(on wlan0)
\tTSF: 123 usec (0d, 00:00:00)
\tfreq: 2412
\tsignal: -61.00 dBm
\tSSID: Made up one
BSS 02:00:00:00:00:02(on wlan0) -- associated
\tsignal: -38.50 dBm
\tSSID: BSS of a joker
\t\tsignal: -1.00 dBm
BSS 02:00:00:00:00:03(on wlan0)
\tSSID: without a strength
"""
CARD = {"sys/class/net/wlan0/phy80211/name": "phy0", "sys/class/net/eth0/type": "1"}
UP = {"ip link set wlan0 up": (0, "")}
ASK = "iw dev wlan0 scan"


def switch(kind: str, hard: str, soft: str) -> dict[str, str]:
    folder = f"sys/class/rfkill/rfkill{kind}"
    return {f"{folder}/type": kind, f"{folder}/hard": hard, f"{folder}/soft": soft}


def test_one_strength_for_each_access_point() -> None:
    assert wifi.strengths(SCAN) == [-61.0, -38.5]
    assert wifi.strengths("") == []


@pytest.mark.parametrize(
    ("switches", "state"),
    [
        ({}, None),
        (switch("wlan", "0", "0"), None),
        (switch("wlan", "0", "1"), "software"),
        (switch("wlan", "1", "1"), "switch"),
        (switch("bluetooth", "1", "1"), None),
    ],
)
def test_switches(make_host: Any, switches: dict[str, str], state: str | None) -> None:
    assert wifi.blocked(make_host(switches)) == state


@pytest.mark.parametrize(
    ("files", "commands", "seen", "proposes"),
    [
        ({}, {ASK: (0, SCAN)}, RadioSeen(networks=2, strongest_dbm=-38.5), "good"),
        ({}, {ASK: (0, "")}, RadioSeen(networks=0), "wrong"),
        ({}, {ASK: (240, "")}, RadioSeen(), "wrong"),
        ({}, {ASK: (1, "")}, RadioSeen(), "wrong"),
        (switch("wlan", "1", "0"), {}, RadioSeen(blocked="switch"), "wrong"),
        (switch("wlan", "0", "1"), {ASK: (161, "")}, RadioSeen(blocked="software"), "wrong"),
    ],
)
def test_what_is_heard(
    *, make_kit: Any, make_host: Any, files: Any, commands: Any, seen: RadioSeen, proposes: str
) -> None:
    found = wifi.perform(make_kit(make_host(CARD | files, UP | commands)))
    assert found.measured["radio"] == seen
    assert found.proposes == proposes


def test_a_missing_program_is_no_fault_of_the_machine(make_kit: Any, make_host: Any) -> None:
    assert wifi.perform(make_kit(make_host(CARD, UP))).proposes == "skipped"


def test_a_card_that_is_busy_is_asked_again(make_kit: Any, make_host: Any, player: Any) -> None:
    host = make_host(CARD, UP | {ASK: (240, "")})
    wifi.perform(make_kit(host))
    assert player.now == 1000 + 2 * 2.0


def test_nothing_of_anybodys_network_is_kept(make_kit: Any, make_host: Any, player: Any) -> None:
    found = wifi.perform(make_kit(make_host(CARD, UP | {ASK: (0, SCAN)})))
    kept = json.dumps(asdict(found.measured["radio"])) + str(found.says) + player.said
    assert "Made up" not in kept
    assert "02:00" not in kept

"""The charger: what the kernel says before, meanwhile and after."""

from typing import Any

import pytest

from diagnostics.checks import charger
from diagnostics.checks.charger import Power
from diagnostics.report import ChargerSeen

from .conftest import Player

FOLDER = "sys/class/power_supply"


def supplies(online: str = "1", status: str = "Charging", percent: str = "80") -> dict[str, str]:
    return {
        f"{FOLDER}/AC/type": "Mains",
        f"{FOLDER}/AC/online": online,
        f"{FOLDER}/BAT0/type": "Battery",
        f"{FOLDER}/BAT0/status": status,
        f"{FOLDER}/BAT0/capacity": percent,
        f"{FOLDER}/hid-mouse/type": "Battery",
        f"{FOLDER}/hid-mouse/scope": "Device",
        f"{FOLDER}/hid-mouse/status": "Discharging",
    }


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (supplies(), Power(True, "Charging", 80)),
        (supplies("0", "Discharging"), Power(False, "Discharging", 80)),
        ({f"{FOLDER}/BAT0/type": "Battery"}, Power()),
        (
            {
                f"{FOLDER}/usb1/type": "USB",
                f"{FOLDER}/usb1/online": "0",
                f"{FOLDER}/usb2/type": "USB",
                f"{FOLDER}/usb2/online": "1",
            },
            Power(True),
        ),
        ({}, Power()),
    ],
)
def test_power(make_host: Any, files: dict[str, str], found: Power) -> None:
    host = make_host(files)
    assert charger.power(host) == found
    assert charger.there(host) == (found.online is not None)


class Acting:
    """Somebody who does at each look what stands in the script."""

    def __init__(
        self, host: Any, player: Player, steps: list[tuple[str, str] | str | None]
    ) -> None:
        self.host, self.player, self.steps = host, player, steps

    def key(self, timeout_s: float | None = None) -> str | None:
        self.player.now += timeout_s or 0
        step = self.steps.pop(0) if self.steps else None
        if isinstance(step, tuple):
            self.host.path(f"{FOLDER}/AC/online").write_text(step[0])
            self.host.path(f"{FOLDER}/BAT0/status").write_text(step[1])
            return None
        return step


OUT, IN = ("0", "Discharging"), ("1", "Charging")


@pytest.mark.parametrize(
    ("files", "steps", "seen", "proposes"),
    [
        # Out and in again; it takes a moment to say that it charges.
        (
            supplies(),
            [None, OUT, None, ("1", "Discharging"), ("1", "Charging")],
            ChargerSeen(unplugged=True, plugged=True, status_after="Charging"),
            "good",
        ),
        (
            supplies("0", "Discharging"),
            [None, IN],
            ChargerSeen(online_before=False, plugged=True, status_before="Discharging"),
            "good",
        ),
        # The machine does not notice that it went out, nor the person that it should.
        (supplies(), ["enter"], ChargerSeen(), "good"),
        (supplies(), [], ChargerSeen(), "good"),
        # It does not come back.
        (
            supplies(),
            [OUT, "enter"],
            ChargerSeen(unplugged=True, online_after=False, status_after="Discharging"),
            "wrong",
        ),
        # Power, and yet it does not charge.
        (
            supplies(),
            [OUT, ("1", "Discharging")],
            ChargerSeen(unplugged=True, plugged=True, status_after="Discharging"),
            "wrong",
        ),
        # Pulling it out would switch the machine off: it is not asked.
        (supplies(percent="4"), ["escape"], ChargerSeen(), "good"),
    ],
)
def test_what_happens(
    *,
    make_kit: Any,
    make_host: Any,
    player: Player,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, str],
    steps: Any,
    seen: ChargerSeen,
    proposes: str,
) -> None:
    host = make_host(files)
    monkeypatch.setattr(player, "key", Acting(host, player, list(steps)).key)
    found = charger.perform(make_kit(host))
    expected = {"online_before": True, "online_after": True, "status_before": "Charging"}
    expected["status_after"] = "Charging"
    told = {
        name: getattr(seen, name)
        for name in ("online_before", "online_after", "status_before", "status_after")
        if getattr(seen, name) is not None
    }
    expected |= told
    assert found.measured["charger"] == ChargerSeen(
        unplugged=seen.unplugged, plugged=seen.plugged, **expected
    )
    assert found.proposes == proposes

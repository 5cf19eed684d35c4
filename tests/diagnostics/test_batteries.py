"""Batteries in made-up trees of ``/sys/class/power_supply``."""

from typing import Any

import pytest

from diagnostics.probes import batteries
from diagnostics.report import Battery


def found(make_host: Any, **supplies: dict[str, str]) -> tuple[Battery, ...]:
    files = {
        f"sys/class/power_supply/{name}/{file}": f"{text}\n"
        for name, supply in supplies.items()
        for file, text in supply.items()
    }
    return batteries.parse(batteries.collect(make_host(files)))


def test_energy_in_microwatt_hours(make_host: Any) -> None:
    supply = {
        "type": "Battery",
        "present": "1",
        "manufacturer": "Cel",
        "model_name": "B-1",
        "serial_number": " 1234 ",
        "technology": "Li-poly",
        "energy_full_design": "47520000",
        "energy_full": "31000000",
        "cycle_count": "312",
        "capacity": "87",
        "status": "Discharging",
    }
    assert found(make_host, BAT0=supply, AC={"type": "Mains", "online": "1"}) == (
        Battery(
            name="BAT0",
            maker="Cel",
            model="B-1",
            serial="1234",
            chemistry="Li-poly",
            design_mwh=47520,
            full_mwh=31000,
            cycles=312,
            charge_percent=87,
            status="Discharging",
        ),
    )


@pytest.mark.parametrize(
    ("voltages", "design", "full"),
    [
        ({"voltage_min_design": "11400000", "voltage_now": "12000000"}, 45600, 22800),
        ({"voltage_now": "12000000"}, 48000, 24000),
        ({}, None, None),
    ],
)
def test_charge_times_a_voltage(
    make_host: Any, voltages: dict[str, str], design: int | None, full: int | None
) -> None:
    supply = {"type": "Battery", "charge_full_design": "4000000", "charge_full": "2000000"}
    (battery,) = found(make_host, BAT1=supply | voltages)
    assert (battery.design_mwh, battery.full_mwh) == (design, full)


def test_nothing_known_is_none_not_zero(make_host: Any) -> None:
    supply = {
        "type": "Battery",
        "technology": "Unknown",
        "status": "Unknown",
        "energy_full_design": "0",
        "energy_full": "-1",
        "cycle_count": "many",
    }
    assert found(make_host, BAT0=supply) == (Battery(name="BAT0"),)


def test_a_mouse_and_an_empty_bay_are_no_batteries_of_the_machine(make_host: Any) -> None:
    mouse = {"type": "Battery", "scope": "Device", "capacity": "50"}
    empty = {"type": "Battery", "present": "0"}
    assert found(make_host, hidpp_battery_0=mouse, BAT1=empty) == ()


def test_a_machine_without_any(make_host: Any) -> None:
    assert found(make_host) == ()

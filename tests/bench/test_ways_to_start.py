"""The rarer ways in which a laptop starts our medium; the usual ones are in ``test_medium``."""

from pathlib import Path

import pytest

from tests.bench import netboot
from tests.bench.conftest import Look, Start
from tests.bench.firmware import Firmware
from tests.bench.lan import ADDRESS, NETWORK, Lan
from tests.bench.machine import Build
from tests.bench.medium import Medium
from tests.bench.network import Network
from tests.bench.smbios import Smbios
from tests.bench.workshop import Workshop

#: From power-on to a report, on two cores that others use as well.
REPORTED_S = 600


@pytest.mark.long
@pytest.mark.parametrize("firmware", [Firmware.UEFI, Firmware.SECURE_BOOT])
def test_over_the_cable_by_uefi(
    firmware, medium: Medium, workshop: Workshop, start: Start, tmp_path: Path
):
    serial = f"PFNET{firmware.name}"
    settings = workshop.settings()
    with netboot.served(medium, tmp_path / "netboot", firmware, **settings) as network:
        build = Build(
            firmware=firmware, smbios=Smbios(serial=serial), memory_mb=1536, network=network
        )
        report = workshop.wait_for_report(start(build), REPORTED_S)
    assert report["firmware"]["secure_boot"] is (firmware is Firmware.SECURE_BOOT)


@pytest.mark.long
def test_beside_a_router(medium: Medium, start: Start, tmp_path: Path):
    """With the configuration that comes along, put right as its own steps say."""
    with Lan(tmp_path) as lan, Workshop(tmp_path, lan=lan) as workshop:
        folder = tmp_path / "netboot"
        netboot.lay(medium, folder)
        port = 8080
        netboot.configure(folder, f"http://{ADDRESS}:{port}", workshop.settings())
        _as_the_steps_say(folder / "dnsmasq.conf", folder)
        lan.network_boot(folder / "dnsmasq.conf")
        lan.start(["env", "--chdir", str(folder), "python3", "-m", "http.server", str(port)])
        card = Network(lead=lan.lead(), boot_order=0)
        machine = start(Build(smbios=Smbios(serial="PFROUTER1"), memory_mb=1536, network=card))
        netboot.wait_until_loaded(machine)
        workshop.wait_for_report(machine, REPORTED_S)


def _as_the_steps_say(config: Path, folder: Path) -> None:
    text = config.read_text().replace("/srv/atelier-netboot", str(folder))
    config.write_text(text.replace("192.0.2.", NETWORK.removesuffix("0")))


@pytest.mark.long
def test_from_a_disc(medium: Medium, start: Start, look: Look):
    """Nothing can be written on it: it looks for a server, and keeps no report."""
    machine = start(
        Build(smbios=Smbios(serial="PFDISC1"), disks=(medium.disc(),), network=Network())
    )
    machine.serial.wait_for("measured in", REPORTED_S)
    look(machine, "measured")


@pytest.mark.long
def test_by_uefi_of_32_bits(medium: Medium, workshop: Workshop, start: Start):
    stick = medium.stick(**workshop.settings())
    build = Build(firmware=Firmware.UEFI_32, smbios=Smbios(serial="PFIA32"), disks=(stick,))
    report = workshop.wait_for_report(start(build), REPORTED_S)
    assert report["firmware"]["boot_mode"] == "uefi"

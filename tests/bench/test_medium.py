"""The bench medium in virtual machines, against a running server.

Each start takes a minute or two under emulation: so each test asks many things of one start, and
what takes longer still is marked ``long``.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from atelier.bench.models import Order
from tests.bench import data_partition, netboot
from tests.bench.conftest import Look, Start
from tests.bench.disks import GB, Disk
from tests.bench.firmware import Firmware
from tests.bench.lan import ADDRESS, Lan
from tests.bench.machine import Build
from tests.bench.medium import Medium
from tests.bench.network import Network
from tests.bench.screen import big_code
from tests.bench.server import make_certificate
from tests.bench.silent_disk import silent_disk
from tests.bench.smbios import Smbios
from tests.bench.waiting import until
from tests.bench.workshop import Workshop

#: From power-on to a report, on two cores that others use as well.
REPORTED_S = 600
#: From something on the server to the machine's having done it.
ANSWERED_S = 120
#: The server thinks an order lost that it hears nothing of for so long.
SILENT_S = 60


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    more = {"orders": {"silent_s": SILENT_S}}
    with Workshop(tmp_path_factory.mktemp("workshop"), more=more) as running:
        yield running


def test_the_main_job(medium: Medium, workshop: Workshop, start: Start, look: Look):
    """A laptop with a BIOS, 1 GB and a dead clock: reported, claimed by phone, put to work."""
    stick = medium.stick(**workshop.settings())
    ssd = Disk(serial="SSDPROEF1", wwn=0x5002538E00000001, size_bytes=240 * GB)
    nvme = Disk(serial="NVMEPROEF2", bus="nvme", size_bytes=256 * GB)
    build = Build(
        smbios=Smbios(serial="PFBIOS1"), clock=datetime(2009, 1, 1), disks=(stick, ssd, nvme)
    )
    machine = start(build)
    report = workshop.wait_for_report(machine, REPORTED_S)
    assert report["firmware"]["boot_mode"] == "bios"
    disks = {disk["serial"]: disk for disk in report["disks"]}
    assert disks["SSDPROEF1"]["wwn"] == "5002538e00000001"
    assert disks["NVMEPROEF2"]["transport"] == "nvme"
    assert [serial for serial, disk in disks.items() if disk["boot_medium"]] == ["MEDIUM"]
    device = workshop.device_id(report)
    assert device is not None

    # A phone reads the code, and the page that it leads to gives the machine a tag.
    code = machine.wait_for_code(ANSWERED_S)
    look(machine, "code")
    page = urlsplit(code).path
    assert code.startswith(workshop.server.url)
    assert workshop.visitor().get(page).status_code == 200
    workshop.give_tag(f"/devices/{device}")
    assert workshop.tag(device) is not None

    refused = workshop.order(device, "stress:600")
    _address_elsewhere(workshop, refused)
    workshop.wait_for_order(refused, "failed other_machine", ANSWERED_S)

    stress = workshop.order(device, "stress:20")
    workshop.wait_for_order(stress, "running", ANSWERED_S)
    look(machine, "stress")
    workshop.wait_for_order(stress, "done", 2 * ANSWERED_S)

    # The plug is pulled while it works. Started anew, the machine says so by itself.
    broken_off = workshop.order(device, "stress:3600")
    workshop.wait_for_order(broken_off, "running", ANSWERED_S)
    machine.cut_power()
    workshop.wait_for_order(broken_off, "lost", SILENT_S + ANSWERED_S)
    machine.power_on()
    workshop.wait_for_report(machine, REPORTED_S, beside=1)
    workshop.wait_for_order(broken_off, "failed interrupted", ANSWERED_S)
    look(machine, "again")

    workshop.order(device, "power_off")
    machine.wait_off(ANSWERED_S)


def _address_elsewhere(workshop: Workshop, order_id: str) -> None:
    """As an order that went astray: meant for another machine than the one that hears it."""
    with workshop.server.session() as session:
        order = session.get_one(Order, (workshop.organisation_id, order_id))
        order.machine_serial, order.machine_uuid = "ANDERS", "99999999-0000-4000-8000-000000000000"


def test_offline_then_sent(medium: Medium, workshop: Workshop, start: Start, look: Look):
    """Secure Boot, and no cable: the report waits on the stick, over a power cut."""
    stick = medium.stick(**workshop.settings())
    build = Build(
        firmware=Firmware.SECURE_BOOT,
        smbios=Smbios(serial="PFSECURE1"),
        disks=(stick,),
        network=Network(cable=False),
    )
    machine = start(build)
    machine.serial.wait_for("is kept:", REPORTED_S)
    look(machine, "offline")
    machine.cut_power()
    image = machine.file_of(stick)
    assert data_partition.is_sound(image)
    (waiting,) = data_partition.names(image, "reports")
    kept = json.loads(data_partition.read(image, waiting))
    assert kept["system"]["serial"] == "PFSECURE1"
    assert kept["firmware"]["secure_boot"] is True
    assert workshop.reports("PFSECURE1") == []

    machine.power_on(replace(build, network=Network()))
    workshop.wait_for_report(machine, REPORTED_S, beside=1)
    assert kept["id"] in {report["id"] for report in workshop.reports("PFSECURE1")}
    machine.serial.wait_for("kept reports: 1 sent, 0 refused", ANSWERED_S)
    look(machine, "sent")


@pytest.mark.long
def test_power_lost_while_saving(medium: Medium, workshop: Workshop, start: Start):
    """What was kept before stays, the stick can still be used, and all of it arrives."""
    stick = medium.stick(**workshop.settings())
    alone = Build(smbios=Smbios(serial="PFCUT1"), disks=(stick,), network=Network(cable=False))
    machine = start(alone)
    machine.serial.wait_for("is kept:", REPORTED_S)
    machine.cut_power()
    image = machine.file_of(stick)
    (first,) = data_partition.names(image, "reports")
    kept = data_partition.read(image, first)

    machine.power_on()
    before = data_partition.content(image)
    until("writing begins", lambda: data_partition.content(image) != before, REPORTED_S)
    machine.cut_power()
    assert data_partition.read(image, first) == kept

    machine.power_on(replace(alone, network=Network()))
    machine.serial.wait_for(r"kept reports: [12] sent, 0 refused", 2 * REPORTED_S)
    assert json.loads(kept)["id"] in {report["id"] for report in workshop.reports("PFCUT1")}
    assert data_partition.names(image, "reports") == []


def test_over_the_cable(
    medium: Medium, workshop: Workshop, start: Start, look: Look, tmp_path: Path
):
    """No stick at all, and no disk: started from the network."""
    settings = workshop.settings()
    with netboot.served(medium, tmp_path / "netboot", Firmware.BIOS, **settings) as network:
        machine = start(
            Build(smbios=Smbios(serial="PFNET1"), memory_mb=1536, disks=(), network=network)
        )
        netboot.wait_until_loaded(machine)
        report = workshop.wait_for_report(machine, REPORTED_S)
    assert report["disks"] == []
    look(machine, "reported")


@pytest.mark.long
def test_found_on_the_network_and_paired(medium: Medium, start: Start, look: Look, tmp_path: Path):
    """Nothing is set and the clock says 2009: found, paired by the code, and known ever after."""
    with Lan(tmp_path) as lan:
        tls = make_certificate(tmp_path, ADDRESS)
        agents = {"certificate": str(tls.certificate), "announce": True}
        with Workshop(tmp_path, tls=tls, lan=lan, more={"agents": agents}) as workshop:
            workshop.server.announce()
            stick = medium.stick()
            build = Build(
                smbios=Smbios(serial="PFPAIR1"),
                clock=datetime(2009, 1, 1),
                disks=(stick,),
                network=Network(lead=lan.lead()),
            )
            machine = start(build)
            code = until("a code", lambda: big_code(machine.picture()), REPORTED_S)
            look(machine, "code")
            workshop.pair(code, "Werkbank 1")
            workshop.wait_for_report(machine, REPORTED_S)
            look(machine, "paired")
            machine.cut_power()
            kept = data_partition.read(machine.file_of(stick), "atelier.txt").decode()
            assert workshop.server.url in kept
            machine.power_on()
            workshop.wait_for_report(machine, REPORTED_S, beside=1)


@pytest.mark.long
def test_from_memory_by_uefi(medium: Medium, workshop: Workshop, start: Start, look: Look):
    """With enough memory the stick may go into the next laptop."""
    stick = medium.stick(**workshop.settings())
    build = Build(
        firmware=Firmware.UEFI, smbios=Smbios(serial="PFUEFI1"), memory_mb=3072, disks=(stick,)
    )
    machine = start(build)
    first = workshop.wait_for_report(machine, REPORTED_S)
    machine.pull(stick)
    device = workshop.device_id(first)
    assert device is not None
    order = workshop.order(device, "probe")
    workshop.wait_for_order(order, "done", ANSWERED_S)
    look(machine, "without-stick")
    workshop.order(device, "power_off")
    machine.wait_off(ANSWERED_S)


@pytest.mark.long
def test_three_at_once_and_two_of_a_name(
    medium: Medium, workshop: Workshop, start: Start, look: Look
):
    """Two of them say that they have the same serial; nothing of either is lost."""
    told = workshop.settings()
    numbers = {"een": ("PFROW1", 1), "twee": ("PFROW2", 2), "drie": ("PFROW1", 3)}
    machines = [
        start(
            Build(
                name=name,
                smbios=Smbios(
                    serial=serial,
                    uuid=f"11112222-3333-4444-5555-66667777000{n}",
                    board_serial=f"L1HFROW{n}",
                ),
                disks=(medium.stick(**told), Disk(serial=f"SSDROW{n}")),
            )
        )
        for name, (serial, n) in numbers.items()
    ]
    until("both of one name", lambda: len(workshop.reports("PFROW1")) == 2, 2 * REPORTED_S)
    until("the third", lambda: workshop.reports("PFROW2"), REPORTED_S)
    wanted = {f"SSDROW{n}" for n in (1, 2, 3)}
    until("each with its disk", lambda: wanted <= _disks_of(workshop), ANSWERED_S)
    for machine in machines:
        look(machine, machine.build.name)


def _disks_of(workshop: Workshop) -> set[str | None]:
    return {disk["serial"] for report in workshop.reports() for disk in report["disks"]}


@pytest.mark.long
def test_twelve_disks_of_which_one_fails(
    medium: Medium, workshop: Workshop, start: Start, look: Look
):
    # By UEFI: QEMU's BIOS has no memory for so many, and leaves out the stick.
    row = [Disk(serial=f"ROW{n}", wwn=0x5000C50000000000 + n) for n in range(11)]
    failing = Disk(serial="FAILS", unreadable=True)
    disks = (medium.stick(**workshop.settings()), *row, failing)
    build = Build(firmware=Firmware.UEFI, smbios=Smbios(serial="PFDISKS1"), disks=disks)
    machine = start(build)
    report = workshop.wait_for_report(machine, 2 * REPORTED_S)
    assert len([disk for disk in report["disks"] if not disk["boot_medium"]]) == 12
    look(machine, "twelve")


@pytest.mark.long
def test_a_disk_that_never_answers(
    medium: Medium, workshop: Workshop, start: Start, look: Look, tmp_path: Path
):
    """It keeps nobody waiting: the others are reported, and it stands among them."""
    with silent_disk(tmp_path, "SILENT") as silent:
        disks = (medium.stick(**workshop.settings()), Disk(serial="GOOD"), silent)
        machine = start(Build(smbios=Smbios(serial="PFSILENT1"), disks=disks))
        report = workshop.wait_for_report(machine, REPORTED_S)
        look(machine, "silent")
    assert {"GOOD", "SILENT"} <= {disk["serial"] for disk in report["disks"]}


@pytest.mark.long
def test_a_wrong_token_is_told(medium: Medium, workshop: Workshop, start: Start, look: Look):
    told = {**workshop.settings(), "token": "atelier_" + "x" * 43}
    machine = start(Build(smbios=Smbios(serial="PFTOKEN1"), disks=(medium.stick(**told),)))
    machine.serial.wait_for("was not sent:", REPORTED_S)
    look(machine, "wrong-token")
    assert workshop.reports("PFTOKEN1") == []

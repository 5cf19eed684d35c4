"""Evidence is about this order, this machine and this disk, or it is refused."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from atelier.workshop.erasure import belonging
from atelier.workshop.erasure.judging import Problem
from diagnostics import wire
from diagnostics.wire.erasure import Erased, Evidence, Plan

AT = "2026-11-21T10:00:00+01:00"


@dataclass(kw_only=True)
class AnOrder:
    id: str = "order"
    state: str = "done"
    machine_uuid: str | None = "11111111-2222-3333-4444-555555555555"
    machine_serial: str | None = "PF7QX001"
    disk_serial: str | None = "S35ENX0J007919"
    disk_wwn: str | None = "0x5002538e40a1b2c3"
    disk_model: str | None = "SAMSUNG MZVLW256HEHP"
    disk_size_bytes: int | None = 256


DISK = Erased(
    name="sda",
    model="SAMSUNG MZVLW256HEHP",
    serial="S35ENX0J007919",
    wwn="0x5002538e40a1b2c3",
    medium="nvme",
    apparent_bytes=256,
)


def evidence(disk: dict[str, Any], **fields: Any) -> Evidence:
    machine = wire.Machine(report_id="1", uuid=AnOrder().machine_uuid, serial="PF7QX001")
    told = Evidence(
        id="1",
        order_id="order",
        machine=machine,
        boot_id="1",
        agent_version="1",
        disk=replace(DISK, **disk),
        plan=Plan(name="sda", medium="nvme"),
        result="erased",
        started=AT,
        ended=AT,
        duration_s=1.0,
    )
    return replace(told, **fields)


@pytest.mark.parametrize(
    ("order", "disk"),
    [
        ({}, {}),
        # One of the two numbers is enough, where the other is not told.
        ({"disk_wwn": None}, {}),
        ({}, {"serial": None}),
        # As written by one tool or another.
        ({}, {"serial": " s35enx0j007919 ", "wwn": "5002538E40A1B2C3"}),
        ({}, {"model": "SAMSUNG  MZVLW256HEHP "}),
        # A hidden part that was made visible: as it was found, or as it is.
        ({}, {"apparent_bytes": 200, "real_bytes": 256}),
        ({"disk_size_bytes": None}, {}),
        ({"machine_uuid": None, "machine_serial": None}, {}),
    ],
)
def test_the_disk_that_was_meant(order: dict[str, Any], disk: dict[str, Any]) -> None:
    belonging.check(evidence(disk), AnOrder(**order))


@pytest.mark.parametrize(
    ("order", "disk", "fields", "code"),
    [
        ({}, {}, {"order_id": "other"}, "other_order"),
        ({}, {}, {"order_id": None}, "other_order"),
        ({"state": "failed"}, {}, {}, "other_end"),
        ({}, {}, {"result": "not_erased"}, "other_end"),
        ({"machine_serial": "PF7QX002"}, {}, {}, "other_machine"),
        ({"machine_uuid": "99999999-2222-3333-4444-555555555555"}, {}, {}, "other_machine"),
        ({}, {"serial": "S35ENX0J007920"}, {}, "other_disk"),
        ({}, {"wwn": "0x5002538e40a1b2c4"}, {}, "other_disk"),
        # Nothing proves that it is the one.
        ({}, {"serial": None, "wwn": None}, {}, "other_disk"),
        ({"disk_wwn": None}, {"serial": None}, {}, "other_disk"),
        ({}, {"model": "SAMSUNG MZVLW512HEHP"}, {}, "other_disk"),
        ({}, {"apparent_bytes": 512}, {}, "other_disk"),
    ],
)
def test_another_is_refused(
    order: dict[str, Any], disk: dict[str, Any], fields: dict[str, Any], code: str
) -> None:
    with pytest.raises(Problem) as problem:
        belonging.check(evidence(disk, **fields), AnOrder(**order))
    assert problem.value.code == code

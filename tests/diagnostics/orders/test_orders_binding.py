"""The machine and the disk of an order: every way to be it, and not to be it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diagnostics import matching, report, wire
from diagnostics.orders.binding import Binder, choose
from diagnostics.orders.outcome import Failure
from diagnostics.rubbish import is_rubbish
from tests.diagnostics.orders.doubles import Box, disk

UUID, OTHER = "4C4C4544-0051-3010-8052-B4C04F4E3132", "4C4C4544-0051-3010-8052-B4C04F4E3133"
FILLED = "To be filled by O.E.M."
THIS_START = ("report-1",)


def machine(**numbers: str) -> wire.Machine:
    return wire.Machine(report_id=numbers.pop("report_id", "report-0"), **numbers)


@pytest.mark.parametrize(
    ("wanted", "here"),
    [
        (machine(uuid=UUID), {"uuid": UUID}),
        (machine(uuid=UUID), {"uuid": UUID.lower()}),
        (machine(serial="5CG0123XYZ"), {"serial": " 5cg0123xyz "}),
        (machine(board_serial="PK0A12B3456"), {"board_serial": "PK0A12B3456"}),
        # What only one side knows says nothing.
        (machine(uuid=UUID, serial="5CG0123XYZ"), {"uuid": UUID}),
        (machine(uuid=UUID), {"uuid": UUID, "serial": "5CG0123XYZ"}),
        # Rubbish that is equal does no harm beside a number of its own.
        (machine(uuid=UUID, serial=FILLED), {"uuid": UUID, "serial": FILLED}),
        # A machine without any number: a report of this very start proves it.
        (machine(report_id="report-1"), {}),
        (machine(report_id="report-1", serial=FILLED), {"serial": FILLED}),
    ],
)
def test_this_is_the_machine(wanted: wire.Machine, here: dict[str, str]) -> None:
    assert matching.machine_doubt(wanted, report.System(**here), THIS_START) is None


@pytest.mark.parametrize(
    ("wanted", "here", "doubt"),
    [
        (machine(uuid=UUID), {"uuid": OTHER}, f"UUID is '{OTHER}' here and '{UUID}' in the order"),
        (machine(uuid=UUID, serial="5CG0123XYZ"), {"uuid": UUID, "serial": "5CG0123XYA"}, "serial"),
        (machine(uuid=UUID, board_serial="PK1"), {"uuid": UUID, "board_serial": "PK2"}, "board"),
        # Equal is necessary for rubbish too.
        (machine(uuid=UUID, serial=FILLED), {"uuid": UUID, "serial": "Default string"}, "serial"),
        # And not sufficient.
        (machine(serial=FILLED), {"serial": FILLED}, "nothing"),
        (machine(serial="0123456789"), {"serial": "0123456789"}, "nothing"),
        (machine(uuid="03000200-0400-0500-0006-000700080009"),
         {"uuid": "03000200-0400-0500-0006-000700080009"}, "nothing"),
        (machine(uuid="FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"),
         {"uuid": "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"}, "nothing"),
        (machine(), {}, "nothing"),
        (machine(uuid=UUID), {}, "nothing"),
        (machine(), {"uuid": UUID}, "nothing"),
        # A report of this start proves nothing against what differs.
        (machine(report_id="report-1", uuid=UUID), {"uuid": OTHER}, "UUID"),
    ],
)  # fmt: skip
def test_this_is_not_the_machine(wanted: wire.Machine, here: dict[str, str], doubt: str) -> None:
    told = matching.machine_doubt(wanted, report.System(**here), THIS_START)
    assert told is not None
    assert doubt in told


@pytest.mark.parametrize(
    "text",
    [FILLED, "To Be Filled By O.E.M", "OEM", "Default string", "System Serial Number", "None",
     "Not Specified", "0123456789", "1234567890", "123456789ABCDEF", "SN0123456789", "00000000",
     "XXXXXXXXXX", "........", "N/A", "   ", "", "A1", "Chassis_Serial", "NULL", "987654321",
     "00020003-0004-0005-0006-000700080009", "INVALID", "Base Board Serial Number"],
)  # fmt: skip
def test_rubbish(text: str) -> None:
    assert is_rubbish(text)


@pytest.mark.parametrize(
    "text",
    [UUID, "5CG0123XYZ", "PF1ABCDE", "R90NTEST7X", "/7QK2D13/CN129636BB0123/", "S4EVNX0M700001",
     "5002538e40000001", "WD-WCC4N1234567", "C02XK0AAJG5H", "50026b7381234567"],
)  # fmt: skip
def test_a_number_of_its_own(text: str) -> None:
    assert not is_rubbish(text)


def here(number: int, name: str = "sda", **changed: Any) -> report.Disk:
    known = disk(number)
    told = report.Disk(
        name=name,
        serial=known.serial,
        wwn=known.wwn,
        model=known.model,
        size_bytes=known.size_bytes,
    )
    return replace(told, **changed)


BARE = wire.Disk(model="USB DISK", size_bytes=8_000_000_000)
BARE_HERE = here(0, serial=None, wwn=None, model="USB DISK", size_bytes=8_000_000_000)
RUBBISH = replace(BARE, serial="0123456789")
RUBBISH_HERE = replace(BARE_HERE, serial="0123456789")


@pytest.mark.parametrize(
    ("wanted", "found", "this_start"),
    [
        (disk(1), [here(1)], False),
        (disk(1), [here(2, "sda"), here(1, "sdb")], False),
        (disk(1), [here(1, serial=None)], False),
        (disk(1), [here(1, wwn=None, model=None)], False),
        (disk(1), [here(1, model="samsung_ssd_860_evo_500gb")], False),
        (replace(disk(1), wwn=None), [here(1)], False),
        # Nothing of its own: in the start that reported it, if nothing else is like it.
        (BARE, [BARE_HERE, here(1, "sdb")], True),
        (RUBBISH, [RUBBISH_HERE], True),
    ],
)
def test_this_is_the_disk(wanted: wire.Disk, found: list[report.Disk], this_start: bool) -> None:
    chosen = choose(wanted, found, this_start=this_start)
    assert matching.disk_doubt(wanted, chosen) is None
    assert found.count(chosen) == 1


@pytest.mark.parametrize(
    ("wanted", "found", "why"),
    [
        (disk(1), [], "there is no disk here"),
        (disk(1), [here(2)], "sda: serial is 'S4EVNX0M700002' here"),
        (disk(1), [here(1, wwn=disk(2).wwn)], "WWN is"),
        (disk(1), [here(1, model="WDC WD5000")], "model is 'WDC WD5000' here"),
        (disk(1), [here(1, size_bytes=500_000_000_000)], "size is '500000000000' here"),
        (disk(1), [here(1, "sda"), here(1, "sdb")], "more than one disk here is like"),
        (disk(1), [here(1, boot_medium=True)], "sda is what this system itself runs from"),
        (disk(1), [here(1, serial=None, wwn=None)], "no number of its own proves it"),
        (RUBBISH, [BARE_HERE, RUBBISH_HERE], "more than one"),
        (BARE, [BARE_HERE, replace(BARE_HERE, name="sdb")], "more than one"),
        (wire.Disk(), [BARE_HERE], "no number of its own proves it"),
        (wire.Disk(model="USB DISK"), [BARE_HERE], "no number of its own proves it"),
    ],
)
def test_this_is_not_the_disk(wanted: wire.Disk, found: list[report.Disk], why: str) -> None:
    with pytest.raises(Failure) as caught:
        choose(wanted, found, this_start=True)
    assert caught.value.reason == "other_disk"
    assert why in str(caught.value)


@pytest.mark.parametrize("wanted", [BARE, RUBBISH])
def test_a_disk_without_a_number_is_not_recognised_in_another_start(wanted: wire.Disk) -> None:
    with pytest.raises(Failure, match="no disk here is the one in the order"):
        choose(wanted, [RUBBISH_HERE], this_start=False)


def test_everything_is_read_anew_each_time(tmp_path: Path) -> None:
    box = Box(tmp_path, disks={"sda": disk(1), "sdb": disk(2)})
    binder = Binder(box.host(), lambda: (box.report_id,))
    order = box.order("self_test", disk(1))
    assert binder.check(order).name == "sda"  # type: ignore[union-attr]
    box.disks = {"sda": disk(2), "sdb": disk(1)}
    assert binder.check(order).name == "sdb"  # type: ignore[union-attr]
    box.disks = {"sda": disk(2), "sdb": disk(3)}
    with pytest.raises(Failure, match="no disk here is the one"):
        binder.check(order)
    box.uuid = OTHER
    box.host()
    with pytest.raises(Failure) as caught:
        binder.check(order)
    assert caught.value.reason == "other_machine"


def test_a_disk_order_without_a_disk_is_refused(tmp_path: Path) -> None:
    box = Box(tmp_path, disks={"sda": disk(1)})
    with pytest.raises(Failure, match="does not say which disk"):
        Binder(box.host(), tuple).check(box.order("self_test"))


def test_only_disks_of_its_size_are_asked_who_they_are(tmp_path: Path) -> None:
    """A dead disk beside it costs nothing: it is not asked."""
    box = Box(
        tmp_path, disks={"sda": disk(1), "sdb": replace(disk(2), size_bytes=1_000_204_886_016)}
    )
    asked = []
    host = box.host()

    def run(args: Any, timeout_s: float = 10, accept: Any = (0,)) -> Any:
        asked.append(args[-1])
        return host.run(args, timeout_s, accept)

    Binder(replace(host, run=run), tuple).check(box.order("self_test", disk(1)))
    assert "/dev/sda" in asked
    assert "/dev/sdb" not in asked

"""System, board, BIOS and chassis: DMI types 0 to 3; without root, what ``/sys`` gives of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from diagnostics.probes.dmi import reading
from diagnostics.probes.dmi.chassis import NAMES as CHASSIS
from diagnostics.probes.dmi.table import Structure, Table, of_type
from diagnostics.probes.host import Host
from diagnostics.report import System

NAME = "system"
#: What ``/sys`` keeps to root as well.
FACTS = ("system.serial", "system.uuid", "system.board_serial", "system.chassis_serial")

_IDS = "sys/class/dmi/id"
_ID_FIELDS = {
    "maker": "sys_vendor",
    "product": "product_name",
    "version": "product_version",
    "family": "product_family",
    "sku": "product_sku",
    "serial": "product_serial",
    "uuid": "product_uuid",
    "board_maker": "board_vendor",
    "board_product": "board_name",
    "board_version": "board_version",
    "board_serial": "board_serial",
    "bios_maker": "bios_vendor",
    "bios_version": "bios_version",
    "bios_date": "bios_date",
    "chassis": "chassis_type",
    "chassis_serial": "chassis_serial",
    "asset_tag": "chassis_asset_tag",
}
#: Machines without DMI (ARM) say what they are in the device tree.
_TREE_FIELDS = {"product": "model", "serial": "serial-number"}
_NO_CHASSIS = ("Docking Station", "Peripheral Chassis", "Expansion Chassis", "Sub Chassis")
_EMPTY = Structure("", -1)


@dataclass(frozen=True, slots=True)
class Raw:
    dmi: Table
    ids: Mapping[str, str]
    tree: Mapping[str, str]


def collect(host: Host) -> Raw:
    return Raw(
        dmi=reading.read(host, NAME, FACTS),
        ids=_files(host, _IDS, _ID_FIELDS),
        tree=_files(host, "proc/device-tree", _TREE_FIELDS),
    )


def _files(host: Host, folder: str, fields: Mapping[str, str]) -> dict[str, str]:
    texts = {field: host.read(f"{folder}/{name}") for field, name in fields.items()}
    return {field: text for field, text in texts.items() if text}


def parse(raw: Raw) -> System:
    if raw.dmi:
        return from_dmi(raw.dmi)
    if raw.ids:
        return _from_ids(raw.ids)
    return System(**raw.tree)


def _from_ids(ids: Mapping[str, str]) -> System:
    fields = dict(ids)
    number = fields.pop("chassis", "")
    return System(**fields, chassis=CHASSIS.get(int(number)) if number.isdigit() else None)


def from_dmi(table: Table) -> System:
    """System information from DMI structures (of this machine, or recorded)."""
    bios, system = _first(table, 0), _first(table, 1)
    board, chassis = _first(table, 2), _chassis(table)
    return System(
        maker=system.text("Manufacturer"),
        product=system.text("Product Name"),
        version=system.text("Version"),
        family=system.text("Family"),
        sku=system.text("SKU Number"),
        serial=system.text("Serial Number"),
        uuid=system.choice("UUID"),
        board_maker=board.text("Manufacturer"),
        board_product=board.text("Product Name"),
        board_version=board.text("Version"),
        board_serial=board.text("Serial Number"),
        bios_maker=bios.text("Vendor"),
        bios_version=bios.text("Version"),
        bios_date=bios.text("Release Date"),
        chassis=chassis.choice("Type"),
        chassis_serial=chassis.text("Serial Number"),
        asset_tag=chassis.text("Asset Tag"),
    )


def _first(table: Table, number: int) -> Structure:
    return next(iter(of_type(table, number)), _EMPTY)


def _chassis(table: Table) -> Structure:
    """The machine's own: a docking station may stand in the table beside it."""
    found = of_type(table, 3)
    own = (one for one in found if one.choice("Type") not in _NO_CHASSIS)
    return next(own, found[0] if found else _EMPTY)

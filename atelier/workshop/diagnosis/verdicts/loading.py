"""From ``config/verdicts.toml`` to `Rules`, checked to the last key."""

import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar, get_args

from atelier.workshop.diagnosis.verdicts.rules import (
    AttributeRule,
    BatteryRules,
    CheckRules,
    Conditions,
    DiskRules,
    GradeRow,
    MachineRules,
    MemoryRules,
    NvmeRules,
    Rules,
    RulesError,
    ScreenRules,
    ScsiRules,
    UseRow,
)
from atelier.workshop.diagnosis.verdicts.table import Table
from atelier.workshop.diagnosis.verdicts.verdict import Grade, Level, Part, Use
from diagnostics.report import FAULTS, CheckName

T = TypeVar("T")
PARTS: tuple[Part, ...] = get_args(Part)
GRADES: tuple[Grade, ...] = get_args(Grade)
USES: tuple[Use, ...] = get_args(Use)
CHECKS: tuple[CheckName, ...] = get_args(CheckName)

#: Bits of the NVMe critical warning, lowest first.
WARNING_BITS = (
    "spare_low",
    "temperature",
    "reliability",
    "read_only",
    "backup_failed",
    "persistent_memory",
)
#: Bits of smartctl's exit status, lowest first.
EXIT_BITS = (
    "command_line",
    "open_failed",
    "command_failed",
    "failing",
    "prefail_now",
    "prefail_past",
    "error_log",
    "self_test_log",
)


def load_rules(path: Path) -> Rules:
    """Read and check the rules.

    Raises `RulesError` that names the file, the key, what is expected and what was found.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RulesError(f"{path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulesError(f"{path}: is not TOML: {error}") from error
    return _whole(Table(values, f"{path}:"), _rules)


def _whole(table: Table, read: Callable[[Table], T]) -> T:
    result = read(table)
    table.done()
    return result


def _rules(root: Table) -> Rules:
    rules = Rules(
        disk=_whole(root.table("disk"), _disk),
        battery=_whole(root.table("battery"), _battery),
        memory=_whole(root.table("memory"), _memory),
        screen=_whole(root.table("screen"), _screen),
        machine=_whole(root.table("machine"), _machine),
        checks=_whole(root.table("checks"), _checks),
        needs_known=_whole(root.table("suggestion"), _needs_known),
        grades=tuple(_whole(row, _grade) for row in root.tables("grades")),
        uses=tuple(_whole(row, _use) for row in root.tables("uses")),
    )
    for name, rows in (("grades", rules.grades), ("uses", rules.uses)):
        _check_last(f"{root.place} [[{name}]]", [row.conditions for row in rows])
    return rules


def _check_last(place: str, rows: list[Conditions]) -> None:
    if not rows or rows[-1] != Conditions(levels={}):
        raise RulesError(f"{place}: the last row must have no conditions, so that one always holds")


def _disk(table: Table) -> DiskRules:
    worn = table.number("worn_rate", 0, 10)
    worn_used = table.whole("worn_used_percent", 1, 255)
    return DiskRules(
        worn_rate=worn,
        replace_rate=table.number("replace_rate", worn, 10),
        worn_used_percent=worn_used,
        replace_used_percent=table.whole("replace_used_percent", worn_used, 255),
        worn_hours=table.whole("worn_hours", 1, 1_000_000),
        count_limit=table.whole("count_limit", 1, 2**48),
        life_left_names=table.listed("life_left_names", str),
        life_left_raw_names=table.listed("life_left_raw_names", str),
        temperature_attributes=table.listed("temperature_attributes", int),
        attributes=tuple(_whole(row, _attribute) for row in table.tables("attributes")),
        nvme=_whole(table.table("nvme"), _nvme),
        scsi=_whole(table.table("scsi"), _scsi),
        exit_status=_whole(table.table("smartctl"), partial(_levels, EXIT_BITS)),
    )


def _attribute(table: Table) -> AttributeRule:
    def level(key: str) -> Level:
        return table.optional(key, lambda: table.level(key), Level.REPLACE)

    return AttributeRule(
        id=table.whole("id", 1, 255),
        names=table.listed("names", str),
        steps=table.steps("steps"),
        packed_steps=table.optional("packed_steps", lambda: table.steps("packed_steps"), ()),
        at_most=level("at_most"),
        solid_state_at_most=level("solid_state_at_most"),
    )


def _nvme(table: Table) -> NvmeRules:
    worn = table.whole("media_errors_worn", 1, 2**31)
    return NvmeRules(
        media_errors_worn=worn,
        media_errors_replace=table.whole("media_errors_replace", worn, 2**31),
        critical_warning=_whole(table.table("critical_warning"), partial(_levels, WARNING_BITS)),
    )


def _levels(bits: tuple[str, ...], table: Table) -> tuple[Level, ...]:
    return tuple(table.level(bit) for bit in bits)


def _scsi(table: Table) -> ScsiRules:
    return ScsiRules(
        grown_defects=table.steps("grown_defects"),
        uncorrected_errors=table.steps("uncorrected_errors"),
    )


def _battery(table: Table) -> BatteryRules:
    good = table.whole("good_percent", 1, 100)
    lowest = table.whole("lowest_design_mwh", 1, 1_000_000)
    return BatteryRules(
        good_percent=good,
        worn_percent=table.whole("worn_percent", 1, good),
        highest_percent=table.whole("highest_percent", 100, 1000),
        lowest_design_mwh=lowest,
        highest_design_mwh=table.whole("highest_design_mwh", lowest, 10_000_000),
    )


def _memory(table: Table) -> MemoryRules:
    good = table.number("good_gb", 0, 1024)
    return MemoryRules(good_gb=good, worn_gb=table.number("worn_gb", 0, good))


def _screen(table: Table) -> ScreenRules:
    return ScreenRules(
        long_side_px=table.whole("long_side_px", 1, 20_000),
        short_side_px=table.whole("short_side_px", 1, 20_000),
        inches=table.number("inches", 0, 100),
    )


def _machine(table: Table) -> MachineRules:
    return MachineRules(needed_features=table.listed("needed_features", str))


def _checks(table: Table) -> CheckRules:
    return CheckRules(
        wrong=_whole(table.table("wrong"), _by_check),
        not_present=_whole(table.table("not_present"), _by_check),
        faults=_whole(table.table("faults"), _by_fault),
        weak_dbm=table.number("weak_dbm", -120, 0),
    )


def _by_check(table: Table) -> dict[CheckName, Level]:
    return {name: table.level(name) for name in CHECKS}


def _by_fault(table: Table) -> dict[str, Level]:
    known = {fault for faults in FAULTS.values() for fault in faults}
    return {fault: table.level(fault) for fault in sorted(known) if fault in table}


def _needs_known(table: Table) -> tuple[Part, ...]:
    return table.several("needs_known", PARTS)


def _grade(table: Table) -> GradeRow:
    return GradeRow(value=table.one_of("grade", GRADES), conditions=_conditions(table))


def _use(table: Table) -> UseRow:
    return UseRow(value=table.one_of("use", USES), conditions=_conditions(table))


def _conditions(table: Table) -> Conditions:
    def truth(key: str) -> bool | None:
        return table.truth(key) if key in table else None

    def number(key: str) -> float | None:
        return table.number(key, 0, 100_000) if key in table else None

    levels = {part: frozenset(table.several(part, tuple(Level))) for part in PARTS if part in table}
    return Conditions(
        levels=levels,
        windows11=truth("windows11"),
        bits64=truth("bits64"),
        portable=truth("portable"),
        memory_gb=number("memory_gb"),
        inches=number("inches"),
        inches_at_most=number("inches_at_most"),
    )

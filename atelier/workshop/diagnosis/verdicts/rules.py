"""The rules as data: thresholds and tables, as they stand in ``config/verdicts.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass

from atelier.workshop.diagnosis.verdicts.verdict import Grade, Level, Part, Use
from diagnostics.report import CheckName


class RulesError(ValueError):
    """The rules file is wrong; the message says where, and what is expected."""


@dataclass(frozen=True, slots=True)
class Step:
    """From this count on, this share of disks fails within a year (may pass 1)."""

    count: int
    rate: float


Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRule:
    """How one ATA attribute is weighed; the table in the file says what each field means."""

    id: int
    names: tuple[str, ...]
    steps: Steps
    packed_steps: Steps = ()
    at_most: Level = Level.REPLACE
    solid_state_at_most: Level = Level.REPLACE


@dataclass(frozen=True, slots=True, kw_only=True)
class NvmeRules:
    media_errors_worn: int
    media_errors_replace: int
    #: By bit of the critical warning, lowest first.
    critical_warning: tuple[Level, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScsiRules:
    grown_defects: Steps
    uncorrected_errors: Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskRules:
    worn_rate: float
    replace_rate: float
    worn_used_percent: int
    replace_used_percent: int
    worn_hours: int
    count_limit: int
    life_left_names: tuple[str, ...]
    life_left_raw_names: tuple[str, ...]
    temperature_attributes: tuple[int, ...]
    attributes: tuple[AttributeRule, ...]
    nvme: NvmeRules
    scsi: ScsiRules
    #: By bit of smartctl's exit status, lowest first.
    exit_status: tuple[Level, ...]

    def level_of(self, rate: float) -> Level:
        if rate >= self.replace_rate:
            return Level.REPLACE
        return Level.WORN if rate >= self.worn_rate else Level.GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class BatteryRules:
    good_percent: int
    worn_percent: int
    highest_percent: int
    lowest_design_mwh: int
    highest_design_mwh: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRules:
    good_gb: float
    worn_gb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenRules:
    long_side_px: int
    short_side_px: int
    inches: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineRules:
    needed_features: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRules:
    """How grave it is what a person answered; by the check, and lighter or graver by the fault."""

    wrong: Mapping[CheckName, Level]
    not_present: Mapping[CheckName, Level]
    faults: Mapping[str, Level]
    weak_dbm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a row asks; None and missing parts ask nothing."""

    levels: Mapping[Part, frozenset[Level]]
    windows11: bool | None = None
    bits64: bool | None = None
    portable: bool | None = None
    memory_gb: float | None = None
    inches: float | None = None
    inches_at_most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRow:
    value: Grade
    conditions: Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class UseRow:
    value: Use
    conditions: Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that ``judge`` weighs by."""

    disk: DiskRules
    battery: BatteryRules
    memory: MemoryRules
    screen: ScreenRules
    machine: MachineRules
    checks: CheckRules
    needs_known: tuple[Part, ...]
    grades: tuple[GradeRow, ...]
    uses: tuple[UseRow, ...]

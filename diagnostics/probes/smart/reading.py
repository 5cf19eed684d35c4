"""What one recording of smartctl tells."""

from dataclasses import dataclass

from diagnostics.report import DiskHealth, Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Smart:
    """A disk's health, and who the disk says it is."""

    health: DiskHealth
    #: What smartctl printed, whole.
    document: Json
    model: str | None = None
    maker: str | None = None
    serial: str | None = None
    firmware: str | None = None
    wwn: str | None = None
    size_bytes: int | None = None
    logical_block_bytes: int | None = None
    physical_block_bytes: int | None = None
    rotation_rpm: int | None = None
    solid_state: bool | None = None

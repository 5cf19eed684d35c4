"""The machine itself: system, processor, memory."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """SMBIOS types 0 to 3. Serials are as the maker wrote them, rubbish included."""

    maker: str | None = None
    product: str | None = None
    version: str | None = None
    family: str | None = None
    sku: str | None = None
    serial: str | None = None
    uuid: str | None = None
    board_maker: str | None = None
    board_product: str | None = None
    board_version: str | None = None
    board_serial: str | None = None
    bios_maker: str | None = None
    bios_version: str | None = None
    bios_date: str | None = None
    #: SMBIOS chassis type in words: "Notebook", "Convertible", "Desktop"…
    chassis: str | None = None
    chassis_serial: str | None = None
    asset_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cpu:
    model: str | None = None
    maker: str | None = None
    architecture: str | None = None
    family: int | None = None
    model_number: int | None = None
    stepping: int | None = None
    sockets: int | None = None
    cores: int | None = None
    threads: int | None = None
    max_mhz: int | None = None
    bits64: bool | None = None
    virtualisation: bool | None = None
    #: Instruction sets that decide what software runs, such as ``sse4_2``, ``popcnt``, ``avx2``.
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryModule:
    slot: str | None = None
    bank: str | None = None
    size_bytes: int | None = None
    type: str | None = None
    form_factor: str | None = None
    speed_mts: int | None = None
    configured_mts: int | None = None
    maker: str | None = None
    part: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    #: Installed, from the modules where DMI tells; else what the kernel sees.
    total_bytes: int | None = None
    #: What the kernel can use (less than installed: graphics and firmware take their share).
    usable_bytes: int | None = None
    max_bytes: int | None = None
    slots: int | None = None
    slots_free: int | None = None
    modules: tuple[MemoryModule, ...] = ()

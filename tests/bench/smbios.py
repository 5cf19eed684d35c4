"""What the machine's firmware says it is: the tables that dmidecode reads."""

import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NOTEBOOK, DESKTOP = 10, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Smbios:
    """As on a donated laptop. Every number is made up.

    Those left out follow from ``serial``, so that two machines have none in common.
    """

    maker: str = "LENOVO"
    product: str = "20XXPROEF1"
    version: str = "ThinkPad Voorbeeld"
    family: str = "ThinkPad Voorbeeld"
    sku: str = "LENOVO_MT_20XX"
    serial: str = "PFPROEF1"
    uuid: str = ""
    board_product: str = "20XXBORD1"
    board_serial: str = ""
    chassis: int = NOTEBOOK
    chassis_serial: str = ""
    bios_version: str = "N27PROEF (1.02 )"
    bios_date: str = "03/14/2019"
    memory_serial: str = ""

    @property
    def mac(self) -> str:
        """Of its network card."""
        last = self._own_uuid[-6:]
        return f"54:ee:75:{last[:2]}:{last[2:4]}:{last[4:]}"

    @property
    def _own_uuid(self) -> str:
        return self.uuid or str(uuid.uuid5(uuid.NAMESPACE_OID, self.serial))

    def arguments(self, folder: Path) -> Iterator[str]:
        """For QEMU's command line; ``folder`` takes the one table that has no option of its own."""
        enclosure = folder / "chassis.bin"
        enclosure.write_bytes(self._enclosure())
        for table in (self._bios(), self._system(), self._board(), self._memory()):
            yield from ("-smbios", ",".join(f"{k}={v.replace(',', ',,')}" for k, v in table))
        yield from ("-smbios", f"file={enclosure}")

    def _bios(self) -> list[tuple[str, str]]:
        told = [("vendor", self.maker), ("version", self.bios_version), ("date", self.bios_date)]
        return [("type", "0"), *told]

    def _system(self) -> list[tuple[str, str]]:
        named = [("manufacturer", self.maker), ("product", self.product), ("version", self.version)]
        numbered = [("serial", self.serial), ("uuid", self._own_uuid)]
        return [("type", "1"), *named, *numbered, ("sku", self.sku), ("family", self.family)]

    def _board(self) -> list[tuple[str, str]]:
        named = [("manufacturer", self.maker), ("product", self.board_product)]
        return [("type", "2"), *named, ("serial", self.board_serial or f"B{self.serial}")]

    def _memory(self) -> list[tuple[str, str]]:
        named = [("manufacturer", "Samsung"), ("part", "M471PROEF-CTD")]
        return [
            ("type", "17"),
            *named,
            ("serial", self.memory_serial or f"M{self.serial}"),
            ("speed", "2400"),
        ]

    def _enclosure(self) -> bytes:
        """Type 3 as DSP0134 lays it out: QEMU has no option for what kind of housing it is."""
        strings = (self.maker, self.version, self.chassis_serial or f"C{self.serial}")
        fixed = struct.pack("<BBHBBBBBBBBBIBBBBB", 3, 0x16, 0x300, 1, self.chassis, 2, 3, *_REST)
        return fixed + b"".join(text.encode() + b"\0" for text in strings) + b"\0"


#: No asset tag; states "safe" three times, security "unknown"; nothing contained; no SKU.
_REST = (0, 3, 3, 3, 2, 0, 0, 0, 0, 0, 0)

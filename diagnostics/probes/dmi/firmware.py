"""What DMI tells about the firmware: UEFI, a TPM, theft tracking."""

import re

from diagnostics.probes.dmi.table import Structure, Table, of_type
from diagnostics.report import Firmware, TheftTracking

#: Absolute's module (once Computrace, LoJack) signs itself in maker-specific strings, such as
#: ``ABSOLUTE(PHOENIX) CLM``. A bare "absolute" may be about a pointing device.
ABSOLUTE = re.compile(
    r"computrace|lojack|absolute\s*(\(|software|persist|corp|clm|module)", re.IGNORECASE
)
PRODUCT = "Absolute (Computrace)"


def from_dmi(table: Table) -> Firmware:
    """Fields that DMI settles; the rest is None."""
    tpm = next(iter(of_type(table, 43)), None)
    return Firmware(
        uefi_capable=_uefi(table),
        tpm_present=True if tpm else None,
        tpm_version=tpm.choice("Specification Version") if tpm else None,
        tpm_maker=tpm.text("Vendor ID") if tpm else None,
        theft_tracking=_tracking(table),
    )


def _uefi(table: Table) -> bool | None:
    """True where the BIOS says so; its silence means nothing, old ones never knew the bit."""
    said = [line for one in of_type(table, 0) for line in one.lists.get("Characteristics", [])]
    return True if "UEFI is supported" in said else None


def _tracking(table: Table) -> tuple[TheftTracking, ...]:
    if not any(ABSOLUTE.search(text) for one in table for text in _strings(one)):
        return ()
    return (TheftTracking(product=PRODUCT, present=True, source="DMI"),)


def _strings(structure: Structure) -> list[str]:
    below = [line for key, lines in structure.lists.items() if "String" in key for line in lines]
    return [*structure.fields.values(), *below]

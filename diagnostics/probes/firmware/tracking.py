"""Theft tracking in the firmware: Absolute, once called Computrace.

A donor that keeps it on can lock the machine from afar, so it must be found before any work is
done. What says that it is there: strings in DMI (``dmi.firmware``), a firmware setting, an EFI
variable, or an ACPI table WPBT that starts its program in Windows. What says that it is on: only
a setting, and only where its value means that; in Dell's ``Absolute`` "Enabled" says no more
than that it may be switched on.
"""

from dataclasses import dataclass

from diagnostics.probes.dmi.firmware import ABSOLUTE, PRODUCT
from diagnostics.probes.firmware import attributes
from diagnostics.probes.host import Host
from diagnostics.report import TheftTracking

_WPBT = "sys/firmware/acpi/tables/WPBT"
_EFIVARS = "sys/firmware/efi/efivars"
#: The program's own name, in the command line that WPBT holds as UTF-16.
_PROGRAM = "rpcnet"
_ON = frozenset({"activate", "activated", "active"})
_OFF = frozenset({"deactivate", "deactivated", "disable", "disabled", "inactive"})
_OFF_FOR_EVER = frozenset({"permanentlydisable", "permanentlydisabled", "permanentdisable"})


@dataclass(frozen=True, slots=True)
class Raw:
    wpbt: bytes | None
    variables: tuple[str, ...]


def collect(host: Host) -> Raw:
    names = host.names(_EFIVARS)
    return Raw(host.read_bytes(_WPBT), tuple(name for name in names if ABSOLUTE.search(name)))


def judge(
    raw: Raw, settings: attributes.Raw, in_dmi: tuple[TheftTracking, ...]
) -> tuple[TheftTracking, ...]:
    """One entry a source; empty when nothing was found, which proves nothing."""
    found = [_setting(name, value) for name, value in sorted(settings.tracking.items())]
    if _in_wpbt(raw.wpbt or b""):
        found.append(TheftTracking(product=PRODUCT, present=True, source="ACPI WPBT"))
    if raw.variables:
        found.append(TheftTracking(product=PRODUCT, present=True, source="EFI variable"))
    return (*found, *in_dmi)


def _setting(name: str, value: str | None) -> TheftTracking:
    return TheftTracking(
        product=PRODUCT, present=True, active=_is_active(value), source=f"firmware setting {name}"
    )


def _is_active(value: str | None) -> bool | None:
    word = "".join((value or "").lower().split())
    if word in _ON:
        return True
    return False if word in _OFF | _OFF_FOR_EVER else None


def _in_wpbt(table: bytes) -> bool:
    """Other makers' helpers use the same table, so its presence alone says nothing."""
    texts = (table.decode("latin-1"), table.decode("utf-16-le", "ignore"))
    return any(ABSOLUTE.search(text) or _PROGRAM in text.lower() for text in texts)

"""What to know of a method on this disk, beside the level it earns."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from diagnostics.erasure.planning.medium import Medium
from diagnostics.report import AtaIdentity, Disk
from diagnostics.wire.erasure import Caveat, Method, Policy

#: Of NVMe's critical warning: reliability degraded, and media turned read-only.
_NVME_FAILING = 1 << 2 | 1 << 3
#: These are of the whole controller, whichever namespace they are sent to.
_NVME_SANITIZE = "nvme_sanitize"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One disk, as far as caveats look."""

    disk: Disk
    medium: Medium
    policy: Policy
    #: Whether the controller has other namespaces.
    siblings: bool
    real_bytes: int | None


def caveats(case: Case, method: Method) -> tuple[Caveat, ...]:
    return tuple(
        dict.fromkeys(
            (
                *_of_flash(case, method),
                *_of_namespaces(case, method),
                *_of_ata(case, method),
                *_of_the_disk(case, method),
            )
        )
    )


def stalls(disk: Disk, policy: Policy, method: Method) -> bool:
    """A sanitize that never ends takes the disk with it: nothing else can be tried then."""
    model = (disk.model or "").strip().casefold()
    return "_sanitize_" in method and any(
        fnmatchcase(model, pattern.casefold()) for pattern in policy.stalling_models
    )


def _of_flash(case: Case, method: Method) -> Iterator[Caveat]:
    if method == "overwrite" and not case.medium.turns:
        yield "flash_spare"
    if method == "overwrite" and case.medium.turns is None:
        yield "rotation_unknown"
    if case.medium.kind == "emmc":
        yield "boot_areas"


def _of_namespaces(case: Case, method: Method) -> Iterator[Caveat]:
    nvme = case.disk.nvme
    if case.medium.kind != "nvme" or method.startswith(_NVME_SANITIZE):
        if case.siblings and method.startswith(_NVME_SANITIZE):
            yield "whole_controller"
        return
    everywhere = nvme and (nvme.format_everywhere or nvme.erase_everywhere)
    if case.siblings:
        yield "whole_controller" if everywhere and method != "overwrite" else "this_namespace"
    if nvme and nvme.unallocated_bytes:
        yield "unallocated"


def _of_ata(case: Case, method: Method) -> Iterator[Caveat]:
    ata = case.disk.ata or AtaIdentity()
    if method.startswith("ata_security"):
        yield "sets_password"
        if ata.security and ata.security.frozen:
            yield "sleep_first"
    if _may_hide(case, ata) and not method.startswith("ata_sanitize"):
        yield "hidden_unknown"


def _may_hide(case: Case, ata: AtaIdentity) -> bool:
    if case.medium.kind not in ("sata_ssd", "sata_hdd") or case.real_bytes is not None:
        return False
    return not (ata.hpa is False and ata.dco is False)


def _of_the_disk(case: Case, method: Method) -> Iterator[Caveat]:
    if stalls(case.disk, case.policy, method):
        yield "may_stall"
    if _failing(case.disk):
        yield "weak_health"


def _failing(disk: Disk) -> bool:
    health = disk.health
    if health is None:
        return False
    return health.passed is False or bool((health.critical_warning or 0) & _NVME_FAILING)

"""Whether the machine may run Windows 11, with each reason."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One of Microsoft's requirements; ``met`` is None when it could not be told."""

    name: Literal[
        "cpu", "cpu_speed", "cpu_cores", "bits64", "memory", "disk", "uefi", "secure_boot", "tpm"
    ]
    met: bool | None
    found: str | None = None
    needed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows11:
    #: True only when every requirement is met, False when any is not, else None.
    possible: bool | None = None
    requirements: tuple[Requirement, ...] = ()

"""What stands upon a disk and around it, at the moment that somebody looked."""

from dataclasses import dataclass
from typing import Literal

UseCode = Literal["mounted", "swap", "raid", "volume", "mapping", "held", "sibling_in_use"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    code: UseCode
    #: Where it is mounted, or the kernel's name of what holds it.
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    #: This system runs from it, or came from it.
    medium: bool = False
    uses: tuple[Use, ...] = ()
    #: Other namespaces of the same NVMe controller, by the kernel's names.
    siblings: tuple[str, ...] = ()
    #: The size when nothing is hidden (ATA: native maximum); None: not asked, or no answer.
    real_bytes: int | None = None
    #: What could not be found out, in English; with anything here nothing may be begun.
    unread: tuple[str, ...] = ()

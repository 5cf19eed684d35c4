"""From the bytes that were sent to evidence that may be believed, or a precise reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from atelier import incoming
from atelier.devices.identity import clean_text
from atelier.errors import TooLarge
from atelier.words import N_
from atelier.workshop.erasure import judging
from atelier.workshop.erasure.brought.errors import NotEvidence, Unsound
from atelier.workshop.erasure.judging import Problem
from diagnostics.report import CONTRACT
from diagnostics.wire.erasure import Evidence

#: Without these it is something else than evidence that is wrong.
_MARKS = frozenset({"disk", "plan", "result"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """``document`` is what was sent, and what is kept."""

    document: Mapping[str, Any]
    evidence: Evidence


def read(body: bytes, max_bytes: int) -> Sheet:
    """Raises TooLarge, NotJson, Malformed, NotEvidence or Unsound."""
    if len(body) > max_bytes:
        raise TooLarge(
            N_("Dit bestand is te groot. Bewijs van wissen mag %(limit)s kB zijn."),
            limit=max_bytes // 1000,
        )
    document = incoming.parse(body, "Evidence")
    if document.get("contract") == CONTRACT:
        raise NotEvidence(
            N_("Dit is een rapport van een toestel. Stuur het met “Stuur een bestand”.")
        )
    if not document.keys() >= _MARKS:
        raise NotEvidence(
            N_("Dit is geen bewijs van wissen. Zoek op de stick in de map reports/erasures."),
            expected="Evidence",
        )
    try:
        return Sheet(document, judging.read(document))
    except Problem as problem:
        raise Unsound(
            N_("Dit bewijs klopt niet met zichzelf. Wis de schijf opnieuw."),
            field=_field(problem.detail),
            expected=clean_text(problem.detail) or "Evidence",
        ) from problem


def _field(detail: str) -> str | None:
    """``Evidence.level cannot be purge…`` is about ``level``."""
    return clean_text(detail.split(" ", 1)[0].partition(".")[2], 100)

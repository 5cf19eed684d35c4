"""Reading back with O_DIRECT: where, what has to be there, and how sure it makes."""

from diagnostics.erasure.verification.canaries import (
    Known,
    NotPlanted,
    Remains,
    known_from,
    look_again,
    plant,
)
from diagnostics.erasure.verification.confidence import confidence_of, left_over_at
from diagnostics.erasure.verification.content import FirmwareJudge, Judge, PatternJudge
from diagnostics.erasure.verification.places import Places, choose, new_seed
from diagnostics.erasure.verification.reading_back import ReadingBack

__all__ = [
    "FirmwareJudge",
    "Judge",
    "Known",
    "NotPlanted",
    "PatternJudge",
    "Places",
    "ReadingBack",
    "Remains",
    "choose",
    "confidence_of",
    "known_from",
    "left_over_at",
    "look_again",
    "new_seed",
    "plant",
]

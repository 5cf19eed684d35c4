"""What can be done about a fault, as people name and draw it."""

from collections.abc import Mapping
from dataclasses import dataclass

from atelier.words import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """``word`` is a Dutch message id, ``icon`` a Bootstrap icon."""

    key: str
    word: str
    icon: str


REPLACED = "replaced"

ACTIONS: Mapping[str, Action] = {
    each.key: each
    for each in (
        Action(key=REPLACED, word=N_("Vervangen"), icon="arrow-left-right"),
        Action(key="cleaned", word=N_("Schoongemaakt"), icon="brush"),
        Action(key="adjusted", word=N_("Vastgezet"), icon="wrench"),
        Action(key="reset", word=N_("Opnieuw ingesteld"), icon="arrow-counterclockwise"),
        Action(key="other", word=N_("Iets anders gedaan"), icon="three-dots"),
    )
}

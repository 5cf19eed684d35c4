"""The seven gates between the door and a borrower, as a table.

A gate asks one thing of the state. It is data: a workshop with another step adds a row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from atelier.devices.lifecycle import facts, kinds
from atelier.devices.lifecycle.state import State
from atelier.words import N_, Sentence


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a gate is not met: a code to test and count by, a sentence to read.

    ``verb``: a Dutch message id, where something else is to be done than the gate itself says.
    """

    code: str
    sentence: Sentence
    verb: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """``title``, ``verb`` and ``verbs`` are Dutch message ids; ``icon`` is a Bootstrap icon."""

    key: str
    title: str
    verb: str
    icon: str
    #: Given the state and today, why not, or ``None`` when it is met.
    unmet: Callable[[State, date], Reason | None]
    kinds: frozenset[str] = kinds.ALL
    #: Another verb for some kinds of device.
    verbs: Mapping[str, str] = field(default_factory=dict)

    def verb_for(self, kind: str) -> str:
        return self.verbs.get(kind, self.verb)


def _because(code: str, text: str, **values: object) -> Reason:
    return Reason(code, Sentence(text, values))


def _not_received(state: State, _today: date) -> Reason | None:
    if not state.source:
        return _because("no_source", N_("We weten nog niet van wie dit toestel komt."))
    if state.place_kind in (None, facts.VIRTUAL):
        return _because("no_place", N_("We weten nog niet waar dit toestel ligt."))
    if not state.tag:
        return _because("no_tag", N_("Dit toestel heeft nog geen etiket."))
    return None


def _not_diagnosed(state: State, _today: date) -> Reason | None:
    if not state.diagnosed:
        return _because("never_diagnosed", N_("We weten nog niet hoe het met dit toestel gaat."))
    if state.diagnosed < state.came_in:
        return _because("not_since_came_in", N_("Dit toestel is terug. Kijk hoe het nu gaat."))
    return None


def _not_erased(state: State, _today: date) -> Reason | None:
    if state.media is None or state.media_seen < state.came_in:
        return _because("media_unknown", N_("We weten nog niet welke schijf in dit toestel zit."))
    left = [medium for medium in state.media if state.erased.get(medium, 0) <= state.used]
    if not left:
        return None
    if all(state.excepted.get(medium, (0,))[0] > state.used for medium in left):
        return _because(
            "exceptions",
            N_("De schijf is gewist, maar niet alles ging goed. Beslis wat ermee moet."),
        )
    if len(left) == 1:
        return _because("not_erased", N_("Alles op deze schijf gaat weg."))
    return _because(
        "not_erased", N_("Alles op deze %(number)s schijven gaat weg."), number=len(left)
    )


def _not_imaged(state: State, _today: date) -> Reason | None:
    if not state.media:
        return _because("no_medium", N_("Er zit geen schijf in dit toestel."))
    if not state.imaged:
        return _no_image(state)
    if state.imaged < _wiped(state):
        return _because("image_erased", N_("De schijf is gewist. Zet de software er weer op."))
    if state.image_medium is not None and state.image_medium not in state.media:
        return _because("image_gone", N_("De schijf met de software zit er niet meer in."))
    return _not_proven(state)


def _no_image(state: State) -> Reason:
    if state.image_failed > state.last_erasure:
        return _because(
            "image_unverified", N_("De software staat er niet goed op. Zet ze er opnieuw op.")
        )
    return _because("no_image", N_("Er staat nog geen software op dit toestel."))


_SWITCH_ON = N_("Zet het toestel aan")
_NOT_BOOTED = Reason(
    "not_booted",
    Sentence(N_("Zet het toestel aan zonder stick. Het meldt zich dan één keer.")),
    verb=_SWITCH_ON,
)
_NOT_ATTESTED = Reason(
    "not_attested",
    Sentence(N_("Zet het toestel aan zonder stick. Een coördinator bevestigt dat het start.")),
    verb=_SWITCH_ON,
)


def _not_proven(state: State) -> Reason | None:
    """Written and read back; but it has to start as well, and a person has to release it."""
    if not state.booted:
        return _NOT_BOOTED if state.image_calls_home else _NOT_ATTESTED
    if state.image_on_trial:
        return Reason(
            "on_trial",
            Sentence(N_("Deze software is nog op proef. Een coördinator moet ze vrijgeven.")),
            verb=N_("Geef de software vrij"),
        )
    return None


def _wiped(state: State) -> int:
    """When the disk with the software was last erased; where nobody knows which: when any was."""
    if state.image_medium is None:
        return state.last_erasure
    return state.wiped.get(state.image_medium, 0)


def _broken(state: State, _today: date) -> Reason | None:
    blocking = sum(state.faults.values())
    if not blocking:
        return None
    if blocking == 1:
        return _because("fault_open", N_("Er is nog iets stuk."))
    return _because("fault_open", N_("Er zijn nog %(number)s dingen stuk."), number=blocking)


def _not_checked(state: State, _today: date) -> Reason | None:
    if not state.checked:
        return _because("never_checked", N_("Niemand heeft dit toestel al nagekeken."))
    if state.checked < state.repaired:
        return _because("not_since_repair", N_("Dit toestel is hersteld. Kijk na of alles werkt."))
    if not state.grade:
        return _because("no_grade", N_("Zeg nog hoe goed dit toestel is."))
    return None


def _overdue(state: State, today: date) -> Reason | None:
    until = state.inspection_valid_until
    if until is None or today <= until:
        return None
    return _because("inspection_overdue", N_("De jaarlijkse controle is te laat."), until=until)


_PHONES = (kinds.TABLET, kinds.SMARTPHONE)
_BY_HAND = kinds.ALL - kinds.RUNS_THE_AGENT

GATES: tuple[Gate, ...] = (
    Gate(
        key="receive",
        title=N_("Ontvangen"),
        verb=N_("Ontvang het toestel"),
        icon="box-seam",
        unmet=_not_received,
    ),
    Gate(
        key="diagnose",
        title=N_("Gemeten"),
        verb=N_("Meet het toestel"),
        verbs=dict.fromkeys(_BY_HAND, N_("Bekijk het toestel")),
        icon="activity",
        unmet=_not_diagnosed,
    ),
    Gate(
        key="erase",
        title=N_("Wissen"),
        verb=N_("Wis de schijf"),
        verbs=dict.fromkeys(_PHONES, N_("Wis het toestel")),
        icon="eraser",
        kinds=kinds.MAY_HOLD_DATA,
        unmet=_not_erased,
    ),
    Gate(
        key="image",
        title=N_("Software"),
        verb=N_("Zet de software erop"),
        icon="window-stack",
        kinds=kinds.TAKES_AN_IMAGE,
        unmet=_not_imaged,
    ),
    Gate(
        key="repair",
        title=N_("Herstellen"),
        verb=N_("Herstel het toestel"),
        icon="tools",
        unmet=_broken,
    ),
    Gate(
        key="check",
        title=N_("Nakijken"),
        verb=N_("Kijk het toestel na"),
        icon="clipboard-check",
        unmet=_not_checked,
    ),
    Gate(
        key="inspect",
        title=N_("Klaar"),
        verb=N_("Doe de jaarlijkse controle"),
        icon="bag-check",
        unmet=_overdue,
    ),
)

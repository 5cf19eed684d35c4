"""Phones and tablets: a person resets them to the factory's state, and says so.

Nothing reads such a device back, so it is somebody's word and named as such: it earns no level, and
is never called Purge. The locks that a reset leaves (Google, Apple, a company's management) are
asked for, as a device that is still locked is nobody's to use.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.lifecycle import facts, kinds
from atelier.devices.models import Device
from atelier.errors import Conflict, Forbidden, Invalid
from atelier.words import N_
from atelier.workshop.erasure import asking
from atelier.workshop.erasure.asking import Asker
from atelier.workshop.erasure.models import Attestation

KINDS = frozenset({kinds.TABLET, kinds.SMARTPHONE})
YES, NO, NOT_THERE = "yes", "no", "not_there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    key: str
    text: str
    #: Whether "it has none" is an answer too.
    may_be_absent: bool = False

    @property
    def answers(self) -> tuple[str, ...]:
        return (YES, NO, NOT_THERE) if self.may_be_absent else (YES, NO)


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One maker's way: its steps, and what to look at afterwards."""

    name: str
    steps: Sequence[str]
    questions: Sequence[Question]


_TO_THE_END = Question(
    key="to_the_end", text=N_("Heb je zelf gezien dat het wissen tot het einde ging?")
)
_CARDS = Question(
    key="cards_out", text=N_("Zijn de simkaart en de geheugenkaart eruit?"), may_be_absent=True
)
_MANAGED = Question(
    key="not_managed",
    text=N_("Start het toestel zonder iets van een bedrijf of school te vragen?"),
)

SYSTEMS: Mapping[str, System] = {
    "apple": System(
        name=N_("Apple (iPhone, iPad)"),
        steps=(
            N_("Laat de eigenaar afmelden bij iCloud: Instellingen, naam, Log uit."),
            N_("Kies Instellingen, Algemeen, Zet over of stel opnieuw in, Wis alles."),
            N_("Wacht tot het scherm met Hallo er staat. Ga daarna een stap verder."),
        ),
        questions=(
            _TO_THE_END,
            Question(
                key="no_account", text=N_("Start het toestel zonder een Apple-account te vragen?")
            ),
            _MANAGED,
            _CARDS,
        ),
    ),
    "android": System(
        name=N_("Android (Samsung, Google en andere)"),
        steps=(
            N_("Verwijder elk account: Instellingen, Accounts, Verwijder account."),
            N_("Kies Instellingen, Systeem, Opties voor resetten, Alle gegevens wissen."),
            N_("Wacht tot het toestel opnieuw start. Ga een stap verder, met wifi aan."),
        ),
        questions=(
            _TO_THE_END,
            Question(
                key="no_account",
                text=N_("Start het toestel zonder een oud Google-account te vragen?"),
            ),
            _MANAGED,
            _CARDS,
        ),
    ),
    "other": System(
        name=N_("Een ander systeem"),
        steps=(
            N_("Verwijder elk account uit het toestel."),
            N_("Zoek in de instellingen naar resetten of fabrieksinstellingen, en wis alles."),
            N_("Wacht tot het toestel opnieuw start, en ga een stap verder."),
        ),
        questions=(
            _TO_THE_END,
            Question(
                key="no_account", text=N_("Start het toestel zonder een oud account te vragen?")
            ),
            _MANAGED,
            _CARDS,
        ),
    ),
}


def usual_system(device: Device) -> str:
    maker = device.model.maker if device.model else ""
    return "apple" if maker.casefold().startswith("apple") else "android"


def attest(
    session: Session,
    device: Device,
    *,
    system: str,
    answers: Mapping[str, str],
    code: str,
    by: Asker,
    client_id: str,
) -> Attestation:
    """What ``by`` says of this device, whose own tag is ``code``; the same ``client_id`` says once.

    A no to any question means: not erased. Raises Invalid, Conflict or Forbidden.
    """
    history.hold(session, device)
    if known := _by_client_id(session, device, client_id):
        return known
    asking.confirm_tag(device, code)
    media = _media(session, device)
    told = _checked(system, answers)
    if not by.coordinator and (reason := asking.needs_coordinator(session, device)):
        raise Forbidden(reason.text, **reason.values)
    result = facts.RESULT_NOT_ERASED if NO in told.values() else facts.RESULT_ERASED
    row = Attestation(
        organisation_id=device.organisation_id,
        client_id=client_id,
        device_id=device.id,
        medium=media,
        system=system,
        answers=told,
        result=result,
        account_id=by.account_id,
    )
    session.add(row)
    session.flush()
    history.record(
        session,
        device,
        facts.ERASED,
        actor=by.actor,
        data={
            "medium": row.medium,
            "result": result,
            "verified": result == facts.RESULT_ERASED,
            "level": None,
            "attestation": row.id,
        },
        client_id=client_id,
    )
    return row


def _media(session: Session, device: Device) -> str:
    """The one medium of a phone or tablet."""
    if device.kind not in KINDS:
        raise Conflict(N_("Alleen telefoons en tablets worden zo gewist."))
    media = history.state_of(session, device).media
    if media is None or len(media) != 1:
        raise Conflict(N_("Bekijk dit toestel eerst, en wis het dan."))
    return next(iter(media))


def _checked(system: str, answers: Mapping[str, str]) -> dict[str, str]:
    if system not in SYSTEMS:
        raise Invalid(N_("Kies wat voor toestel het is."), field="system")
    told = {}
    for question in SYSTEMS[system].questions:
        answer = answers.get(question.key, "")
        if answer not in question.answers:
            raise Invalid(N_("Beantwoord elke vraag."), field="answers")
        told[question.key] = answer
    return told


def _by_client_id(session: Session, device: Device, client_id: str) -> Attestation | None:
    try:
        UUID(client_id)
    except ValueError as error:
        raise Invalid(
            N_("Deze pagina is te oud. Open ze opnieuw en probeer nog eens."), field="client_id"
        ) from error
    return session.scalar(
        sa.select(Attestation).where(
            Attestation.organisation_id == device.organisation_id,
            Attestation.client_id == client_id,
        )
    )

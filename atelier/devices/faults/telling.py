"""The two verbs: something is wrong, and it is not any more."""

import hashlib
from collections.abc import Mapping
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier import ids
from atelier.devices import history
from atelier.devices.faults.problems import OTHER, PROBLEMS
from atelier.devices.faults.reading import OpenFault, open_faults
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Event
from atelier.errors import Invalid
from atelier.people.actor import Actor
from atelier.people.text import tidy
from atelier.words import N_

#: Who saw it: somebody at the bench, the agent, a checklist, a desk, the yearly inspection.
Source = Literal["person", "agent", "check", "desk", "inspection"]
SOURCES: tuple[Source, ...] = get_args(Source)
#: Why it is open no more: it was mended, it was never there, or it is as good as it gets.
Ending = Literal["fixed", "mistaken", "accepted"]
MOST_WORDS = 300
_MOST_DETAIL = 40


def open_fault(
    session: Session,
    device: Device,
    *,
    problem: str,
    source: Source,
    actor: Actor,
    client_id: str,
    blocking: bool | None = None,
    words: str = "",
    detail: str | None = None,
    key: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> Event:
    """Records that something is wrong, or returns what says so already: ``is_new`` tells which.

    ``detail``: which of several, as a port or a place on the case; what differs in it is another
    fault. ``blocking``: None is as the problem usually is; what was open and harmless, and now is
    said to block, is told once more. ``key``: where the caller's own numbers tell faults apart.
    ``more`` is kept with it. Raises Invalid for a problem that nobody knows.
    """
    if problem not in PROBLEMS:
        raise Invalid(N_("Kies wat er stuk is."), field="problem")
    words, detail = tidy(words)[:MOST_WORDS], tidy(detail)[:_MOST_DETAIL]
    key = key or key_of(problem, detail, words)
    history.hold(session, device)
    known = next((each for each in open_faults(session, device) if each.key == key), None)
    if known is not None and not _is_worse(known, blocking):
        return session.get_one(Event, known.event_id)
    return history.record(
        session,
        device,
        facts.FAULT_OPENED,
        actor=actor,
        data={
            "fault": key,
            "problem": problem,
            "blocking": PROBLEMS[problem].blocking if blocking is None else blocking,
            "source": source,
            **({"words": words} if words else {}),
            **({"detail": detail} if detail else {}),
            **(more or {}),
        },
        client_id=ids.checked(client_id),
    )


def close(
    session: Session,
    device: Device,
    key: str,
    *,
    actor: Actor,
    client_id: str,
    how: Ending = "fixed",
    more: Mapping[str, Any] | None = None,
) -> Event | None:
    """Records that the fault with this key is open no more; None where it was not open.

    What was mended is to be looked at again (``facts.REPAIRED``): whoever mends says that.
    """
    client_id = ids.checked(client_id)
    history.hold(session, device)
    known = _by_client_id(session, device, client_id)
    if known is not None or key not in history.state_of(session, device).faults:
        return known
    return history.record(
        session,
        device,
        facts.FAULT_CLOSED,
        actor=actor,
        data={"fault": key, "how": how, **(more or {})},
        client_id=client_id,
    )


def name(
    session: Session, device: Device, key: str, problem: str, *, actor: Actor, client_id: str
) -> Event | None:
    """Says what is wrong where somebody only told that something is; None where it is not open."""
    if problem not in PROBLEMS:
        raise Invalid(N_("Kies wat er stuk is."), field="problem")
    history.hold(session, device)
    known = next((each for each in open_faults(session, device) if each.key == key), None)
    if known is None:
        return None
    return history.record(
        session,
        device,
        facts.FAULT_OPENED,
        actor=actor,
        data={
            "fault": key,
            "problem": problem,
            "blocking": known.blocking,
            "source": known.source,
            **({"words": known.words} if known.words else {}),
        },
        client_id=ids.checked(client_id),
    )


def dismiss(
    session: Session, device: Device, problem: str, *, actor: Actor, client_id: str
) -> None:
    """Somebody looked at what the agent thought wrong, and it is not."""
    if problem not in PROBLEMS:
        raise Invalid(N_("Kies wat er stuk is."), field="problem")
    history.record(
        session,
        device,
        facts.FAULT_CLOSED,
        actor=actor,
        data={"fault": problem, "problem": problem, "how": "mistaken"},
        client_id=ids.checked(client_id),
    )


def is_new(event: Event, client_id: str) -> bool:
    """Whether this asking is what told of it: asked again, it still is."""
    return event.client_id == ids.checked(client_id)


def is_told(session: Session, device: Device, client_id: str) -> bool:
    """Whether this asking was heard before."""
    return _by_client_id(session, device, ids.checked(client_id)) is not None


def key_of(problem: str, detail: str = "", words: str = "") -> str:
    """``port_usb/left-1``. Of *something else*, what is said of it tells one from another."""
    if problem == OTHER and not detail and words:
        detail = hashlib.sha256(words.casefold().encode()).hexdigest()[:12]
    return f"{problem}/{detail}" if detail else problem


def _by_client_id(session: Session, device: Device, client_id: str) -> Event | None:
    return session.scalar(
        sa.select(Event).where(
            Event.organisation_id == device.organisation_id, Event.client_id == client_id
        )
    )


def _is_worse(known: OpenFault, blocking: bool | None) -> bool:
    return blocking is True and not known.blocking

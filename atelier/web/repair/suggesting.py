"""What the agent found badly, as faults that a person confirms or denies with one tap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from atelier.devices.faults import OpenFault, Problem, problem_of, problems_for
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device, Event
from atelier.words import Sentence
from atelier.workshop.diagnosis.verdicts import Level, Verdict, Verdicts

#: What a verdict on this part would be called as a fault. A screen that is only small is no fault.
_MEASURED = {"disk": "disk", "battery": "battery", "memory": "memory"}
_CHECKED = {
    "keyboard": "keyboard",
    "panel": "screen",
    "touchpad": "touchpad",
    "sound": "sound",
    "microphone": "microphone",
    "camera": "camera",
    "ports": "port_usb",
    "charger": "charger",
    "wifi": "wifi",
}
_BAD = {Level.REPLACE, Level.WORN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    problem: Problem
    title: Sentence
    headline: Sentence


def suggest(
    device: Device,
    verdicts: Verdicts | None,
    open_ones: Sequence[OpenFault],
    events: Sequence[Event],
) -> list[Suggestion]:
    """What is not open yet, and what nobody said anything of since it was measured."""
    if verdicts is None:
        return []
    answered = {fault.problem for fault in open_ones} | _answered(device, events)
    offered = {problem.key for problem in problems_for(device.kind)}
    found: dict[str, Suggestion] = {}
    for key, verdict in _bad(verdicts):
        if key in offered - answered and key not in found:
            found[key] = Suggestion(
                problem=problem_of(key), title=verdict.title, headline=verdict.headline
            )
    return list(found.values())


def _bad(verdicts: Verdicts) -> list[tuple[str, Verdict]]:
    measured = [
        (_MEASURED[each.part], each)
        for each in verdicts.parts
        if each.part in _MEASURED and each.level is Level.REPLACE
    ]
    checked = [
        (_CHECKED[each.part], each)
        for each in verdicts.checks
        if each.part in _CHECKED and each.level in _BAD
    ]
    return measured + checked


def _answered(device: Device, events: Sequence[Event]) -> set[str]:
    since = device.diagnosed_at
    told = {facts.FAULT_OPENED, facts.FAULT_CLOSED}
    return {
        _problem(event.data)
        for event in events
        if event.kind in told and (since is None or event.at >= since)
    }


def _problem(data: Mapping[str, object]) -> str:
    return str(data.get("problem") or str(data.get("fault", "")).partition("/")[0])

"""The lists as they are delivered, from ``config/checklists.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from atelier.devices.lifecycle import KINDS
from atelier.errors import AtelierError
from atelier.workshop.inspection.checklists.card import Card, read
from atelier.workshop.inspection.checklists.parts import DRAWN


class ChecklistsError(Exception):
    """The file is wrong; the message names the file and the card."""


@cache
def load(path: Path) -> Mapping[str, tuple[Card, ...]]:
    """By kind of device, each its cards. Raises ChecklistsError."""
    try:
        told = tomllib.loads(path.read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ChecklistsError(f"{path}: {error}") from error
    kinds = told.get("kinds", {})
    if set(kinds) != set(KINDS):
        raise ChecklistsError(f"{path}: [kinds] has to name each of {', '.join(KINDS)}")
    return {kind: _cards(path, told.get("cards", {}), kind, kinds[kind]) for kind in KINDS}


def _cards(path: Path, told: Mapping[str, Any], kind: str, names: list[str]) -> tuple[Card, ...]:
    for name in names:
        if name not in told:
            raise ChecklistsError(f"{path}: kinds.{kind} names a card {name!r} that is not there")
    try:
        return read([_of_kind({"key": name, **told[name]}, kind) for name in names])
    except AtelierError as error:
        raise ChecklistsError(f"{path}: kinds.{kind}: {error} ({error.field})") from error


def _of_kind(card: dict[str, Any], kind: str) -> dict[str, Any]:
    """What a drawing shows depends on what is drawn."""
    if card.get("kind") != "mark" or "parts" in card:
        return card
    return {**card, "parts": DRAWN[kind].get(card.get("about", ""), ())}

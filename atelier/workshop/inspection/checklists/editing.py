"""Changing a list of cards: pure, each returns a new list."""

from collections.abc import Sequence

from atelier import ids
from atelier.errors import NotFound
from atelier.words import N_
from atelier.workshop.inspection.checklists.card import Card

Cards = Sequence[Card]


def find(cards: Cards, key: str) -> Card:
    """Raises NotFound."""
    for card in cards:
        if card.key == key:
            return card
    raise NotFound(N_("Deze kaart is er niet meer. Open de lijst opnieuw."))


def move(cards: Cards, key: str, by: int) -> list[Card]:
    """One place up (-1) or down (1); at the end it stays."""
    index = list(cards).index(find(cards, key))
    rest = [card for card in cards if card.key != key]
    rest.insert(min(max(index + by, 0), len(rest)), cards[index])
    return rest


def remove(cards: Cards, key: str) -> list[Card]:
    find(cards, key)
    return [card for card in cards if card.key != key]


def put(cards: Cards, changed: Card) -> list[Card]:
    """In the place of the card with that key; a new one at the end."""
    if all(card.key != changed.key for card in cards):
        return [*cards, changed]
    return [changed if card.key == changed.key else card for card in cards]


def new_key(client_id: str) -> str:
    """Of the card that a form (``client_id``, its UUID) makes. Raises Invalid."""
    return f"own-{ids.checked(client_id)}"[:40]

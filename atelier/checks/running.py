"""All checks, and all caches."""

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy.orm import Session

from atelier.checks import (
    articles,
    benches,
    certificates,
    erasures,
    handed,
    images,
    ledger,
    lending,
    orders,
    parts,
    photos,
    steps,
    tags,
    transfers,
    written_once,
)
from atelier.checks.finding import Finding

Check = Callable[[Session], Iterable[Finding]]

CHECKS: dict[str, Check] = {
    "the place of each device follows from its moves": ledger.places_follow_from_moves,
    "each move starts where the last one ended": ledger.moves_follow_each_other,
    "nothing crosses to another organisation": ledger.nothing_crosses_organisations,
    "the next step of each device follows from its facts": steps.steps_follow_from_facts,
    "the newest photo stands for its device": photos.newest_photo_stands_for_device,
    "devices carry their own tag": tags.devices_carry_their_own_tag,
    "claimed tags lead to a device": tags.claimed_tags_lead_to_a_device_with_one,
    "tag numbers are valid": tags.tag_numbers_are_valid,
    "each order follows from the words that were said of it": orders.orders_follow_from_words,
    "the history tells of each order": orders.ended_orders_are_told,
    "orders stay in their organisation": orders.orders_stay_in_their_organisation,
    **articles.CHECKS,
    **parts.CHECKS,
    **transfers.CHECKS,
    **lending.CHECKS,
    **handed.CHECKS,
    **benches.CHECKS,
    **erasures.CHECKS,
    **certificates.CHECKS,
    **images.CHECKS,
    **written_once.CHECKS,
}


def run(session: Session) -> Iterator[tuple[str, list[Finding]]]:
    """Each check by its name, with what it found."""
    for name, check in CHECKS.items():
        yield name, list(check(session))


def recompute(session: Session) -> dict[str, int]:
    """Folds the caches anew; what, and how many were wrong. Flushes, does not commit.

    Devices that did not hear yet that their image is released hear it now.
    """
    return {
        "devices with a released image": images.tell_released(session),
        "places": ledger.fold_places(session),
        "balances": articles.fold_balances(session),
        "next steps": steps.fold_steps(session),
        "photos": photos.fold_photos(session),
    }

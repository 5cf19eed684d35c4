from collections.abc import Iterator

from atelier.devices.identity.changes.change import Change
from atelier.words import N_
from diagnostics.report import Report, Screen


def screens(before: Report, after: Report) -> Iterator[Change]:
    """The built-in screen; one that is not seen may only be closed or switched off."""
    was, now = _built_in(before), _built_in(after)
    if was and now and _another(was, now):
        yield Change("screen_replaced", N_("Scherm vervangen"))


def _built_in(report: Report) -> Screen | None:
    inside = [screen for screen in report.screens if screen.internal]
    return inside[0] if len(inside) == 1 else None


def _another(was: Screen, now: Screen) -> bool:
    """By model, and by serial where the panel has one: many do not."""
    models = [(screen.maker_id, screen.product_code) for screen in (was, now)]
    if None not in (*models[0], *models[1]) and models[0] != models[1]:
        return True
    return bool(was.serial and now.serial) and was.serial != now.serial

from collections.abc import Iterator
from datetime import datetime

from atelier.devices.identity.changes.change import Change
from atelier.devices.identity.rubbish import is_rubbish
from atelier.devices.identity.schemes import BOARD_SERIAL
from atelier.devices.identity.unread import unread
from atelier.words import N_
from diagnostics.report import Battery, Report

#: Percent points; a gauge that learns swings by less from day to day.
_NOTICEABLE = 3


def batteries(before: Report, after: Report) -> Iterator[Change]:
    if unread(before, "batteries", before.batteries) or unread(after, "batteries", after.batteries):
        return
    was = {battery.name: battery for battery in before.batteries}
    now = {battery.name: battery for battery in after.batteries}
    for name in sorted(was.keys() | now.keys()):
        old, new = was.get(name), now.get(name)
        if new is None:
            yield Change("battery_gone", N_("Batterij weg"))
        elif old is None:
            yield Change("battery_added", N_("Batterij erbij"))
        elif _replaced(old, new):
            yield Change("battery_replaced", N_("Batterij vervangen"))
        else:
            yield from _wear(old, new, last_year=_a_year_later(before, after))


def _replaced(old: Battery, new: Battery) -> bool:
    serials = _serial(old), _serial(new)
    if all(serials):
        return serials[0] != serials[1]
    return _differ(old.model, new.model) or _differ(old.design_mwh, new.design_mwh)


def _serial(battery: Battery) -> str | None:
    serial = (battery.serial or "").strip().upper()
    return None if is_rubbish(BOARD_SERIAL, serial, battery.model, battery.maker) else serial


def _differ(old: object, new: object) -> bool:
    return None not in (old, new) and old != new


def _wear(old: Battery, new: Battery, *, last_year: bool) -> Iterator[Change]:
    was, now = _percent(old), _percent(new)
    if was is None or now is None or abs(now - was) < _NOTICEABLE:
        return
    values = {"before": was, "after": now}
    if now > was:
        text = N_("Batterij sterker dan vorige keer: %(before)s %% → %(after)s %%")
        yield Change("battery_stronger", text, values, weight="machine")
    elif last_year:
        text = N_("Batterij zwakker dan vorig jaar: %(before)s %% → %(after)s %%")
        yield Change("battery_weaker", text, values)
    else:
        text = N_("Batterij zwakker dan vorige keer: %(before)s %% → %(after)s %%")
        yield Change("battery_weaker", text, values)


def _percent(battery: Battery) -> int | None:
    if not battery.design_mwh or battery.full_mwh is None:
        return None
    # Rounded down, as the verdict on the battery is: two figures for one thing help nobody.
    return 100 * battery.full_mwh // battery.design_mwh


def _a_year_later(before: Report, after: Report) -> bool:
    was, now = _year(before), _year(after)
    return was is not None and now == was + 1


def _year(report: Report) -> int | None:
    try:
        return datetime.fromisoformat(report.made_at).year
    except ValueError:
        return None

"""Months as agreements and plans count them."""

import calendar
from datetime import date


def add(day: date, months: int) -> date:
    """The same day of a later month; the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def begun(start: date, end: date) -> int:
    """How many months begin on or after ``start`` and before ``end``."""
    number = 0
    while add(start, number) < end:
        number += 1
    return number

"""Days and months as agreements count them."""

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_until(start: date, end: date) -> int:
    """How many months begin on or after ``start`` and before ``end``."""
    count = 0
    while add_months(start, count) < end:
        count += 1
    return count

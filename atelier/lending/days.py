"""Days of moments, as ``db.today`` counts them."""

from datetime import date, datetime


def day_of(moment: datetime) -> date:
    """Where the server stands: half past midnight in Brussels is the day before in UTC."""
    return moment.astimezone().date()

from datetime import datetime, timedelta

from atelier.db import now
from atelier.edge import settings
from atelier.settings import Orders


def terms() -> Orders:
    """The periods and limits of the running application."""
    return settings().orders


def present_since() -> datetime:
    """Who was seen after this is on the bench now."""
    return now() - timedelta(seconds=terms().present_s)

"""What a device is to the desk where it is scanned: one sentence, and the one thing to do."""

from atelier.web.lending.situation.card import Situation
from atelier.web.lending.situation.kept import kept_for
from atelier.web.lending.situation.scanned import of

__all__ = ["Situation", "kept_for", "of"]

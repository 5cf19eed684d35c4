"""The routes of erasure, all on one blueprint."""

from atelier.web.erasure import asking, attesting, bringing, matters
from atelier.web.erasure.blueprint import erasure

__all__ = ["asking", "attesting", "bringing", "erasure", "matters"]

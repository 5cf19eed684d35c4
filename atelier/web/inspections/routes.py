"""All pages of inspections: importing this module registers them."""

from atelier.web.inspections import inspecting, planning, recalling
from atelier.web.inspections.blueprint import inspections

__all__ = ["inspecting", "inspections", "planning", "recalling"]

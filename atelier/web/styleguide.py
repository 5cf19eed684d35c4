"""The look, on one page: every component with what it means. Tests photograph it."""

from flask import Blueprint, render_template

from atelier.devices import faults
from atelier.devices.lifecycle import GATES
from atelier.people.guard import requires
from atelier.web.checklists.words import PICTURES
from atelier.words import N_
from atelier.workshop.inspection import grading

styleguide = Blueprint("styleguide", __name__)

#: By variable of static/css/atelier.css: what it is called, and what it means.
_COLOURS = (
    ("lead", N_("Petrol"), N_("Wat je nu doet: de volgende stap, knoppen, links.")),
    ("good", N_("Groen"), N_("Goed, gelukt, klaar.")),
    ("attention", N_("Amber"), N_("Let op: minder goed, of het wacht op iemand.")),
    ("stop", N_("Rood"), N_("Stop: stuk, geweigerd, of het kan niet terug.")),
    ("quiet", N_("Grijs"), N_("Minder belangrijk, of niet bekend.")),
)
_SAMPLE = "4217038523"


@styleguide.get("/styleguide")
@requires("home.see")
def show() -> str:
    return render_template(
        "web/styleguide.html",
        colours=_COLOURS,
        tag=_SAMPLE,
        gates=GATES,
        now=3,
        categories=faults.CATEGORIES,
        problems=faults.PROBLEMS.values(),
        pictures=PICTURES,
        grades=grading.NAMES,
    )

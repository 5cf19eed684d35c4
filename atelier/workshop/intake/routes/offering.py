"""What can be chosen in a pile at the door, for its page to know without asking: also offline."""

from typing import Any

from flask_babel import gettext

from atelier.db import db
from atelier.devices.kinds import KIND_ICONS, KIND_NAMES
from atelier.devices.lifecycle import KINDS
from atelier.people.guard import me
from atelier.stock import articles
from atelier.workshop.intake import sorting
from atelier.workshop.intake.forms import PileForm
from labels import modecards

ARTICLE_ICONS = {kind.value: icon for kind, icon in articles.KIND_ICONS.items()}


def offer(form: PileForm) -> dict[str, Any]:
    """``form`` has been offered the donations and places. ``card``: the code of a mode card."""
    return {
        "donations": [_named(choice) for choice in form.donation.choices],
        "places": [
            {**_named(choice), "card": modecards.code(modecards.PLACE, choice.value)}
            for choice in form.place.choices
        ],
        "kinds": _kinds(),
        "articles": _articles(),
        "scrap": {
            "name": gettext("Schroot"),
            "icon": "trash3",
            "card": modecards.code(modecards.SCRAP, 1),
            "kinds": [
                {"key": key, "name": gettext(name), "icon": sorting.SCRAP_ICONS[key]}
                for key, name in sorting.SCRAP.items()
            ],
        },
    }


def _kinds() -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "name": gettext(KIND_NAMES[key]),
            "icon": KIND_ICONS[key],
            "card": modecards.code(modecards.KIND, number),
        }
        for number, key in enumerate(KINDS, start=1)
    ]


def _articles() -> list[dict[str, Any]]:
    """Chargers first: they come with nearly everything."""
    found = articles.offered(db.session, me().organisation_id)
    return [
        {
            "id": one.id,
            "name": one.name,
            "kind": one.kind,
            "icon": ARTICLE_ICONS[one.kind],
            "card": modecards.code(modecards.ARTICLE, one.id),
        }
        for one in sorted(found, key=lambda one: (one.kind != "charger", one.name.lower()))
    ]


def _named(choice: Any) -> dict[str, Any]:
    return {"id": choice.value, "name": str(choice.label)}

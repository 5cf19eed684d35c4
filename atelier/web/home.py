"""The first page, and the one door for everything that is scanned."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.devices import lookup, search
from atelier.people.guard import me, requires
from atelier.web import codes, today
from atelier.web.lending import from_afar
from atelier.web.lending import home as desk
from labels import badges, modecards

home = Blueprint("home", __name__)

#: A frame of a camera, in bytes: well over what our own page sends.
_FRAME_MAX = 2_000_000


@home.get("/")
@requires("home.see")
def index() -> str:
    if not me().may("devices.see"):
        return desk.first_page()
    return render_template(
        "web/home.html",
        today=today.overview(db.session, me().organisation_id),
        at_points=from_afar.figures(db.session, me()),
    )


@home.get("/scan")
@requires("home.see")
def scan() -> ResponseReturnValue:
    """Opens what was scanned; what is unknown gets a few big choices."""
    code = request.args.get("code", "").strip()[:200]
    if not code:
        return redirect(url_for("home.index"))
    if card := _card(code):
        return card
    if not me().may("devices.see"):
        return desk.scanned(code)
    found = lookup.by_code(db.session, me().organisation_id, code)
    if len(found.devices) == 1:
        return redirect(url_for("devices.show", device_id=found.devices[0].id))
    if _is_a_search(found):
        return redirect(url_for("devices.index", q=code))
    return render_template("web/scanned.html", found=found)


def _card(code: str) -> ResponseReturnValue | None:
    """Where a badge, or a card that says what is sorted, leads."""
    if badges.read(code):  # typed where no script was: it stays in no address
        flash(gettext("Dit is een badge. Scan ze als je nergens aan het typen bent."), "attention")
        return redirect(url_for("home.index"))
    sort, number = modecards.parse(code) or (0, 0)
    if sort == modecards.DISK and me().may("parts.see"):
        return redirect(url_for("parts.disk", part_id=number))
    if sort and me().may("intake.receive"):
        return redirect(url_for("intake.card", code=code))
    return None


@home.post("/scan/frame")
@requires("home.see")
def frame() -> dict[str, list[str]]:
    """The codes in one frame of a phone's camera; the picture is not kept."""
    request.max_content_length = _FRAME_MAX
    return {"codes": codes.read(request.get_data())}


def _is_a_search(found: lookup.Found) -> bool:
    """Words that some model bears are a search; what nobody knows is an unknown code."""
    unknown = not found.devices and not found.number and not found.wrong_check_digits
    return unknown and bool(search.models_like(db.session, found.code))

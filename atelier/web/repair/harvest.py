"""A device that is for parts: tick what comes out, and where it goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext, ngettext

from atelier.db import db
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.lifecycle import GONE, LENT, State, kinds
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.errors import AtelierError, Forbidden, Invalid
from atelier.people.actor import Actor
from atelier.people.guard import me, requires
from atelier.saying import told
from atelier.stock import articles, ledger, places, tree
from atelier.stock.models import Article, Place, SerialPart
from atelier.web.repair.blueprint import repairs
from atelier.web.repair.candidates import Candidate, candidates, disks
from atelier.web.repair.forms import ActForm, acted, number
from atelier.words import N_
from atelier.workshop.diagnosis import service as diagnosis
from atelier.workshop.repair import harvesting
from atelier.workshop.repair.harvesting import DiskTake, Take
from diagnostics.report import Disk

_MOST = 50
UNDECIDED = N_("Dit toestel is nog niet voor onderdelen. Vraag het eerst aan een coördinator.")


@dataclass(frozen=True, kw_only=True)
class View:
    device: Device
    here: Place | None
    candidates: Sequence[Candidate]
    #: Each disk, what is known of it, and whether it is erased with evidence.
    disks: Sequence[tuple[str, Disk | None, bool]]
    #: Nobody measured it: how many disks are in it, nobody knows.
    is_unread: bool
    is_away: bool
    #: Whoever decides what leaves may take it apart at once; others what was decided.
    is_undecided: bool


@repairs.route("/devices/<int:device_id>/harvest", methods=["GET", "POST"])
@requires("parts.harvest")
def harvest(device_id: int) -> ResponseReturnValue:
    device = devices.get(db.session, me().organisation_id, device_id)
    view = _view(device)
    if request.method == "GET":
        return _page(view)
    try:
        _refuse_undecided(view)
        kept = _harvest(view, acted())
    except AtelierError as error:
        db.session.rollback()
        return _page(_view(devices.get(db.session, me().organisation_id, device_id)), error)
    _say(kept)
    if me().may("stock.leave"):
        return redirect(url_for("stock.leave", device_id=device.id))
    return redirect(url_for("devices.show", device_id=device.id))


def _refuse_undecided(view: View) -> None:
    if view.is_undecided:
        raise Forbidden(UNDECIDED)


def _view(device: Device) -> View:
    report = diagnosis.latest_report(db.session, device)
    state = history.state_of(db.session, device)
    media = sorted(state.media or ())
    return View(
        device=device,
        here=ledger.place_of(db.session, device),
        candidates=_left(device, candidates(report, device.kind, device.name)),
        disks=[
            (medium, disk, _is_proven(device, state, medium))
            for medium, disk in disks(report, media)
        ],
        is_unread=state.media is None and device.kind in kinds.MAY_HOLD_DATA,
        is_away=device.next_step in (LENT, GONE),
        is_undecided=not (me().may("stock.leave") or state.discarded),
    )


def _left(device: Device, found: Sequence[Candidate]) -> list[Candidate]:
    taken = harvesting.taken_of(db.session, device)
    return [one for one in found if one.key not in taken]


def _named_by_the_house(device: Device) -> list[Candidate]:
    """As its articles are named, in whatever language the page is."""
    report = diagnosis.latest_report(db.session, device)
    with force_locale(settings().locale.language):
        return candidates(report, device.kind, device.name)


def _is_proven(device: Device, state: State, medium: str) -> bool:
    return harvesting.evidence_of(db.session, device, state, medium) is not None


def _harvest(view: View, client_id: str) -> list[SerialPart]:
    device = view.device
    known = {medium: disk for medium, disk, _ in view.disks}
    place_id = number("place")
    if not place_id:
        raise Invalid(N_("Kies waar je de onderdelen legt."), field="place")
    return harvesting.harvest(
        db.session,
        device,
        places.get_physical(db.session, device.organisation_id, place_id),
        takes=[
            _take(one) for one in _named_by_the_house(device) if request.form.get(f"take-{one.key}")
        ],
        disks=[
            _disk(medium, known.get(medium))
            for name, medium in request.form.items()
            if name.startswith("disk-")
        ],
        unread=_unread(view),
        actor=Actor(account_id=me().id),
        client_id=client_id,
    )


def _take(one: Candidate) -> Take:
    return Take(
        kind=one.kind,
        name=one.name,
        quantity=number(f"count-{one.key}") or 1,
        article_id=number(f"article-{one.key}") or None,
        fits=one.fits,
        spec=one.spec,
        key=one.key,
    )


def _disk(medium: str, disk: Disk | None) -> DiskTake:
    if disk is None:
        return DiskTake(medium=medium)
    return DiskTake(
        medium=medium,
        model=disk.model or "",
        serial=disk.serial or "",
        size_bytes=disk.size_bytes,
    )


def _unread(view: View) -> int | None:
    said = request.form.get("unread", "")
    return int(said) if view.is_unread and said.isdecimal() and len(said) == 1 else None


def _say(kept: Sequence[SerialPart]) -> None:
    flash(gettext("De onderdelen liggen in de voorraad."), "good")
    if owing := sum(part.freed_at is None for part in kept):
        text = ngettext(
            "1 schijf moet nog gewist of vernietigd worden.",
            "%(num)s schijven moeten nog gewist of vernietigd worden.",
            owing,
        )
        flash(text, "attention")


def _page(view: View, error: AtelierError | None = None) -> ResponseReturnValue:
    offered = articles.offered(db.session, view.device.organisation_id)
    by_kind: dict[str, list[Article]] = {}
    for article in offered:
        by_kind.setdefault(article.kind, []).append(article)
    physical = places.physical(db.session, view.device.organisation_id)
    paths = tree.paths(db.session, physical)
    rendered = render_template(
        "repair/harvest.html",
        view=view,
        articles=by_kind,
        places=sorted(paths.items(), key=lambda one: one[1].lower()),
        form=ActForm(formdata=None),
        error=told(error) if error else "",
        sent=request.form,
        most=_MOST,
    )
    return rendered, error.status if error else 200

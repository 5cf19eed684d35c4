"""Machines on the bench ask what to show and what to do, and wait for news."""

from dataclasses import replace

from flask.typing import ResponseReturnValue

from atelier.api import documents
from atelier.api.agent import agent
from atelier.api.view import Watch
from atelier.bench import present, sweeping
from atelier.bench.config import terms
from atelier.bench.errors import UnknownReport
from atelier.db import db
from atelier.edge import settings, wait_for
from atelier.people.guard import current_station, requires_station
from atelier.words import N_
from atelier.workshop.diagnosis import archive
from diagnostics import wire


@agent.post("/presence")
@requires_station("orders")
def take_presence() -> ResponseReturnValue:
    said = _in_our_language(documents.read(wire.Presence))
    station = current_station()
    organisation_id = station.organisation_id
    present.note(db.session, station, said, _reported(organisation_id, said.report_id))
    sweeping.sweep(db.session, organisation_id)
    watch = Watch(db.session, organisation_id, said)
    wait_s = min(said.wait_s, terms().wait_s)
    view = wait_for(watch.look, lambda found: found.version != said.seen, wait_s)
    return documents.answer(view)


def _reported(organisation_id: int, report_id: str) -> present.Reported:
    stored = archive.find(db.session, organisation_id, report_id)
    if stored is None:
        raise UnknownReport(N_("Dit rapport kennen we niet. Stuur het eerst."), field="report_id")
    return present.Reported(stored.id, stored.device_id)


def _in_our_language(said: wire.Presence) -> wire.Presence:
    """A language that nobody wrote down here is that of the setting."""
    chosen = settings().locale
    known = said.language in chosen.languages
    return said if known else replace(said, language=chosen.language)

"""Images go to machines: manifest, map and blocks."""

from flask import Response
from flask.typing import ResponseReturnValue

from atelier.api import sending
from atelier.api.agent import agent
from atelier.db import db
from atelier.edge import settings
from atelier.errors import NotFound
from atelier.people.guard import current_station, requires_station
from atelier.words import N_
from atelier.workshop.imaging import catalogue, store

_KINDS = {
    "manifest": "application/json",
    "map": "application/json",
    "blocks": "application/octet-stream",
}


@agent.get("/images/<sha256>/<any(manifest, map, blocks):part>")
@requires_station("orders")
def send_image(sha256: str, part: str) -> ResponseReturnValue:
    image = catalogue.readable(db.session, current_station().organisation_id, sha256)
    try:
        path = store.path(settings().imaging.folder, sha256, part)
        if part == "blocks" and path.stat().st_size != image.blocks_bytes:
            raise _damaged()
        accel = settings().imaging.accel
        file = sending.File(path.absolute(), f"{sha256}-{part}", _KINDS[part])
        return sending.send(file, accel and f"{accel}{sha256}/{path.name}")
    except (OSError, store.NotThere) as error:
        raise _damaged() from error


@agent.get("/images/<sha256>/allowed")
@requires_station("orders")
def may_have_image(sha256: str) -> ResponseReturnValue:
    """For a cache at a bench: whether whoever asks may have what it holds."""
    catalogue.readable(db.session, current_station().organisation_id, sha256)
    return Response(status=204)


def _damaged() -> NotFound:
    return NotFound(
        N_("Deze software is op de server weg of beschadigd. Zeg het aan wie de server beheert.")
    )

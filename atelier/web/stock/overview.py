"""The first page of stock: what waits, and where each thing is done."""

from flask import render_template

from atelier.db import db
from atelier.people.guard import requires
from atelier.stock import transfers
from atelier.stock.transfers import State
from atelier.web.stock import reach
from atelier.web.stock.blueprint import stock
from atelier.web.stock.words import STATE_ICONS, STATES

_SHOWN = 5


@stock.get("/stock")
@requires("stock.count")
def index() -> str:
    """The transfers that somebody has to do something with come first."""
    own = reach.mine()
    page = transfers.page(db.session, own.workshop_id, own.place_ids, only_open=True, size=_SHOWN)
    coming = [row for row in page.rows if row.state is State.UNDERWAY and own.sees(row.to.id)]
    return render_template(
        "stock/index.html", page=page, coming=coming, states=STATES, icons=STATE_ICONS
    )

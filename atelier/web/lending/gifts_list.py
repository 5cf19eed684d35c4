"""What was given for good: from stock, or to whoever borrowed it first."""

from flask import render_template, request

from atelier import paging
from atelier.db import db
from atelier.lending import gifts
from atelier.people.guard import me, requires
from atelier.web.lending.blueprint import loans

_AFTER_LOAN = "loan"


@loans.get("/gifts")
@requires("loans.make")
def gifts_index() -> str:
    """``?which=loan``: what was lent first."""
    was_lent = request.args.get("which") == _AFTER_LOAN
    find = gifts.after_loan_page if was_lent else gifts.page
    return render_template(
        "lending/gifts.html",
        page=find(db.session, me().organisation_id, paging.after()),
        was_lent=was_lent,
    )

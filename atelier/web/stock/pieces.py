"""How many of each article go along, or came: one form for all of them, kept or refused as one."""

from collections.abc import Callable

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier.db import db
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.stock import articles
from atelier.stock.models import Article
from atelier.stock.transfers import Row
from atelier.web.stock.forms import QuantitiesForm
from atelier.web.stock.transfers import back, page, row

Keep = Callable[[Article, int], object]


def keep(found: Row, form: QuantitiesForm, act: Keep, done: str) -> ResponseReturnValue:
    """``act``: keeps one number; what it says no to stands beside that number, and none is kept.

    ``done``: a msgid.
    """
    if not form.validate():
        return page(found, form), 422
    for article_id, quantity in form.filled().items():
        article = articles.get(db.session, found.transfer.organisation_id, article_id)
        try:
            act(article, quantity)
        except AtelierError as error:
            db.session.rollback()
            put_error(form, type(error)(error.text, field=f"article_{article_id}", **error.values))
            return page(row(found.transfer.id), form), error.status
    flash(gettext(done), "good")
    return back(found)

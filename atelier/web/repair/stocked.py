"""The parts in stock: what runs out first, where it lies, and what is known of each sort."""

from babel.numbers import get_decimal_symbol
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import TextInput

from atelier import paging
from atelier.db import db
from atelier.forms import CreatingForm
from atelier.people.guard import me, requires
from atelier.people.text import tidy
from atelier.stock import articles
from atelier.stock import parts as service
from atelier.stock.ledger.articles import MOST
from atelier.web.repair.blueprint import parts

_OFF = {"autocomplete": "off"}
_DEAREST = 10_000


class EuroField(DecimalField):  # type: ignore[misc]
    """Typed and shown with the comma of the page, or with a point: a browser's own field of
    numbers takes only what its own language has.
    """

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([typed.strip().replace(",", ".") for typed in valuelist])

    def _value(self) -> str:
        shown = super()._value()
        return str(shown).replace(".", get_decimal_symbol(get_locale()))


class AboutForm(CreatingForm):
    minimum = IntegerField(
        _l("Hoeveel moeten er minstens zijn?"),
        [Optional(), NumberRange(0, MOST, _l("Geef een getal, of laat het leeg."))],
        description=_l("Zijn er minder, dan staat het bovenaan. Mag leeg blijven."),
        render_kw={"inputmode": "numeric", **_OFF},
    )
    fits = StringField(
        _l("In welke modellen past het?"),
        [Length(max=200)],
        description=_l("Met een komma ertussen: T470, T480. Leeg: in alles waar het bij hoort."),
        render_kw=_OFF,
    )
    spec = StringField(
        _l("Wat moet er kloppen?"),
        [Length(max=80)],
        description=_l("Bijvoorbeeld: DDR4 SO-DIMM, of 65 W USB-C."),
        render_kw=_OFF,
    )
    value = EuroField(
        _l("Wat is er één waard, in euro?"),
        [Optional(), NumberRange(0, _DEAREST, _l("Geef een bedrag, of laat het leeg."))],
        places=2,
        description=_l("Voor de som bij een herstelling. Mag leeg blijven."),
        render_kw={"inputmode": "decimal", **_OFF},
    )


@parts.get("/parts")
@requires("parts.see")
def index() -> str:
    page = service.page(db.session, me().organisation_id, paging.after())
    found = [row.article for row in page.rows]
    return render_template(
        "repair/parts.html",
        page=page,
        where=articles.where(db.session, found),
        used=service.used_per_month(db.session, found),
        low=service.below_minimum(db.session, me().organisation_id),
        kinds=articles.KIND_NAMES,
    )


@parts.route("/stock/articles/<int:article_id>/about", methods=["GET", "POST"])
@requires("places.edit")
def about(article_id: int) -> ResponseReturnValue:
    """What a coordinator knows of a sort of part."""
    article = articles.get(db.session, me().organisation_id, article_id)
    worth = None if article.value_cents is None else article.value_cents / 100
    form = AboutForm(minimum=article.minimum, fits=article.fits, spec=article.spec, value=worth)
    if form.validate_on_submit():
        article.minimum = form.minimum.data
        article.fits, article.spec = tidy(form.fits.data)[:200], tidy(form.spec.data)[:80]
        value = form.value.data
        article.value_cents = None if value is None else round(value * 100)
        flash(gettext("%(name)s is bewaard.", name=article.name), "good")
        return redirect(url_for("stock.article", article_id=article.id))
    page = render_template("repair/about.html", form=form, article=article)
    return page, 422 if form.errors else 200

"""Things that are counted: the list, a new one, and what comes in, moves or is written off."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from atelier import paging
from atelier.db import db
from atelier.errors import AtelierError
from atelier.forms import put_error
from atelier.people.guard import me, requires
from atelier.people.text import tidy
from atelier.stock import articles as service
from atelier.stock import ledger, places, tree
from atelier.stock.models import Article, ArticleKind, Place, PlaceKind
from atelier.web.stock import reach
from atelier.web.stock.blueprint import stock
from atelier.web.stock.forms import (
    ArticleForm,
    CameInForm,
    MoveArticleForm,
    WriteOffForm,
    chosen,
)
from atelier.web.stock.moves import told
from atelier.words import N_

Form = CameInForm | MoveArticleForm | WriteOffForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Something that is done with so many of an article. All but ``icon`` are msgids."""

    title: str
    lead: str
    button: str
    icon: str
    said: str


_DOINGS: Mapping[str, Doing] = {
    "came_in": Doing(
        title=N_("Er kwamen er bij"),
        lead=N_("Van een schenker, of gekocht. Tel ze, en zeg waar je ze legt."),
        button=N_("Zet erbij"),
        icon="plus-lg",
        said=N_("Erbij gezet: %(count)s × %(name)s."),
    ),
    "moved": Doing(
        title=N_("Leg ergens anders"),
        lead=N_("Hoeveel neem je mee, van waar naar waar?"),
        button=N_("Verplaats"),
        icon="geo-alt",
        said=N_("Verplaatst: %(count)s × %(name)s."),
    ),
    "written_off": Doing(
        title=N_("Schrijf af"),
        lead=N_("Wat stuk of versleten is, gaat weg en telt niet meer mee."),
        button=N_("Schrijf af"),
        icon="trash3",
        said=N_("Afgeschreven: %(count)s × %(name)s."),
    ),
}


@stock.get("/stock/articles")
@requires("stock.move")
def articles() -> str:
    page = service.page(db.session, me().organisation_id, paging.after())
    return render_template(
        "stock/articles.html",
        page=page,
        where=service.where(db.session, page.rows),
        kinds=service.KIND_NAMES,
    )


@stock.route("/stock/articles/new", methods=["GET", "POST"])
@requires("places.edit")
def article_new() -> ResponseReturnValue:
    form = ArticleForm()
    if not form.validate_on_submit():
        return _new_page(form)
    try:
        made = service.create(
            db.session,
            organisation_id=me().organisation_id,
            kind=ArticleKind(form.kind.data),
            name=form.name.data,
            client_id=form.client_id.data,
        )
    except AtelierError as error:
        put_error(form, error)
        return _new_page(form)
    flash(gettext("%(name)s staat nu in de lijst.", name=made.name), "good")
    return redirect(url_for("stock.article", article_id=made.id))


@stock.get("/stock/articles/<int:article_id>")
@requires("stock.move")
def article(article_id: int) -> str:
    found = _article(article_id)
    return render_template(
        "stock/article.html",
        article=found,
        where=service.where(db.session, [found]).get(found.id, ()),
        moves=told(db.session, service.moves_of(db.session, found)),
        kinds=service.KIND_NAMES,
    )


@stock.route("/stock/articles/<int:article_id>/came-in", methods=["GET", "POST"])
@requires("intake.receive")
def came_in(article_id: int) -> ResponseReturnValue:
    def act(found: Article, form: Form) -> None:
        _post(found, form, _virtual(PlaceKind.DONOR), _place(form), "came_in")

    return _do(article_id, CameInForm(), "came_in", act)


@stock.route("/stock/articles/<int:article_id>/move", methods=["GET", "POST"])
@requires("stock.move")
def article_move(article_id: int) -> ResponseReturnValue:
    def act(found: Article, form: Form) -> None:
        origin = reach.place(db.session, reach.mine(), chosen(form["origin"]))
        _post(found, form, origin, _place(form), "moved")

    return _do(article_id, MoveArticleForm(), "moved", act)


@stock.route("/stock/articles/<int:article_id>/write-off", methods=["GET", "POST"])
@requires("stock.leave")
def write_off(article_id: int) -> ResponseReturnValue:
    def act(found: Article, form: Form) -> None:
        note = tidy(form["note"].data)
        _post(found, form, _place(form), _virtual(PlaceKind.SCRAPPED), "written_off", note)

    return _do(article_id, WriteOffForm(), "written_off", act)


def _do(
    article_id: int, form: Form, what: str, act: Callable[[Article, Form], None]
) -> ResponseReturnValue:
    found = _article(article_id)
    here = [place for place, _ in service.where(db.session, [found]).get(found.id, ())]
    anywhere = reach.offered(db.session, reach.mine())
    form.offer(tree.paths(db.session, here), tree.paths(db.session, anywhere))
    if not form.validate_on_submit():
        return _do_page(found, form, what)
    try:
        act(found, form)
    except AtelierError as error:
        put_error(form, error)
        return _do_page(found, form, what)
    flash(gettext(_DOINGS[what].said) % {"count": form.quantity.data, "name": found.name}, "good")
    return redirect(url_for("stock.article", article_id=found.id))


def _post(  # noqa: PLR0917 - as a line of the ledger: what, how many, from, to, why
    found: Article, form: Form, origin: Place, to: Place, reason: str, note: str | None = None
) -> None:
    ledger.post_articles(
        db.session,
        found,
        form.quantity.data,
        origin=origin,
        to=to,
        reason=reason,
        actor=reach.actor(),
        client_id=form.client_id.data,
        note=note,
    )


def _article(article_id: int) -> Article:
    return service.get(db.session, me().organisation_id, article_id)


def _place(form: Form) -> Place:
    return reach.place(db.session, reach.mine(), chosen(form["place"]))


def _virtual(kind: PlaceKind) -> Place:
    return places.virtual(db.session, me().organisation_id, kind)


def _new_page(form: ArticleForm) -> ResponseReturnValue:
    icons = {kind.value: icon for kind, icon in service.KIND_ICONS.items()}
    page = render_template("stock/article_new.html", form=form, icons=icons)
    return page, 422 if form.errors else 200


def _do_page(found: Article, form: Form, what: str) -> ResponseReturnValue:
    page = render_template("stock/article_do.html", article=found, form=form, doing=_DOINGS[what])
    return page, 422 if form.errors else 200

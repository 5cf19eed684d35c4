"""The first page."""

from flask import Blueprint, render_template

from atelier.people.guard import requires

home = Blueprint("home", __name__)


@home.get("/")
@requires("home.see")
def index() -> str:
    return render_template("web/home.html")


@home.get("/scan")
@requires("home.see")
def scan() -> str:
    return render_template("web/home.html")


@home.post("/scan/frame")
@requires("home.see")
def frame() -> str:
    return ""

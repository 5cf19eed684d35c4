"""The words of the screens, one for each thing: ``config/glossary.toml``, on a page."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, render_template

from atelier.people.guard import requires
from atelier.settings import ROOT

glossary = Blueprint("glossary", __name__)

FILE = ROOT / "config" / "glossary.toml"


@dataclass(frozen=True, kw_only=True)
class Word:
    """By language: ``says``, the word and its forms; ``never``, what no screen calls it; ``means``.

    ``held``: each text with the Dutch word says it so in the other languages as well.
    """

    icon: str
    says: Mapping[str, Sequence[str]]
    never: Mapping[str, Sequence[str]]
    means: Mapping[str, str]
    held: bool


@cache
def words() -> Mapping[str, Word]:
    return {key: Word(**told) for key, told in tomllib.loads(FILE.read_text()).items()}


@glossary.get("/words")
@requires("home.see")
def show() -> str:
    return render_template("web/glossary.html", words=words())

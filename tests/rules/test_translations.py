"""Everything that the screen says is said in every language."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from babel.messages import Catalog
from flask.testing import FlaskClient

from atelier.people.roles import Role
from tests.rules import translations, unmarked
from tests.rules.visiting import page_of, routes, signed_in

ROOT = translations.ROOT
TEMPLATES = sorted((ROOT / "atelier").rglob("*.html"))
CODE = sorted([*(ROOT / "atelier").rglob("*.py"), *(ROOT / "labels").rglob("*.py")])
#: Shorter Dutch may well be another language's word too, or part of a name.
LONG = 12
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
#: Names that the demo gives a place and a maker.
GIVEN = {"Bestelwagen", "Demo"}
#: So many pages of one kind: the first devices of the list each have another step and story.
SAMPLE = 12
_LINK = re.compile(r'href="(/(?!static|bootstrap)[^"#]*)"')
#: A word of another language that says which one it is of.
_FOREIGN = re.compile(r'<span lang="\w+">[^<]*</span>')
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(r'(?:aria-label|placeholder|title|alt|data-\w+)="([^"]*)"')


@pytest.fixture(scope="module")
def said() -> Catalog:
    return translations.extract()


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_every_text_is_translated(said: Catalog, language: str) -> None:
    found = list(translations.problems(said, translations.read(language)))
    assert found == [], "run make translations, and translate what is empty"


def test_texts_are_found_in_code_templates_and_labels(said: Catalog) -> None:
    found = translations.ids(said)
    assert "Meld je eerst aan." in found  # N_ in code
    assert "Huidig wachtwoord" in found  # _l in a form
    assert "Ga naar de inhoud" in found  # _ in a template
    assert ("%(count)s toestel", "%(count)s toestellen") in found
    assert "Dit nummer klopt niet: er is een cijfer fout. Kijk het na op het etiket." in found


@pytest.mark.parametrize(
    ("msgid", "string", "problem"),
    [
        ("Toestel", "", "not translated: Toestel"),
        ("Toestel", "  ", "not translated: Toestel"),
        (("%(n)s ding", "%(n)s dingen"), ("%(n)s chose", ""), "not translated: %(n)s dingen"),
        ("Dag %(name)s", "Bonjour", "other placeholders: Dag %(name)s → Bonjour"),
        ("%(a)s %%", "%(a)s", "other placeholders: %(a)s %% → %(a)s"),
        ("%(a)s %%", "%(b)s %%", "other placeholders: %(a)s %% → %(b)s %%"),
        ("100 %, niet meer", "x", "a percent sign that people see is written %%: 100 %, niet meer"),
    ],
)
def test_a_bad_translation_is_seen(
    msgid: translations.Id, string: str | tuple[str, str], problem: str
) -> None:
    said, catalogue = Catalog(), Catalog(locale="fr")
    said.add(msgid)
    catalogue.add(msgid, string)
    assert problem in list(translations.problems(said, catalogue))


def test_texts_that_are_new_gone_or_guessed_are_seen() -> None:
    said, catalogue = Catalog(), Catalog(locale="fr")
    said.add("Nieuw")
    said.add("Geraden")
    catalogue.add("Geraden", "Deviné", flags=["fuzzy"])
    catalogue.add("Vroeger", "Avant")
    assert list(translations.problems(said, catalogue)) == [
        "not in the catalogue: Nieuw",
        "nobody says this any more: Vroeger",
        "fuzzy: Geraden",
    ]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_says_anything_past_the_translations(template: Path) -> None:
    text = template.read_text()
    assert unmarked.in_markup(text) == []
    assert unmarked.in_expressions(text) == []


def test_no_code_says_anything_past_the_translations() -> None:
    found = {path.name: unmarked.in_python(path.read_text()) for path in CODE}
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hallo daar</p>", ["Hallo daar"]),
        ("<p>{{ _('Hallo') }} wereld</p>", ["wereld"]),
        ("<input placeholder='Zoek hier'>", ["Zoek hier"]),
        ("<img alt=\"{{ _('Foto') }}\" class='zomaar iets'>", []),
        ("<b>Atelier</b> {{ icon('upc') }} CSV · 12", []),
        ("{# Een nota #}{% if een and twee %}{% endif %}", []),
    ],
)
def test_unmarked_words_in_markup_are_found(template: str, found: list[str]) -> None:
    assert unmarked.in_markup(template) == found


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("{{ message('Dit lukt niet', 'stop') }}", ["Dit lukt niet"]),
        ("{{ 'nog niets' if leeg }}", ["nog niets"]),
        ("{{ message(_('Dit lukt niet'), 'stop') }}", []),
        ("{{ ngettext('Een ding', 'Veel dingen', 2) }}", []),
        ("{{ icon('upc-scan', 'icon-big') }}{{ pair('WWN', 1) }}", []),
    ],
)
def test_unmarked_words_in_expressions_are_found(template: str, found: list[str]) -> None:
    assert unmarked.in_expressions(template) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('raise Invalid("Dat kan niet.")', ["Dat kan niet."]),
        ('raise errors.Invalid(N_("Dat kan niet."))', []),
        ('flash(f"Bewaard: {name}")', ["f'Bewaard: {name}'"]),
        ('name = StringField("Naam")', ["Naam"]),
        ('name = StringField(_l("Naam"), message="Vul in")', ["Vul in"]),
        ('Sentence("%(name)s", {"name": name})', []),
    ],
)
def test_unmarked_texts_in_code_are_found(source: str, found: list[str]) -> None:
    assert unmarked.in_python(source) == found


@pytest.fixture
def anybody(demo: APIFlask, request: pytest.FixtureRequest) -> FlaskClient:
    """An administrator, who may see everything, in the language that the test asks for."""
    translations.compile_all()
    client = signed_in(demo, Role.ADMINISTRATOR)
    with client.session_transaction() as session:
        session["language"] = request.param
    return client


@pytest.mark.parametrize("anybody", translations.LANGUAGES, indirect=True, ids=str)
def test_no_page_of_the_demo_shows_dutch(
    demo: APIFlask, anybody: FlaskClient, request: pytest.FixtureRequest
) -> None:
    language = request.node.callspec.params["anybody"]
    dutch, words = _dutch(language), _words(language)
    start = [route.address for route in routes(demo) if "GET" in route.methods and route.for_people]
    shapes = set()
    for address, page in _walk(anybody, [*start, "/scan?code=onbekend", "/scan?code=1234567890"]):
        is_part = "<html" not in page  # of a page that is open, read again
        assert is_part or f'<html lang="{language}">' in page, address
        lines = _shown(page)
        shown = "\n".join(lines)
        assert {text for text in dutch if text in shown} == set(), address
        assert words & lines == set(), address
        shapes.add(_shape(address))
    assert {"/", "/devices", "/devices/0", "/donations/0", "/donors/0", "/intake"} <= shapes


def _walk(client: FlaskClient, start: list[str]) -> Iterator[tuple[str, str]]:
    """Pages with their address: those to start from and what they link to, some of each shape."""
    waiting, known, shapes = list(start), set(start), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        shapes[_shape(address)] += 1
        if shapes[_shape(address)] > SAMPLE:
            continue
        answer = page_of(client, address, follow=True)
        if answer.mimetype != "text/html":
            continue
        fresh = set(map(html.unescape, _LINK.findall(answer.text))) - known
        known |= fresh
        waiting += sorted(fresh)
        yield address, answer.text


def _shape(address: str) -> str:
    return re.sub(r"\d+", "0", address.partition("?")[0])


def _dutch(language: str) -> set[str]:
    """What a page in that language must not hold: of each Dutch text the longest piece that
    stands between placeholders, where the translation has nothing like it.
    """
    catalogue = translations.read(language)
    texts = {text for id_ in translations.ids(catalogue) for text in translations.each(id_)}
    foreign = "\n".join(text for message in catalogue for text in translations.each(message.string))
    pieces = {max(_PLACEHOLDER.split(text), key=len).strip() for text in texts}
    return {piece for piece in pieces if len(piece) > LONG and piece not in foreign}


def _words(language: str) -> set[str]:
    """Dutch texts that are wrong where they stand alone, however short."""
    catalogue = translations.read(language)
    foreign = {text for message in catalogue for text in translations.each(message.string)}
    texts = {text for id_ in translations.ids(catalogue) for text in translations.each(id_)}
    return texts - foreign - GIVEN


def _shown(page: str) -> set[str]:
    """The texts of a page, and what its attributes say."""
    spoken = "\n".join(_ATTRIBUTE.findall(page))
    ours = _FOREIGN.sub("", page)
    lines = html.unescape(_TAGS.sub("\n", ours) + "\n" + spoken).splitlines()
    return {" ".join(line.split()) for line in lines} - {""}

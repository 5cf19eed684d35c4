"""Which language a page is in, and how a sentence is said in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask_babel import force_locale, gettext, ngettext
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.exc import DetachedInstanceError

from atelier.people.models import Account
from atelier.people.roles import Role
from atelier.web import words
from atelier.web.language import choose, say
from atelier.words import Sentence
from tests.conftest import make_app
from tests.factories import World
from tests.rules import translations
from tests.visits import Person

LANG = re.compile(r'<html lang="(\w+)">')
NARROW = "\u202f"  # what French writes between thousands


@pytest.fixture(scope="module", autouse=True)
def _catalogues() -> None:
    translations.compile_all()


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    """An application that only speaks: nothing here asks the database."""
    folder = tmp_path_factory.mktemp("speaking")
    application = make_app(f"sqlite:///{folder / 'none.db'}", folder)
    with application.test_request_context():
        yield application


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "De schijf heeft 1.920,5 uur gedraaid."),
        ("fr", f"Le disque a tourné 1{NARROW}920,5 heures."),
        ("en", "The disk has run for 1,920.5 hours."),
    ],
)
def test_numbers_are_written_as_the_language_does(
    speaking: APIFlask, language: str, said: str
) -> None:
    with force_locale(language):
        assert say(Sentence("De schijf heeft %(hours)s uur gedraaid.", {"hours": 1920.5})) == said


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "1.920 %"), ("fr", f"1{NARROW}920 %"), ("en", "1,920 %")]
)
def test_a_percent_sign_beside_a_value_is_one(speaking: APIFlask, language: str, said: str) -> None:
    with force_locale(language):
        assert say(Sentence("%(count)s %%", {"count": 1920})) == said


def test_a_percent_sign_without_values_is_one(speaking: APIFlask) -> None:
    with force_locale("fr"):
        assert say(Sentence("100 %% zeker")) == "100 % zeker"


def test_what_a_person_typed_is_never_filled_in(speaking: APIFlask) -> None:
    with force_locale("fr"):
        assert say("Rek 50%% of %(name)s") == "Rek 50%% of %(name)s"


def test_texts_in_a_sentence_are_left_and_sentences_in_it_translated(speaking: APIFlask) -> None:
    inner = Sentence("schenking %(reference)s", {"reference": "2026-031"})
    with force_locale("fr"):
        assert say(Sentence("Naar %(place)s", {"place": "Werkbank"})) == "Vers Werkbank"
        assert say(Sentence("Naar %(place)s", {"place": inner})) == "Vers don 2026-031"


def test_yes_or_no_is_not_a_number(speaking: APIFlask) -> None:
    with force_locale("nl"):
        assert say(Sentence("%(flag)s", {"flag": True})) == "True"


def test_nothing_is_said_of_nothing(speaking: APIFlask) -> None:
    with force_locale("fr"):
        assert say(None) == ""
        assert say("") == ""  # gettext would give the head of the catalogue


def test_what_nobody_translated_is_said_in_dutch(speaking: APIFlask) -> None:
    with force_locale("fr"):
        assert say("Dit vertaalde niemand.") == "Dit vertaalde niemand."


@pytest.mark.parametrize(
    ("language", "none", "one", "two"),
    [
        ("nl", "0 toestellen", "1 toestel", "2 toestellen"),
        ("fr", "0 appareil", "1 appareil", "2 appareils"),
        ("en", "0 devices", "1 device", "2 devices"),
    ],
)
def test_one_and_many(speaking: APIFlask, language: str, none: str, one: str, two: str) -> None:
    with force_locale(language):
        said = [ngettext("%(num)s toestel", "%(num)s toestellen", count) for count in (0, 1, 2)]
    assert said == [none, one, two]


def test_sizes_are_written_as_the_language_does(speaking: APIFlask) -> None:
    with force_locale("fr"):
        assert words.inches(15.6) == "15,6 pouces"
        assert words.disk(1_200_000_000_000) == "1,2 TB"
    with force_locale("en"):
        assert words.inches(15.6) == "15.6 inch"


def test_a_year_is_not_parted_as_thousands(speaking: APIFlask) -> None:
    with force_locale("nl"):
        assert words.figure(words.Figure("2019")) == "2019"
        assert words.figure(words.Figure(2019, "h")) == "2.019 uur"


def test_dutch_needs_no_catalogue(speaking: APIFlask) -> None:
    with force_locale("nl"):
        assert gettext("Meld je eerst aan.") == "Meld je eerst aan."


def language_of(person: Person, page: str = "/sign-in") -> str:
    found = LANG.search(person.get(page).text)
    assert found
    return found.group(1)


def test_pages_are_dutch_until_somebody_chooses(app: APIFlask, world: World) -> None:
    visitor = Person(app)
    assert language_of(visitor) == "nl"
    visitor.post("/language", {"language": "fr"})
    assert language_of(visitor) == "fr"
    assert "Se connecter" in visitor.get("/sign-in").text
    assert language_of(Person(app)) == "nl"


def test_what_a_visitor_chose_stays_after_signing_in(app: APIFlask, world: World) -> None:
    visitor = Person(app)
    visitor.post("/language", {"language": "en"})
    visitor.sign_in(world.accounts[Role.VOLUNTEER].login)
    assert language_of(visitor, "/") == "en"


def test_what_a_person_chose_is_theirs_on_every_machine(
    app: APIFlask, session: Session, world: World
) -> None:
    login = world.accounts[Role.VOLUNTEER].login
    here, there = Person(app), Person(app)
    here.sign_in(login)
    here.post("/language", {"language": "fr"})
    there.sign_in(login)
    assert language_of(there, "/") == "fr"
    assert session.get_one(Account, world.accounts[Role.VOLUNTEER].id).language == "fr"


def test_ones_own_language_goes_before_that_of_the_machine(app: APIFlask, world: World) -> None:
    person = Person(app)
    login = world.accounts[Role.VOLUNTEER].login
    person.sign_in(login)
    person.post("/language", {"language": "fr"})
    shared = Person(app)
    shared.post("/language", {"language": "en"})
    shared.sign_in(login)
    assert language_of(shared, "/") == "fr"


@pytest.mark.parametrize("chosen", ["de", "", "../nl", "fr_BE"])
def test_a_language_that_is_not_spoken_here_changes_nothing(
    app: APIFlask, world: World, chosen: str
) -> None:
    visitor = Person(app)
    visitor.post("/language", {"language": chosen})
    assert language_of(visitor) == "nl"


def test_the_setting_says_what_a_newcomer_gets(tmp_path: Path, database_url: str) -> None:
    locale = {"language": "fr", "languages": ["nl", "fr"]}
    application = make_app(database_url, tmp_path, locale=locale)
    visitor = Person(application)
    assert language_of(visitor) == "fr"
    visitor.post("/language", {"language": "en"})
    assert language_of(visitor) == "fr"


def test_a_page_that_says_the_database_is_gone_has_a_language(
    speaking: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = Account(id=1)
    make_transient_to_detached(lost)
    with pytest.raises(DetachedInstanceError):
        _ = lost.language
    monkeypatch.setattr("atelier.web.language.current_user", lost)
    assert choose() == "nl"


def test_an_error_is_said_in_the_language_of_the_page(app: APIFlask, world: World) -> None:
    visitor = Person(app)
    visitor.post("/language", {"language": "fr"})
    answer = visitor.get("/there-is-nothing-here")
    assert answer.status_code == 404
    assert "Cette page n’existe pas" in answer.text

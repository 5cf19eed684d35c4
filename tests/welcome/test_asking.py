"""Which answers are good, and what is said of those that are not."""

from dataclasses import replace

import pytest
from welcome.asking import (
    STEPS,
    Answers,
    answered,
    login_of,
    suggested_keyboard,
    trouble,
)

GOOD = Answers(name="Anna De Smet", password="rode fiets maan", again="rode fiets maan")


@pytest.mark.parametrize("step", STEPS)
def test_good_answers_are_good(step: str):
    assert trouble(GOOD, step) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "name_empty"),
        ("   ", "name_empty"),
        ("12", "name_letters"),
        ("Anna: de baas", "name_letters"),
        ("Anna, Piet", "name_letters"),
        ("a\x07b", "name_letters"),
        ("x" * 61, "name_long"),
        ("Zoë", None),
        ("Øyvind", None),
        ("محمد", None),
        ("Anna-Lies O'Neill", None),
    ],
)
def test_names(name: str, said: str | None):
    assert trouble(answered(Answers(), "name", name), "name") == said


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "password_short"),
        ("kort", "password_short"),
        ("wachtwoord", "password_easy"),
        ("Wachtwoord1", "password_easy"),
        ("motdepasse!", "password_easy"),
        ("12345678", "password_easy"),
        ("87654321", "password_easy"),
        ("aaaaaaaa", "password_easy"),
        ("azertyuiop", "password_easy"),
        ("annadesmet", "password_easy"),
        ("AnnaDeSmet2", "password_easy"),
        ("rode\tfietsen", "password_odd"),
        ("rode fiets", None),
        ("tafel stoel", None),
        ("été à vélo", None),
        ("84759301", None),
    ],
)
def test_passwords(password: str, said: str | None):
    assert trouble(replace(GOOD, password=password), "password") == said


def test_two_passwords_have_to_be_the_same():
    assert trouble(replace(GOOD, again="rode fiets zon"), "again") == "password_differs"


@pytest.mark.parametrize(("language", "layout"), [("nl", "be"), ("fr", "be"), ("en", "us")])
def test_a_language_suggests_a_keyboard(language: str, layout: str):
    assert suggested_keyboard(language) == layout
    assert answered(Answers(), "language", language).keyboard == layout


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Anna De Smet", "anna"),
        ("Zoë", "zoe"),
        ("Éléonore-Marie", "eleonore"),
        ("  O'Neill", "o"),
        ("Jan2", "jan2"),
        ("محمد", "gebruiker"),
        ("Root", "root2"),
        ("x" * 60, "x" * 24),
    ],
)
def test_what_the_system_calls_an_account(name: str, login: str):
    assert login_of(name, {"root", "daemon"}) == login


def test_a_name_that_is_taken_gets_the_next_number():
    assert login_of("Anna", {"anna", "anna2"}) == "anna3"

"""Each page on which one thing is done reads itself aloud, in its own language."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from atelier.people.roles import Role
from tests.browser.site import WIDTHS, Visitor

_EAR = """window.said = [];
SpeechSynthesis.prototype.speak = (words) => window.said.push([words.lang, words.text]);"""
READ = {"nl": "Lees voor", "fr": "Lire à voix haute", "en": "Read aloud"}
TITLE = {"nl": "Wat ontvang je?", "fr": "Que recevez-vous ?", "en": "What do you receive?"}


@pytest.mark.parametrize("language", READ)
def test_a_page_is_read_in_its_language(visitor: Visitor, language: str) -> None:
    page = visitor.page(Role.VOLUNTEER, 360)
    page.add_init_script(_EAR)
    page.goto("/intake")
    if language != "nl":
        name = {"fr": "Français", "en": "English"}[language]
        page.get_by_role("button", name=name).click()
    page.get_by_role("button", name=READ[language]).click()
    ((spoken, text),) = page.evaluate("window.said")
    assert spoken == language
    assert page.locator("h1").inner_text() == TITLE[language]
    assert TITLE[language] in text
    if language != "nl":
        page.get_by_role("button", name="Nederlands").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_pressed_again_it_is_silent(
    visitor: Visitor, accessible: Callable[[Page], None], width: int
) -> None:
    page = visitor.page(Role.BENCH_WORKER, width)
    page.add_init_script(_EAR)
    page.goto("/me")
    accessible(page)
    button = page.get_by_role("button", name="Lees voor")
    expect(button).to_have_count(1)
    page.evaluate("Object.defineProperty(speechSynthesis, 'speaking', { value: true })")
    button.click()
    assert page.evaluate("window.said") == []

"""Every text in every language, and short enough."""

import re

import pytest
from welcome.words import LANGUAGES, TEXTS, say

from tests.welcome.conftest import PROGRAM


@pytest.mark.parametrize("key", TEXTS)
def test_each_text_is_there_in_each_language(key: str):
    assert set(TEXTS[key]) == set(LANGUAGES)
    holes = {language: re.findall(r"{\w+}", text) for language, text in TEXTS[key].items()}
    assert len({tuple(found) for found in holes.values()}) == 1


@pytest.mark.parametrize("key", TEXTS)
def test_sentences_are_short(key: str):
    for text in TEXTS[key].values():
        for sentence in re.split(r"[.!?:]", text):
            assert len(sentence.split()) <= 14


def test_each_text_is_used():
    code = "".join(path.read_text() for path in (PROGRAM / "welcome").glob("*.py"))
    unused = [key for key in TEXTS if code.count(f'"{key}"') < 2]
    assert unused == []


def test_a_hole_is_filled():
    assert say("ready_login", "nl", login="anna").endswith("anna")

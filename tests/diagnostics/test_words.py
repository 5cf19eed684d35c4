"""The tables of translations, against the texts in the code."""

import ast
from pathlib import Path
from types import ModuleType

import pytest

import diagnostics
from diagnostics.words import LANGUAGES, english, french, in_language


def texts() -> set[str]:
    """Every text that the agent's code gives to ``words``."""
    folder = Path(diagnostics.__file__).parent
    calls = [
        node
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and _called(node) == "words" and node.args
    ]
    return {one.args[0].value for one in calls if isinstance(one.args[0], ast.Constant)}


def _called(call: ast.Call) -> str:
    """``words("…")`` and ``stage.words("…")`` alike."""
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


@pytest.mark.parametrize("language", [french, english])
def test_every_text_is_translated_and_none_is_left_over(language: ModuleType) -> None:
    assert len(texts()) > 50
    assert sorted(texts() - set(language.WORDS)) == []
    assert sorted(set(language.WORDS) - texts()) == []


@pytest.mark.parametrize("language", [french, english])
def test_a_translation_takes_the_same_values(language: ModuleType) -> None:
    wrong = [
        dutch for dutch, text in language.WORDS.items() if dutch.count("%s") != text.count("%s")
    ]
    assert wrong == []


@pytest.mark.parametrize("language", [french, english])
def test_a_text_of_two_parts_is_translated_alike(language: ModuleType) -> None:
    pairs = {pair for part in language.PARTS for pair in part.WORDS.items()}
    assert len(pairs) == len(language.WORDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_without_translation_is_shown_in_dutch(language: str) -> None:
    assert in_language(language)("Dit staat nergens") == "Dit staat nergens"


def test_a_language_nobody_knows_is_dutch() -> None:
    assert in_language("tlh")("Schijf") == "Schijf"

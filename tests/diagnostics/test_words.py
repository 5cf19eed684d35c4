"""The tables of translations, against the texts in the code."""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import diagnostics
from diagnostics.words import LANGUAGES, english, french, in_language

FOLDER = Path(diagnostics.__file__).parent


def nodes() -> Iterator[ast.AST]:
    for path in FOLDER.rglob("*.py"):
        if "words" not in path.relative_to(FOLDER).parts:
            yield from ast.walk(ast.parse(path.read_text()))


def texts() -> set[str]:
    """Every text that the agent's code gives to ``words``, or to a ``Sentence`` for later.

    Or that stands in a constant named ``SENTENCE`` for whoever shows it.
    """
    found = set()
    for node in nodes():
        if isinstance(node, ast.Call) and _called(node) in {"words", "Sentence"}:
            found |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}
        elif isinstance(node, ast.Assign) and _is_sentence(node.targets[0]):
            found |= {one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant)}
    return found


def constants() -> set[str]:
    """Every text at all: some are looked up by way of a constant."""
    found = {node.value for node in nodes() if isinstance(node, ast.Constant)}
    return {text for text in found if isinstance(text, str)}


def _called(call: ast.Call) -> str:
    """``words("…")`` and ``stage.words("…")`` alike."""
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _is_sentence(target: ast.expr) -> bool:
    return getattr(target, "id", "").strip("_") in {"SENTENCE", "SENTENCES"}


@pytest.mark.parametrize("language", [french, english])
def test_every_text_is_translated_and_none_is_left_over(language: ModuleType) -> None:
    assert len(texts()) > 50
    assert sorted(texts() - set(language.WORDS)) == []
    assert sorted(set(language.WORDS) - constants()) == []


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

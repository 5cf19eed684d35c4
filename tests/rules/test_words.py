"""Each thing has one word on the screens, in each language; and sentences are short."""

import re
from collections.abc import Iterator
from itertools import chain

import pytest
from babel.messages import Catalog, Message

from atelier.web import glossary, icons
from atelier.web.glossary import Word
from atelier.web.language import NAMES
from tests.rules import translations

#: Words in one sentence: easy language (B1) stays below it.
LONGEST = 18
WORDS = glossary.words()
LANGUAGES = tuple(NAMES)


@pytest.fixture(scope="module")
def said() -> Catalog:
    return translations.extract()


@pytest.fixture(scope="module")
def shown(said: Catalog) -> dict[str, list[str]]:
    """Every text of the screens, by language."""
    foreign = {language: translations.read(language) for language in translations.LANGUAGES}
    dutch = list(chain.from_iterable(map(translations.each, translations.ids(said))))
    return {"nl": dutch} | {
        language: [text for message in catalogue for text in _strings(message)]
        for language, catalogue in foreign.items()
    }


@pytest.mark.parametrize("key", WORDS)
def test_a_word_is_whole(key: str) -> None:
    word = WORDS[key]
    assert word.icon in icons.known()
    for told in (word.says, word.never, word.means):
        assert set(told) == set(LANGUAGES)
    assert all(word.says.values())
    for meaning in word.means.values():
        assert meaning.endswith(".")
        assert max(map(len, map(str.split, _sentences(meaning)))) <= LONGEST


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_has_another_name(shown: dict[str, list[str]], language: str) -> None:
    never = [one for word in WORDS.values() for one in word.never[language]]
    wrong = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, never))})\b", re.IGNORECASE)
    assert [text for text in shown[language] if wrong.search(_said(text))] == []


@pytest.mark.parametrize("language", translations.LANGUAGES)
@pytest.mark.parametrize("key", [key for key, word in WORDS.items() if word.held])
def test_what_is_called_so_in_dutch_has_its_name_in_the_others(
    said: Catalog, key: str, language: str
) -> None:
    assert list(_lost(said, translations.read(language), WORDS[key], language)) == []


def test_sentences_are_short(shown: dict[str, list[str]]) -> None:
    told = chain.from_iterable(map(_sentences, shown["nl"]))
    assert [sentence for sentence in told if len(_said(sentence).split()) > LONGEST] == []


def _lost(said: Catalog, foreign: Catalog, word: Word, language: str) -> Iterator[str]:
    ours = re.compile(rf"\b({'|'.join(word.says['nl'])})\b", re.IGNORECASE)
    theirs = re.compile("|".join(map(re.escape, word.says[language])), re.IGNORECASE)
    for message in said:
        if message.id and ours.search(" ".join(translations.each(message.id))):
            found = foreign.get(message.id, message.context)
            told = " ".join(_strings(found)) if found else ""
            if told and not theirs.search(told):
                yield f"{message.id} → {told}"


def _said(text: str) -> str:
    """Without the names of what is filled in."""
    return re.sub(r"%\(\w+\)[sd]", "", text)


def _strings(message: Message) -> tuple[str, ...]:
    return translations.each(message.string)


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?:;])\s+", text)


#: How French speaks to one whom it knows: the screens say *vous* to everybody.
_TU = re.compile(
    r"\b(tu|toi|ton|tes)\b|(?:^|[.:!?,] )(Ajoute|Appuie|Choisis|Colle|Demande|Donne|Essaie|Fais|"
    r"Imprime|Mets|Montre|Ouvre|Prends|Regarde|Réponds|Scanne|Tape|Tiens|Touche|Vérifie|Écris)\b",
    re.IGNORECASE,
)


def test_french_says_vous(shown: dict[str, list[str]]) -> None:
    assert [text for text in shown["fr"] if _TU.search(text)] == []

"""Which keys do something now. Pure.

Laptops here have AZERTY keyboards and the console hears QWERTY: only keys that are in the same
place on both are used. Function keys need Fn on many a laptop, so they are never the only way.
"""

from diagnostics.console.keys import Key
from diagnostics.resident import troubles
from diagnostics.resident.facts import Facts
from diagnostics.words import LANGUAGES, Words

CHECK, MEASURE, DETAILS, PAIR, LANGUAGE = "1", "2", "3", "5", "l"
RESTART, POWER_OFF, STOP = "9", "0", "q"
#: The same by another key.
ALSO = {"f9": RESTART, "f10": POWER_OFF, "L": LANGUAGE, "ctrl+c": STOP}
_NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English"}


def keys(facts: Facts, words: Words) -> tuple[Key, ...]:
    if not facts.has_keys or facts.going:
        return ()
    if facts.confirm:
        return _confirm(facts, words)
    return (*_work(facts, words), *_always(facts, words))


def next_language(language: str) -> str:
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    return LANGUAGES[(place + 1) % len(LANGUAGES)]


def _work(facts: Facts, words: Words) -> list[Key]:
    if facts.reach == "choosing":
        return []
    found = []
    if facts.report and not facts.measuring:
        found.append(Key(CHECK, words("Nakijken")))
        found.append(Key(MEASURE, words("Meten")))
    if facts.report:
        found.append(Key(DETAILS, words("Terug") if facts.details else words("Alles")))
    if troubles.can_pair(facts):
        found.append(Key(PAIR, words("Opnieuw koppelen")))
    return found


def _always(facts: Facts, words: Words) -> list[Key]:
    language = Key(LANGUAGE, _NAMES[next_language(facts.language)])
    if not facts.medium:
        return [language, Key(STOP, words("Stoppen"))]
    return [language, Key(RESTART, words("Herstarten")), Key(POWER_OFF, words("Uitzetten"))]


def _confirm(facts: Facts, words: Words) -> tuple[Key, ...]:
    if facts.confirm == "reboot":
        return (Key("escape", words("Niet doen")), Key(RESTART, words("Toch herstarten")))
    return (Key("escape", words("Niet doen")), Key(POWER_OFF, words("Toch uitzetten")))

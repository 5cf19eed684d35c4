"""The texts of the screen and their translations: find them, compare them, bring them up to date.

``python -m tests.rules.translations`` says what is wrong and fails; with ``--update`` it puts new
texts into the catalogues, still to be translated, and takes out what no page says any more.
The message ids are the Dutch texts themselves, so there is no Dutch catalogue.
"""

import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "atelier/web/translations"
LANGUAGES = ("fr", "en")
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
_HEADER = """\
# Translations of Atelier. The message ids are the Dutch texts.
# `make translations` adds what is new; translate it here."""

#: A message id, with its plural where it has one.
Id = str | tuple[str, str]


def extract(root: Path = ROOT) -> Catalog:
    """Every text that the code and the templates say."""
    found = Catalog()
    with (root / "config/babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    for folder in ("atelier", "labels"):
        texts = extract_from_dir(root / folder, methods, options, keywords=KEYWORDS)
        for _file, _line, msgid, _comments, _context in texts:
            found.add(msgid)
    return found


def path(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    with path(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def ids(catalogue: Catalog) -> set[Id]:
    return {_id(message) for message in catalogue if message.id}


def each(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """A text, or its forms for one and for many."""
    return (text,) if isinstance(text, str) else tuple(text)


def problems(said: Catalog, catalogue: Catalog) -> Iterator[str]:
    """What is wrong with this translation of what is said, one line each."""
    for id_ in sorted(ids(said) - ids(catalogue), key=str):
        yield f"not in the catalogue: {id_}"
    for id_ in sorted(ids(catalogue) - ids(said), key=str):
        yield f"nobody says this any more: {id_}"
    for id_ in catalogue.obsolete:
        yield f"obsolete: {id_}"
    for message in catalogue:
        if message.id:
            yield from _wrong(message, catalogue.num_plurals)


def update(said: Catalog, language: str) -> None:
    """Brings one catalogue up to date; what was translated stays, nothing is guessed."""
    catalogue = read(language) if path(language).exists() else Catalog(locale=language)
    catalogue.update(said, no_fuzzy_matching=True, update_header_comment=False)
    save(catalogue, language)


def save(catalogue: Catalog, language: str) -> None:
    """Sorted, without places in the code or times, so that a change shows only what changed."""
    catalogue.fuzzy = False
    catalogue.header_comment = _HEADER
    catalogue.project, catalogue.version = "Atelier", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    path(language).parent.mkdir(parents=True, exist_ok=True)
    with path(language).open("wb") as file:
        write_po(file, catalogue, no_location=True, sort_output=True, ignore_obsolete=True)


def compile_all() -> None:
    """What ``make`` does before it runs or tests anything, for tests that are run without it."""
    for language in LANGUAGES:
        source, target = path(language), path(language).with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(f".{os.getpid()}.mo")
        with fresh.open("wb") as file:
            write_mo(file, read(language))
        fresh.replace(target)  # at once: other tests may be reading


def placeholders(text: str) -> list[str]:
    """What a text has to be filled in with, in a fixed order: ``%(name)s``, and each ``%%``."""
    return sorted(match.group() for match in PLACEHOLDER.finditer(text))


def _wrong(message: Message, plurals: int) -> Iterator[str]:
    said = each(message.id)[-1]
    texts = [text.strip() for text in each(message.string)]
    if message.fuzzy:
        yield f"fuzzy: {said}"
    if "%" in PLACEHOLDER.sub("", said):
        yield f"a percent sign that people see is written %%: {said}"
    if len(texts) != (1 if isinstance(message.id, str) else plurals) or not all(texts):
        yield f"not translated: {said}"
        return
    for text in texts:
        if placeholders(text) != placeholders(said):
            yield f"other placeholders: {said} → {text}"


def _id(message: Message) -> Id:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def main(arguments: list[str]) -> int:
    said = extract()
    updating = arguments == ["--update"]
    if updating:
        for language in LANGUAGES:
            update(said, language)
    wrong = [
        f"{path(language).relative_to(ROOT)}: {problem}"
        for language in LANGUAGES
        for problem in problems(said, read(language))
    ]
    fine = f"{len(ids(said))} texts, translated into {', '.join(LANGUAGES)}"
    sys.stdout.write("\n".join(wrong or [fine]) + "\n")
    return 1 if wrong and not updating else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

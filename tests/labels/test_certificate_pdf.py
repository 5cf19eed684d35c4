"""Certificates as a donor sees them: the text read back from the PDF, and where it stands."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple, get_args

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import zxingcpp
from PIL import Image

from atelier.workshop.erasure import judging
from diagnostics.wire import erasure as wire
from labels.certificates import Disk, Person, Speech, pdf, words
from labels.certificates.content import Content, Erasure, Outcome, WithoutOrder
from tests.certificates import (
    DESTROYED,
    ERASED,
    EVERY,
    NOT_ERASED,
    NUMBER,
    SOME_LEFT,
    WITH_EXCEPTIONS,
)
from tests.rules import translations

DUTCH = Speech("nl", lambda text: text)
HOSTILE = ("W" * 200, "\x00\x1b[2J\r\n) Tj ET (", "<b>&amp;\u202e</b> 💻日本語", "a b " * 100)


class Letter(NamedTuple):
    text: str
    size: float
    left: float
    right: float
    bottom: float
    top: float


def text_of(data: bytes) -> str:
    """All that can be read, spaces made one: lines are broken anywhere."""
    document = pypdfium2.PdfDocument(data)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(texts).split())


def letters(data: bytes) -> Iterator[Letter]:
    """Every letter of the first page, in points."""
    document = pypdfium2.PdfDocument(data)
    textpage = document[0].get_textpage()
    for index in range(textpage.count_chars()):
        text = textpage.get_text_range(index, 1)
        if text.strip():
            size = pdfium.FPDFText_GetFontSize(textpage, ctypes.c_int(index))
            left, bottom, right, top = textpage.get_charbox(index)
            yield Letter(text, size, left, right, bottom, top)
    textpage.close()
    document.close()


def pages(data: bytes) -> int:
    document = pypdfium2.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


@pytest.mark.parametrize("name", EVERY)
def test_the_same_content_gives_the_same_bytes(name: str) -> None:
    assert pdf(EVERY[name], DUTCH) == pdf(EVERY[name], DUTCH)


@pytest.mark.parametrize("content", [ERASED, WITH_EXCEPTIONS, NOT_ERASED, DESTROYED])
def test_one_disk_is_one_page(content: Content) -> None:
    assert pages(pdf(content, DUTCH)) == 1


def test_a_large_donation_goes_on_and_every_disk_is_in_it() -> None:
    data = pdf(SOME_LEFT, DUTCH)
    assert pages(data) > 1
    assert text_of(data).count(SOME_LEFT.lines[0].serial or "") == len(SOME_LEFT.lines)


def test_every_field_is_there() -> None:
    text = text_of(pdf(ERASED, DUTCH))
    for said in (
        "Testmaker", "TM256-NVME-000L7", "TST4NX0M123456", "eui.0025388b91d12345",
        "4217 0385 23", "Testmaker Laptop 470", "NVMe-SSD, Solid State Device",
        "256,1 GB (256.060.514.304 bytes)", "Testgemeente, schenking 2026-031", "hergebruik",
        "Purge (zuiveren), NIST SP 800-88 Rev. 2", "NVMe Sanitize: alle blokken wissen",
        "nvme sanitize /dev/nvme0n1 -a 2", "atelier-agent 0.4.0, nvme-cli 2.3",
        "21 november 2026 09:01:12 (GMT+01:00)", "4 min 47 s", "Aantal keer 0", "Fouten geen",
        "dit soort schijf heeft er geen", "10 % in een steekproef", "99,9954 % zekerheid",
        "8f3a0b6c9d2e4f71", "8.123 uur aan geweest", "9 % versleten", "0 van 64 nog aanwezig",
        "Test Een, Medewerker werkbank, Bank 2, 21 november 2026", "Test Twee, Coördinator",
        "Nummer 4217 0385 2392", "Testwerkplaats één", "alle delen (namespaces)",
    ):  # fmt: skip
        # A word that is too long for its column goes on in the next line.
        assert said.replace(" ", "") in text.replace(" ", ""), said
    assert ERASED.report_sha256 in text.replace(" ", "")


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", ("EFFACÉ", "256,1 GB (256 060 514 304 octets)")), ("en", ("ERASED", "Test Een"))],
)
def test_every_word_is_said_in_the_language_of_the_reader(
    language: str, said: tuple[str, ...]
) -> None:
    catalogue = {message.id: message.string for message in translations.read(language)}
    speech = Speech(language, catalogue.__getitem__)  # a text that is not there is an error
    texts = {name: text_of(pdf(content, speech)) for name, content in EVERY.items()}
    assert all(part.replace(" ", "") in texts["erased"].replace(" ", "") for part in said)


def test_exceptions_are_told_with_who_accepted_them() -> None:
    text = text_of(pdf(WITH_EXCEPTIONS, DUTCH))
    for said in (
        "GEWIST MET UITZONDERINGEN", "plaatsen waar schrijven niet lukte", "schrijven: 3",
        "HPA: gevonden en mee gewist, 7,9 MB (7.862.016 bytes); DCO: geen", "patroon 00",
        "1 keer onderbroken en hervat", "Drie sectoren van 500 €, voor de school.",
        "ATA Security Erase, uitgebreid: de beveiliging van de schijf was bevroren",
    ):  # fmt: skip
        assert said in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ERASED, "GEWIST"),
        (WITH_EXCEPTIONS, "GEWISTMETUITZONDERINGEN"),
        (NOT_ERASED, "NIETGEWIST"),
        (DESTROYED, "VERNIETIGD"),
        (SOME_LEFT, "2VAN62NIETGEWIST"),
        (EVERY["all done"], "ALLESGEWISTOFVERNIETIGD"),
        (EVERY["some attested"], "1VAN2ALLEENVERKLAARD"),
    ],
)
def test_the_result_stands_in_the_biggest_letters(content: Content, said: str) -> None:
    found = list(letters(pdf(content, DUTCH)))
    biggest = max(letter.size for letter in found)
    assert "".join(letter.text for letter in found if letter.size == biggest) == said
    assert biggest > 1.2 * max(letter.size for letter in found if letter.size < biggest)


def test_only_what_is_erased_is_called_so() -> None:
    text = text_of(pdf(NOT_ERASED, DUTCH))
    assert "Alle gegevens op deze schijf zijn gewist" not in text
    assert "Er kunnen nog gegevens op staan" in text
    assert "geen: de schijf is niet gewist" in text
    assert "niets: het is niet nagekeken" in text


def test_a_disk_that_refused_is_not_said_to_have_erased_itself() -> None:
    work = replace(ERASED.work, commands=(), bytes_written=0)
    refused = replace(ERASED, result="not_erased", level=None, reasons=("frozen",), work=work)
    text = text_of(pdf(refused, DUTCH))
    assert "wiste zichzelf" not in text
    assert "schreef zelf" not in text
    assert "Geschreven 0 bytes" in text
    assert "niets: de schijf wiste zichzelf" in text_of(pdf(ERASED, DUTCH))


@pytest.mark.parametrize(
    "content",
    [
        replace(WITH_EXCEPTIONS, disk=replace(WITH_EXCEPTIONS.disk, hidden_areas=())),
        replace(DESTROYED, disk=Disk(model="TM1")),
        replace(ERASED, disk=replace(ERASED.disk, medium="usb")),
    ],
)
def test_of_hidden_areas_that_nobody_looked_for_nothing_is_said(content: Content) -> None:
    text = text_of(pdf(content, DUTCH))
    assert "dit soort schijf heeft er geen" not in text
    assert "Verborgen delen niet bekend" in text


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert DUTCH.percent(0.99999999) == "99,9999\u00a0%"
    assert DUTCH.percent(1) == "100\u00a0%"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", EVERY)
def test_nothing_overlaps_and_nothing_leaves_the_page(name: str, text: str) -> None:
    for content in (EVERY[name], hostile(EVERY[name], text)):
        found = list(letters(pdf(content, DUTCH)))
        for letter in found:
            assert 40 < letter.left < letter.right + 0.1 < 555, letter
            assert letter.bottom > 20, letter
        assert overlapping(found) == []


def overlapping(found: list[Letter]) -> list[tuple[Letter, Letter]]:
    """Letters that lie on each other by more than a hair."""
    ordered = sorted(found, key=lambda letter: letter.bottom)
    clashes = []
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.bottom > one.top - 0.6:
                break
            if other.left < one.right - 0.6 and one.left < other.right - 0.6:
                clashes.append((one, other))
    return clashes


def hostile(content: Content, text: str) -> Content:
    by = Person(name=text, role=text, place=text, at=ERASED.issued)
    changed = replace(content, issuer=text)
    if isinstance(changed, Erasure):
        disk = replace(changed.disk, maker=text, model=text, serial=text, wwn=text, firmware=text)
        work = replace(changed.work, commands=(text,) * 64)
        return replace(changed, disk=disk, work=work, performed_by=by, verified_by=by)
    return changed


def test_the_code_leads_to_the_page_that_checks_it(
    pictures: Callable[[bytes, int], list[Image.Image]],
) -> None:
    (page,) = pictures(pdf(ERASED, DUTCH), 200)
    (code,) = zxingcpp.read_barcodes(page)
    assert code.text == f"{ERASED.check_at}?number={NUMBER}"


def test_the_fonts_travel_with_it() -> None:
    assert pdf(ERASED, DUTCH).count(b"/FontFile2") == 2


@pytest.mark.parametrize(
    ("codes", "table"),
    [
        (wire.METHODS, words.METHODS),
        (wire.MEDIA, words.MEDIA),
        (wire.LEVELS, words.LEVELS),
        (
            (*get_args(wire.Reason), *get_args(judging.Shortfall), *get_args(judging.Doubt)),
            words.REASONS,
        ),
        (get_args(wire.Caveat), words.CAVEATS),
        (get_args(Outcome), words.RESULTS),
    ],
)
def test_every_code_has_words(codes: tuple[str, ...], table: dict[str, str]) -> None:
    assert set(codes) == set(table)
    assert all(table.values())


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("clock_believed", "De tijden zijn die van het toestel"),
        ("clock_wrong", "De klok van het toestel stond verkeerd: de tijden van het wissen kloppen"),
    ],
)
def test_one_without_an_order_says_so_for_ever(known: WithoutOrder, said: str) -> None:
    typed = Person(name="Test Een", role="typed")
    text = text_of(pdf(replace(ERASED, without_order=known, performed_by=typed), DUTCH))
    assert f"Opdracht geen: gewist aan het toestel zelf, zonder server. {said}" in text
    assert "Test Een, naam getypt aan het toestel, door niemand nagekeken" in text
    nobody = text_of(pdf(replace(ERASED, without_order=known, performed_by=None), DUTCH))
    assert "Uitgevoerd door niet bekend" in nobody
    assert "Opdracht geen" not in text_of(pdf(ERASED, DUTCH))

"""Exactly what the list shows, as CSV or as a workbook."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask_babel import gettext
from openpyxl import Workbook

from atelier.devices.kinds import KIND_NAMES
from atelier.web.devices.listing import DISK_GB, GB, Row
from atelier.web.language import say
from atelier.web.words import STEP_NAMES, USE_NAMES
from atelier.words import N_
from labels import tags

_COLUMNS: tuple[tuple[str, Callable[[Row], Any]], ...] = (
    (N_("Etiket"), lambda row: tags.format_tag(row.device.tag) if row.device.tag else ""),
    (N_("Soort"), lambda row: gettext(KIND_NAMES[row.device.kind])),
    (N_("Merk"), lambda row: row.device.model.maker if row.device.model else ""),
    (N_("Model"), lambda row: row.device.model.name if row.device.model else ""),
    (N_("Processor"), lambda row: row.device.cpu or ""),
    (N_("Geheugen (GB)"), lambda row: _size(row.device.memory_bytes, GB)),
    (N_("Schijf (GB)"), lambda row: _size(row.device.disk_bytes, DISK_GB)),
    (N_("Scherm (duim)"), lambda row: row.device.screen_inches or ""),
    (N_("Klasse"), lambda row: row.device.grade or ""),
    (N_("Gebruik"), lambda row: say(USE_NAMES.get(row.device.use or ""))),
    (N_("Volgende stap"), lambda row: gettext(STEP_NAMES[row.device.next_step])),
    (N_("Plaats"), lambda row: gettext(row.place.name) if row.place else ""),
)


def as_csv(rows: Iterable[Row]) -> Iterator[str]:
    """Lines of a CSV file with a semicolon, as spreadsheets here expect, and a byte-order mark."""
    yield "\ufeff"
    for values in _lines(rows):
        yield line(values)


def line(values: Iterable[Any]) -> str:
    """One line of a CSV file, as ``as_csv`` writes them."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerow([harmless(value) for value in values])
    return buffer.getvalue()


def as_xlsx(rows: Iterable[Row]) -> bytes:
    """A workbook; written to disk row by row, so that size costs no memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(gettext("Toestellen"))
    for line in _lines(rows):
        sheet.append([harmless(value) for value in line])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        return file.read()


def _lines(rows: Iterable[Row]) -> Iterator[list[Any]]:
    yield [gettext(name) for name, _value in _COLUMNS]
    for row in rows:
        yield [value(row) for _name, value in _COLUMNS]


def _size(value: int | None, unit: int) -> int | str:
    return round(value / unit) if value else ""


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets a quote before it."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value

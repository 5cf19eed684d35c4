"""ATA device statistics (log 04h): numbers with a meaning that the standard fixes."""

from diagnostics.probes.document import boolean, count, integer, rows, text
from diagnostics.report import Json


def statistic(document: Json, page: int, name: str) -> int | None:
    """The value the disk marks as valid, else None."""
    for found in rows(document, "ata_device_statistics", "pages"):
        if integer(found, "number") != page:
            continue
        for row in rows(found, "table"):
            if text(row, "name") == name and boolean(row, "flags", "valid"):
                return count(row, "value")
    return None

"""The board, its BIOS, and the numbers written into it."""

from collections.abc import Iterator
from typing import TypeVar

from atelier.devices.identity.changes.change import Change
from atelier.devices.identity.identifiers import Identifier
from atelier.devices.identity.schemes import BOARD_SERIAL, SYSTEM_SERIAL, SYSTEM_UUID
from atelier.devices.identity.text import clean_text
from atelier.words import N_
from diagnostics.report import Report

T = TypeVar("T")


def board(before: Report, after: Report) -> Iterator[Change]:
    serial = _moved(
        Identifier.of(BOARD_SERIAL, before.system.board_serial),
        Identifier.of(BOARD_SERIAL, after.system.board_serial),
    )
    model = _moved(before.system.board_product, after.system.board_product)
    if serial or model:
        yield Change("board_replaced", N_("Moederbord vervangen"))


def numbers(before: Report, after: Report) -> Iterator[Change]:
    serial = _moved(
        Identifier.of(SYSTEM_SERIAL, before.system.serial),
        Identifier.of(SYSTEM_SERIAL, after.system.serial),
    )
    if serial:
        yield Change(
            "serial_changed",
            N_("Het nummer in het toestel is nu anders: %(before)s → %(after)s"),
            {"before": serial[0].value, "after": serial[1].value},
        )
    if _moved(
        Identifier.of(SYSTEM_UUID, before.system.uuid),
        Identifier.of(SYSTEM_UUID, after.system.uuid),
    ):
        yield Change("uuid_changed", N_("De UUID van het toestel is nu anders"), weight="machine")


def bios(before: Report, after: Report) -> Iterator[Change]:
    version = _moved(
        clean_text(before.system.bios_version, 60), clean_text(after.system.bios_version, 60)
    )
    if version:
        yield Change(
            "bios_changed",
            N_("Andere BIOS: %(before)s → %(after)s"),
            {"before": version[0], "after": version[1]},
            weight="machine",
        )


def _moved(before: T | None, after: T | None) -> tuple[T, T] | None:
    """Both, when both are known and are not the same."""
    if before is None or after is None or before == after:
        return None
    return before, after

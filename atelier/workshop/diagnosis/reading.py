"""From the bytes that were sent to a report that may be believed, or a precise reason why not."""

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, from_json

from atelier.devices.identity import clean_text
from atelier.words import N_
from atelier.workshop.diagnosis.errors import (
    Damaged,
    NotJson,
    TooLong,
    WrongContract,
    WrongField,
    WrongVersion,
)
from atelier.workshop.diagnosis.tidying import names_of, tidy
from diagnostics.report import CONTRACT, VERSION, Report

_GZIP = b"\x1f\x8b"
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
#: What databases and arithmetic hold without surprises; no true measurement comes near.
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Limits:
    """In bytes: as sent, and after unpacking."""

    max_bytes: int
    max_plain_bytes: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report that may be taken: ``plain`` is its JSON, byte for byte."""

    report: Report
    plain: bytes
    made_at: datetime

    @property
    def id(self) -> str:
        return self.report.id.lower()


def read(body: bytes, limits: Limits) -> Sheet:
    """Unpack and check. Raises one of ``diagnosis.errors``, which names field and expectation."""
    if len(body) > limits.max_bytes:
        raise _too_long(limits.max_bytes)
    plain = unpack(body, limits.max_plain_bytes)
    _check_contract(_json(plain))
    report = parse(plain)
    _check_id(report)
    return Sheet(report, plain, _moment(report.made_at))


def unpack(body: bytes, max_plain_bytes: int) -> bytes:
    """The JSON, gzipped or not; never unpacks more than the limit."""
    if not body.startswith(_GZIP):
        return body
    stream = zlib.decompressobj(wbits=31)
    try:
        plain = stream.decompress(body, max_plain_bytes + 1)
    except zlib.error as error:
        raise _damaged() from error
    if len(plain) > max_plain_bytes:
        raise _too_long(max_plain_bytes)
    if not stream.eof or stream.unused_data:
        raise _damaged()
    return plain


def parse(plain: bytes) -> Report:
    """The report in JSON of this contract and version. Raises WrongField."""
    try:
        report = _adapter().validate_json(plain, strict=True)
    except ValidationError as error:
        raise _wrong(error.errors(include_url=False)[0]) from error
    wrong = _out_of_bounds(report)
    if wrong:
        raise _field(_path(wrong), "number between -2^63 and 2^63")
    return tidy(report)


@cache
def _adapter() -> TypeAdapter[Report]:
    return TypeAdapter(Report)


def _json(plain: bytes) -> Any:
    try:
        return from_json(plain)
    except ValueError as error:
        raise NotJson(
            N_("Dit is geen rapport, of er ontbreekt een stuk. Stuur het opnieuw."),
            expected=f"JSON ({clean_text(str(error))})",
        ) from error


def _check_contract(document: Any) -> None:
    told = document if isinstance(document, dict) else {}
    if told.get("contract") != CONTRACT:
        raise WrongContract(
            N_("Dit is geen rapport van het meetprogramma."), field="contract", expected=CONTRACT
        )
    version = told.get("version")
    if version != VERSION or isinstance(version, bool):
        raise WrongVersion(
            N_(
                "Dit rapport heeft versie %(version)s. Deze server neemt versie %(expected)s."
                " Gebruik een nieuwe stick."
            ),
            field="version",
            version=clean_text(str(version), 40) or "?",
            expected=VERSION,
        )


def _check_id(report: Report) -> None:
    try:
        canonical = str(UUID(report.id)) == report.id.lower()
    except ValueError:
        canonical = False
    if not canonical:
        raise _field("id", "UUID")


def _moment(text: str) -> datetime:
    try:
        if _RFC3339.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise _field("made_at", "RFC 3339 date-time with offset")


def _out_of_bounds(value: Any, *path: int | str) -> tuple[int | str, ...] | None:
    """Where a number stands that is no measurement; None when there is none."""
    if value is None or isinstance(value, str):
        return None
    if isinstance(value, int | float):  # NaN is in no range
        return None if -_LARGEST <= value <= _LARGEST else path
    for step, inner in _inside(value):
        if inner is not None and (found := _out_of_bounds(inner, *path, step)):
            return found
    return None


def _inside(value: Any) -> Iterable[tuple[int | str, Any]]:
    if isinstance(value, tuple):
        return enumerate(value)
    if isinstance(value, Mapping):
        return value.items()
    return ((name, getattr(value, name)) for name in names_of(type(value)))


#: Kinds of pydantic error to what belongs there.
_EXPECTED = {
    "missing": "a value",
    "int_type": "integer",
    "int_from_float": "integer",
    "float_type": "number",
    "string_type": "string",
    "bool_type": "boolean",
    "tuple_type": "array",
    "dict_type": "object",
    "mapping_type": "object",
    "dataclass_type": "object",
}


def _wrong(error: ErrorDetails) -> WrongField:
    """The first thing that is wrong, where, and what belongs there."""
    told = error.get("ctx", {}).get("expected")
    return _field(_path(error["loc"]), told or _EXPECTED.get(error["type"], error["msg"]))


def _path(loc: tuple[int | str, ...]) -> str:
    """``("disks", 0, "size_bytes")`` as ``disks[0].size_bytes``."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc)
    return path.removeprefix(".")


def _field(path: str, expected: str) -> WrongField:
    path = clean_text(path, 200) or "?"
    return WrongField(
        N_("Het rapport klopt niet bij “%(where)s”. Daar hoort: %(expected)s."),
        field=path,
        where=path,
        expected=expected,
    )


def _damaged() -> Damaged:
    return Damaged(
        N_("Het rapport kwam beschadigd of niet volledig aan. Stuur het opnieuw."), expected="gzip"
    )


def _too_long(limit: int) -> TooLong:
    return TooLong(
        N_("Dit rapport is te groot. Een rapport mag %(limit)s MB zijn."), limit=limit / 1_000_000
    )

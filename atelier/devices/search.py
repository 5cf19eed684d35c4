"""A search that forgives typing errors.

Devices are many but their models are few, so it is the words of the models that are compared with
what was typed; tags and serials are looked up by index, with the letters that people confuse.
"""

import itertools
import re
from collections import defaultdict

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from sqlalchemy.orm import Session

from atelier.devices.models import Device, DeviceIdentifier, DeviceModel, Tag

#: How alike two words must be, in percent, to count as the same word typed wrongly.
_ALIKE = 74
_LOOKS_LIKE = dict(zip("0O1I5S8B2Z", "O0I1S5B8Z2", strict=True))
_MOST_CONFUSED = 2


def matching(session: Session, organisation_id: int, text: str) -> sa.ColumnElement[bool]:
    """A condition on ``Device`` that holds for what ``text`` may mean."""
    return sa.or_(
        Device.model_id.in_(models_like(session, text)),
        _has_tag(organisation_id, text),
        _has_identifier(organisation_id, text),
    )


def models_like(session: Session, text: str) -> list[int]:
    """Ids of the models in whose name every word of ``text`` is found, or nearly."""
    wanted = _words(text)
    if not wanted:
        return []
    holders: defaultdict[str, set[int]] = defaultdict(set)
    rows = session.execute(sa.select(DeviceModel.id, DeviceModel.maker, DeviceModel.name))
    for model_id, maker, name in rows:
        for word in _words(f"{maker} {name}"):
            holders[word].add(model_id)
    found = [_holding(word, holders) for word in wanted]
    return sorted(set.intersection(*found))


def _holding(word: str, holders: dict[str, set[int]]) -> set[int]:
    """Models with a word that begins with ``word``; where there are none, with a word like it."""
    starting = [known for known in holders if known.startswith(word)]
    if not starting and len(word) > 2:
        near = process.extract(
            word, list(holders), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=20
        )
        starting = [known for known, _score, _index in near]
    return set().union(*(holders[known] for known in starting))


def _has_tag(organisation_id: int, text: str) -> sa.ColumnElement[bool]:
    digits = re.sub(r"[\s.\-]", "", text)
    if not re.fullmatch(r"\d{3,10}", digits):
        return sa.false()
    tagged = sa.select(Tag.device_id).where(
        Tag.organisation_id == organisation_id,
        Tag.number >= digits.ljust(10, "0"),
        Tag.number <= digits.ljust(10, "9"),
        Tag.device_id.is_not(None),
    )
    return Device.id.in_(tagged.limit(500))


def _has_identifier(organisation_id: int, text: str) -> sa.ColumnElement[bool]:
    code = re.sub(r"\s", "", text).upper()
    if len(code) < 4:
        return sa.false()
    return Device.id.in_(
        sa.select(DeviceIdentifier.device_id)
        .where(
            DeviceIdentifier.organisation_id == organisation_id,
            DeviceIdentifier.value.in_({code.lower(), *_variants(code)}),
        )
        .limit(500)
    )


def _variants(code: str) -> set[str]:
    """The code as typed, and with up to two of its letters taken for the digit they look like."""
    doubtful = [index for index, char in enumerate(code) if char in _LOOKS_LIKE]
    return {
        "".join(_LOOKS_LIKE[char] if at in swapped else char for at, char in enumerate(code))
        for count in range(_MOST_CONFUSED + 1)
        for swapped in itertools.combinations(doubtful, count)
    }


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())

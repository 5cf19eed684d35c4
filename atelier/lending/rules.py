"""Prices, periods and limits: the settings, with what an organisation has otherwise over them."""

from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from atelier.devices.lifecycle import kinds
from atelier.errors import Invalid
from atelier.people.models import Organisation
from atelier.settings import Lending
from atelier.words import N_

COMPUTERS = frozenset({kinds.LAPTOP, kinds.DESKTOP, kinds.ALL_IN_ONE})
HANDHELDS = frozenset({kinds.TABLET, kinds.SMARTPHONE})


def of(organisation: Organisation, defaults: Lending) -> Lending:
    """The rules that hold for its desks."""
    return Lending.model_validate({**defaults.model_dump(), **(organisation.rules or {})})


def change(
    session: Session, organisation: Organisation, defaults: Lending, own: dict[str, Any]
) -> None:
    """Sets what it has otherwise; an empty dictionary: nothing. Raises Invalid, naming the rule."""
    try:
        Lending.model_validate({**defaults.model_dump(), **own})
    except ValidationError as error:
        where = str(error.errors()[0]["loc"][0])
        raise Invalid(N_("Deze waarde kan niet. Kijk ze na."), field=where) from error
    organisation.rules = own or None
    session.flush()


def most_of(rules: Lending, kind: str) -> int | None:
    """How many devices like this one borrower may have; None: no limit was set for its kind."""
    if kind in COMPUTERS:
        return rules.most_computers
    return rules.most_handhelds if kind in HANDHELDS else None


def like(kind: str) -> frozenset[str]:
    """The kinds that count together with this one."""
    return next((group for group in (COMPUTERS, HANDHELDS) if kind in group), frozenset({kind}))

"""The rules of an organisation, as a form: what is empty is as in the settings."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional

from atelier.errors import Invalid
from atelier.forms import CreatingForm
from atelier.people.models import Organisation
from atelier.people.text import tidy
from atelier.words import N_

#: Rows for tariffs on the page.
ROWS = 4
_LONGEST_NAME = 20
_MOST_CENTS = 100_000


def _number(label: str, most: int = 120) -> IntegerField:
    return IntegerField(
        label,
        [Optional(), NumberRange(1, most, _l("Typ een getal van 1 of meer."))],
        render_kw={"inputmode": "numeric", "min": 1, "max": most},
    )


class RulesForm(CreatingForm):
    #: Says what is wrong with the rows of prices, which are read beside the form.
    tariffs = HiddenField()
    months = _number(_l("Hoe lang duurt een uitlening? (maanden)"), 60)
    most_computers = _number(_l("Hoeveel computers tegelijk voor één lener?"))
    most_handhelds = _number(_l("Hoeveel tablets of smartphones tegelijk?"))
    keep_days = _number(_l("Hoeveel dagen blijft een reservatie liggen?"))
    inspect_months = _number(_l("Na hoeveel maanden een controle?"))
    forget_months = _number(_l("Na hoeveel maanden wissen we de naam van een lener?"))
    remind_days = StringField(
        _l("Hoeveel dagen vooraf herinneren?"),
        [Length(max=60)],
        render_kw={"autocomplete": "off"},
    )

    @property
    def numbers(self) -> list[Any]:
        return [self[name] for name in NUMBERS]


NUMBERS = (
    "months",
    "most_computers",
    "most_handhelds",
    "keep_days",
    "inspect_months",
    "forget_months",
)


def known(organisation: Organisation) -> dict[str, Any]:
    own = organisation.rules or {}
    days = own.get("remind_days")
    return {
        **{name: own.get(name) for name in NUMBERS},
        "remind_days": ", ".join(map(str, days)) if days is not None else "",
    }


def tariffs(organisation: Organisation, sent: Mapping[str, str]) -> list[tuple[str, str]]:
    """Name and price of each row: as typed just now, else as kept, else empty."""
    own = (organisation.rules or {}).get("tariffs") or {}
    kept = [(name, f"{cents / 100:.2f}".replace(".", ",")) for name, cents in own.items()]
    kept += [("", "")] * (max(ROWS, len(kept) + 1) - len(kept))
    return [
        (sent.get(f"tariff-{row}", name), sent.get(f"price-{row}", price))
        for row, (name, price) in enumerate(kept)
    ]


def told(form: RulesForm, sent: Mapping[str, str]) -> dict[str, Any]:
    """What this organisation has otherwise. Raises Invalid."""
    own: dict[str, Any] = {name: form[name].data for name in NUMBERS if form[name].data is not None}
    if (form.remind_days.data or "").strip():
        own["remind_days"] = _days(form.remind_days.data)
    if prices := _prices(sent):
        own["tariffs"] = prices
    return own


def _days(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdecimal() and len(part) < 4 for part in parts):
        raise Invalid(N_("Schrijf getallen met komma's, zoals 28, 7, 0."), field="remind_days")
    return sorted({int(part) for part in parts}, reverse=True)


def _prices(sent: Mapping[str, str]) -> dict[str, int]:
    rows = [name.removeprefix("tariff-") for name in sent if name.startswith("tariff-")]
    prices: dict[str, int] = {}
    for row in rows:
        name = tidy(sent[f"tariff-{row}"])
        if not name and not sent.get(f"price-{row}", "").strip():
            continue
        if not name or len(name) > _LONGEST_NAME or name in prices:
            raise Invalid(
                N_("Geef elk tarief een eigen naam van hoogstens %(most)s letters."),
                field="tariffs",
                most=_LONGEST_NAME,
            )
        prices[name] = _cents(sent.get(f"price-{row}", ""))
    return prices


def _cents(text: str) -> int:
    whole, _, rest = text.strip().replace(",", ".").partition(".")
    digits = whole + rest
    if not (digits.isdecimal() and digits.isascii() and whole and len(rest) <= 2):
        raise Invalid(N_("Schrijf een prijs zoals 10 of 7,50."), field="tariffs")
    cents = int(whole) * 100 + int((rest + "00")[:2])
    if cents > _MOST_CENTS:
        raise Invalid(N_("Deze prijs is te hoog. Kijk ze na."), field="tariffs")
    return cents

"""What a person asks of a machine: one press of one button."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from atelier.errors import Invalid
from atelier.forms import CreatingForm
from atelier.words import N_

#: What begins on a page of its own.
_ELSEWHERE = {
    "erase": N_("Wissen begint op zijn eigen pagina."),
    "image": N_("Software zetten begint op zijn eigen pagina."),
}


class Wanted(NamedTuple):
    kind: str
    parameters: Mapping[str, Any]
    disk: str | None


class OrderForm(CreatingForm):
    #: The value of the button: ``probe``, ``stress:600``, ``self_test:short:wwn:5000…``.
    order = StringField(validators=[InputRequired(), Length(max=300)])

    def wanted(self) -> Wanted:
        """Raises Invalid; which parameters a kind takes, the bench checks."""
        kind, *rest = (self.order.data or "").split(":", 2)
        if kind in _ELSEWHERE:
            raise Invalid(_ELSEWHERE[kind], field="order")
        if kind == "stress" and len(rest) == 1 and rest[0].isdecimal() and len(rest[0]) < 7:
            return Wanted(kind, {"seconds": int(rest[0])}, None)
        if kind == "self_test" and len(rest) == 2:
            return Wanted(kind, {"length": rest[0]}, rest[1])
        if not rest:
            return Wanted(kind, {}, None)
        raise Invalid(N_("Kies wat het toestel moet doen."), field="order")

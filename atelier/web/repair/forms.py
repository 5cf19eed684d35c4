from flask import request

from atelier.errors import Invalid
from atelier.forms import CreatingForm
from atelier.words import N_


class ActForm(CreatingForm):
    """Done with one press, and once however often it is sent."""


def acted() -> str:
    """The id of the form that was pressed. Raises Invalid where it came without."""
    form = ActForm()
    if not form.validate_on_submit():
        raise Invalid(N_("Dit formulier is niet volledig. Open het opnieuw."))
    return str(form.client_id.data)


def numbers(name: str) -> list[int]:
    return [int(told) for told in request.form.getlist(name) if told.isdecimal() and len(told) < 10]


def number(name: str) -> int:
    """The number of what was pressed; 0, that nothing has, for anything else."""
    told = request.form.get(name, "")
    return int(told) if told.isdecimal() and len(told) < 10 else 0

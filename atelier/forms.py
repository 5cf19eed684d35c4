"""What forms share: an id of their own, and a place for what a service said no to."""

import uuid

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.validators import UUID

from atelier.errors import AtelierError
from atelier.paging import LARGEST_KEY
from atelier.saying import told

_UNSEEN = frozenset({"CSRFTokenField", "HiddenField"})

_HALF = _l("Dit formulier is niet volledig. Open het opnieuw.")


class CreatingForm(FlaskForm):  # type: ignore[misc]
    """A form that makes something: its id is made when it is shown, so that sending it twice
    makes one thing.
    """

    client_id = HiddenField(
        validators=[UUID(_HALF)],
        default=lambda: str(uuid.uuid4()),
        # Browsers keep hidden fields over a reload: the next form would carry the id of the last.
        render_kw={"autocomplete": "off"},
    )


class KeyField(IntegerField):  # type: ignore[misc]
    """The number of something that was offered: one that no column can hold is none of those."""

    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and not 0 < self.data <= LARGEST_KEY:
            self.data = None
            raise ValueError(_HALF)


def put_error(form: FlaskForm, error: AtelierError) -> None:
    """Shows what a service said no to beside the field it is about; nothing typed is lost.

    A form that shows no field of its own says it as a whole (``form_errors``).
    """
    said = told(error)
    named = form[error.field] if error.field and error.field in form else None
    field = named or next((field for field in form if field.type not in _UNSEEN), None)
    if field is None:
        form.form_errors = [*form.form_errors, said]
    else:
        field.errors = [*field.errors, said]

"""What forms share: an id of their own, and a place for what a service said no to."""

import uuid

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import UUID

from atelier.errors import AtelierError
from atelier.saying import told

_UNSEEN = frozenset({"CSRFTokenField", "HiddenField"})


class CreatingForm(FlaskForm):  # type: ignore[misc]
    """A form that makes something: its id is made when it is shown, so that sending it twice
    makes one thing.
    """

    client_id = HiddenField(
        validators=[UUID(_l("Dit formulier is niet volledig. Open het opnieuw."))],
        default=lambda: str(uuid.uuid4()),
        # Browsers keep hidden fields over a reload: the next form would carry the id of the last.
        render_kw={"autocomplete": "off"},
    )


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

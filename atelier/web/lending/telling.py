"""Where a page says what a service said no to."""

from flask_wtf import FlaskForm

from atelier.errors import AtelierError
from atelier.saying import told


def tell(form: FlaskForm, error: AtelierError) -> None:
    """Beside the field that it is about, else above the form; nothing typed is lost."""
    said = told(error)
    if error.field and error.field in form:
        form[error.field].errors = [*form[error.field].errors, said]
    else:
        form.form_errors = [*form.form_errors, said]

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from atelier.forms import CreatingForm


class StatePhotoForm(CreatingForm):
    photo = FileField(
        _l("Foto"),
        [FileRequired(_l("Neem een foto, of kies er een."))],
        render_kw={
            # Named by kind: a phone then hands over a JPEG, also where it keeps something else.
            "accept": "image/jpeg,image/png,image/webp",
            "capture": "environment",
        },
    )

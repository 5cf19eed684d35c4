from typing import Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from atelier.forms import CreatingForm
from atelier.printing.models import Printer, PrinterKind
from atelier.printing.service import Details
from atelier.stock import places
from atelier.web.printing.words import KIND_NAMES, PAPER_NAMES
from labels.printers import brother


class PrinterForm(CreatingForm):
    name = StringField(_l("Naam"), [InputRequired(_l("Geef de printer een naam.")), Length(max=80)])
    kind = RadioField(_l("Wat voor printer?"), [InputRequired(_l("Kies wat voor printer het is."))])
    address = StringField(
        _l("Adres"),
        [InputRequired(_l("Typ waar de printer staat.")), Length(max=120)],
        description=_l("Op het netwerk: 192.168.1.50. Via CUPS: de naam van de wachtrij."),
    )
    size = SelectField(_l("Papier in de printer"))
    dpi = SelectField(_l("Puntjes per duim (ZPL)"), coerce=int)
    model = SelectField(_l("Model (Brother QL)"))
    place = SelectField(_l("Waar staat hij?"), coerce=int)

    @classmethod
    def of(cls, session: Session, organisation_id: int, printer: Printer | None) -> Self:
        """Filled in with what is known of the printer."""
        form = cls(data=_known(printer) if printer else {"kind": "zpl", "size": "62x29"})
        form.kind.choices = [(kind.value, gettext(name)) for kind, name in KIND_NAMES.items()]
        form.size.choices = [(key, gettext(name)) for key, name in PAPER_NAMES.items()]
        form.dpi.choices = [(203, "203"), (300, "300")]
        form.model.choices = [(name, name) for name in brother.MODELS]
        here = places.physical(session, organisation_id)
        form.place.choices = [(0, gettext("Nergens vast"))] + [(one.id, one.name) for one in here]
        return form

    def details(self, session: Session, organisation_id: int) -> Details:
        where = self.place.data
        return Details(
            name=self.name.data or "",
            kind=PrinterKind(self.kind.data),
            address=self.address.data or "",
            size=self.size.data,
            dpi=self.dpi.data,
            model=self.model.data,
            place=places.get(session, organisation_id, where) if where else None,
        )


class PageForm(CreatingForm):
    printer = IntegerField(validators=[InputRequired(_l("Kies een printer."))])


class PrintForm(PageForm):
    what = StringField(validators=[InputRequired(), Length(max=60)])


class ProveForm(FlaskForm):  # type: ignore[misc]
    code = StringField(_l("Scan het etiket"), [InputRequired(_l("Scan eerst het etiket."))])


def _known(printer: Printer) -> dict[str, object]:
    return {
        "name": printer.name,
        "kind": printer.kind,
        "address": printer.address,
        "size": printer.size,
        "dpi": printer.dpi or 203,
        "model": printer.model or brother.MODELS[0],
        "place": printer.place_id or 0,
    }

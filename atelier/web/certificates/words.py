"""What templates know of certificates."""

from collections.abc import Sequence

from flask.sansio.app import App

from atelier.db import db
from atelier.devices.models import Device
from atelier.words import N_
from atelier.workshop.erasure.certificates import finding
from atelier.workshop.erasure.certificates.finding import Entry
from labels.certificates.numbers import format_number

RESULTS = {
    "erased": N_("Gewist"),
    "erased_with_exceptions": N_("Gewist met uitzonderingen"),
    "not_erased": N_("Niet gewist"),
    "destroyed": N_("Vernietigd"),
    "attested": N_("Teruggezet, volgens een verklaring"),
    "all": N_("Alle schijven gewist of vernietigd"),
    "some": N_("Niet alle schijven gewist"),
}


def init_app(app: App) -> None:
    app.jinja_env.globals.update(CERTIFICATE_RESULTS=RESULTS, certificates_of=_of)
    app.jinja_env.filters["certificate_number"] = format_number


def _of(device: Device) -> Sequence[Entry]:
    return finding.of_device(db.session, device)

"""Where a page lets a coordinator take a device from whoever waits for it, and asks why."""

from contextlib import AbstractContextManager
from typing import Protocol

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from atelier.db import db
from atelier.devices.models import Device
from atelier.lending.reservations import overruling
from atelier.people.actor import Actor
from atelier.people.guard import me
from atelier.stock import places
from atelier.stock.models import Place, PlaceKind
from atelier.words import Sentence


def over_field() -> StringField:
    """The last of a form by which a device leaves where it is: what is wrong with the form as a
    whole stands beside its first.
    """
    return StringField(
        _l("Waarom neem je het daar weg?"),
        [Length(max=overruling.LONGEST, message=_l("Hou het bij 200 tekens."))],
        description=_l("Wie erop wacht, leest dit, en krijgt een ander zodra dat er is."),
        render_kw={"autocomplete": "off"},
    )


class _Form(Protocol):
    over: StringField
    client_id: StringField


def may(device: Device) -> bool:
    """A coordinator of whose device it is."""
    return me().may("reservations.decide") and me().organisation_id == device.organisation_id


def shown(device: Device, to: Place | None = None, desk: Place | None = None) -> Sentence | None:
    """Who waits for it, where the person may take it all the same; else None.

    ``to``: where it would go; None: wherever that is. ``desk``: which may have it reserved itself.
    """
    return overruling.against(db.session, device, to, desk) if may(device) else None


def leaving(device: Device, desk: Place) -> Sentence | None:
    """As ``shown``, of what goes to somebody from ``desk``, which may have it reserved itself."""
    return shown(device, desk=desk)


def lending(form: _Form, device: Device, desk: Place) -> AbstractContextManager[None]:
    """As ``doing``, of what goes to a borrower; what ``desk`` has reserved itself is collected."""
    lent = places.virtual(db.session, device.organisation_id, PlaceKind.LENT)
    return doing(form, device, lent, desk)


def doing(
    form: _Form, device: Device, to: Place, desk: Place | None = None
) -> AbstractContextManager[None]:
    """What is done inside gets the device, if the person may take it and said why.

    A box that was not shown is not there: then nobody overrules, and the ledger says no.
    """
    why = (form.over.data or "") if shown(device, to, desk) else None
    return overruling.overruling(
        db.session,
        device,
        to,
        why=why,
        actor=Actor(account_id=me().id),
        client_id=form.client_id.data,
        desk=desk,
    )

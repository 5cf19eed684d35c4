"""What came along with the demo's donations, and what the door could not make out."""

from datetime import timedelta

from atelier.db import some_time_ago
from atelier.demo.donors import COMPANY, COUNCIL
from atelier.demo.places import RECEIVED
from atelier.demo.stock import CHARGER, article
from atelier.demo.workshop import Workshop
from atelier.workshop.intake import service, sorting
from labels import tags

#: Grams of scrap by kind.
_SCRAP = {COUNCIL: {"computers": 42_500, "cables": 6_300}, COMPANY: {"batteries": 2_150}}
_CHARGERS = 6
_STRANGE = "99990000"
#: A shop's code, half a number, and a tag that was printed elsewhere: a person has to say.
_NOT_KNOWN = ("5412345678908", "58214", _STRANGE + tags.check_digits(_STRANGE))


def play(workshop: Workshop) -> None:
    with some_time_ago(timedelta(days=2)):
        for donation, kinds in _SCRAP.items():
            for kind, grams in kinds.items():
                sorting.weigh(
                    workshop.session,
                    client_id=workshop.id(),
                    donation=workshop.donations[donation],
                    scrap=kind,
                    weight_g=grams,
                    actor=workshop.volunteer,
                )
        sorting.count(
            workshop.session,
            client_id=workshop.id(),
            donation=workshop.donations[COUNCIL],
            article=article(workshop, CHARGER),
            quantity=_CHARGERS,
            place=workshop.places[RECEIVED],
            actor=workshop.volunteer,
        )
    with some_time_ago(timedelta(hours=5)):
        for code in _NOT_KNOWN:
            service.receive(
                workshop.session,
                organisation_id=workshop.organisation_id,
                client_id=workshop.id(),
                code=code,
                donation=workshop.donations[COMPANY],
                place=workshop.places[RECEIVED],
                kind="laptop",
                actor=workshop.volunteer,
            )

"""Why there is no contact, and what a person can do about it. Pure."""

from diagnostics.link.address import is_private
from diagnostics.link.errors import (
    Forbidden,
    Garbled,
    NotSent,
    NotTrusted,
    Refused,
    TooOld,
    WrongToken,
)
from diagnostics.link.pairing import NotPrivate, PairingBroken
from diagnostics.resident.facts import Facts
from diagnostics.words import Words


def heading(error: NotSent, words: Words) -> str:
    if isinstance(error, TooOld):
        return words("Deze stick is te oud")
    if isinstance(error, WrongToken | Forbidden):
        return words("Geen toegang")
    if isinstance(error, NotPrivate):
        return words("Niet koppelen")
    if isinstance(error, NotTrusted | PairingBroken):
        return words("Server niet vertrouwd")
    if isinstance(error, Refused):
        return words("Verslag geweigerd")
    return words("Geen verbinding")


def can_pair(facts: Facts) -> bool:
    """Where the person can do something about not being let in: never where that is refused."""
    shut_out = isinstance(facts.error, WrongToken | Forbidden | NotTrusted)
    return facts.reach == "refused" or (shut_out and is_private(facts.address))


def is_taken(facts: Facts) -> bool:
    """Whether the newest report arrived: what is wrong then is wrong with something else."""
    taken, newest = facts.taken, facts.report
    return taken is not None and newest is not None and taken.id == newest.id


def advice(facts: Facts, error: NotSent, words: Words) -> str:
    """One or two sentences: what it is, and what to do now."""
    if isinstance(error, NotTrusted):
        return _of_trust(error, words)
    if isinstance(error, Refused):
        return _of_refusal(facts, error, words)
    if isinstance(error, NotPrivate):
        return words("Op http:// kan iedereen meelezen. Zet in atelier.txt een adres met https://.")
    if isinstance(error, PairingBroken):
        return words("Een ander antwoordt in de plaats van de server. Vraag de coördinator.")
    if isinstance(error, Garbled):
        return words("Er antwoordt iets anders dan Atelier. Moet je je op dit netwerk aanmelden?")
    return words("De server antwoordt niet. Staat hij aan? Het toestel blijft proberen.")


def _of_refusal(facts: Facts, error: Refused, words: Words) -> str:
    if isinstance(error, WrongToken | Forbidden):
        return _of_access(error, words, may_pair=can_pair(facts))
    if isinstance(error, TooOld):
        return words("De server werkt niet meer met deze stick. Maak een nieuwe stick.")
    if is_taken(facts):
        return words("De server zegt nee: %s") % reason(error)
    return words("De server neemt het verslag niet aan: %s") % reason(error)


def _of_access(error: WrongToken | Forbidden, words: Words, *, may_pair: bool) -> str:
    if isinstance(error, Forbidden):
        if may_pair:
            return words("Dit station mag dit niet. Vraag de coördinator, of druk op 5.")
        return words("Dit station mag dit niet. Vraag de coördinator om het toe te laten.")
    if may_pair:
        return words("De server kent de sleutel van deze stick niet. Druk op 5 om te koppelen.")
    return words("De server kent de sleutel van deze stick niet. Vraag de coördinator een nieuwe.")


def _of_trust(error: NotTrusted, words: Words) -> str:
    if error.doubt == "dates":
        return words("Het certificaat van de server is niet geldig vandaag. Klopt de datum?")
    if error.doubt == "other_certificate":
        return words("Dit is niet de server van vroeger. Vraag de coördinator, of koppel opnieuw.")
    if error.doubt == "other_name":
        return words("Het certificaat van de server is voor een ander adres. Kijk het adres na.")
    return words("De server kan niet bewijzen wie hij is. Druk op 5 om te koppelen.")


def reason(error: Refused) -> str:
    """As the server said it."""
    return " – ".join(filter(None, (str(error), error.field, error.expected)))


def is_for_a_person(error: NotSent | None) -> bool:
    """Whether trying again does not help by itself."""
    return isinstance(error, Refused | NotTrusted | NotPrivate | PairingBroken)

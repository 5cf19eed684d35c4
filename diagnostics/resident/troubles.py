"""Why there is no contact, and what a person can do about it. Pure."""

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


def advice(error: NotSent, words: Words) -> str:
    """One or two sentences: what it is, and what to do now."""
    if isinstance(error, NotTrusted):
        return _of_trust(error, words)
    if isinstance(error, Refused):
        return _of_refusal(error, words)
    if isinstance(error, NotPrivate):
        return words("Op http:// kan iedereen meelezen. Geef een adres dat begint met https://.")
    if isinstance(error, PairingBroken):
        return words("Een ander antwoordt in de plaats van de server. Vraag de coördinator.")
    if isinstance(error, Garbled):
        return words("Er antwoordt iets anders dan Atelier. Moet je je op dit netwerk aanmelden?")
    return words("De server antwoordt niet. Staat hij aan? Het toestel blijft proberen.")


def _of_refusal(error: Refused, words: Words) -> str:
    if isinstance(error, TooOld):
        return words("De server werkt niet meer met deze stick. Maak een nieuwe stick.")
    if isinstance(error, WrongToken):
        return words("De server kent de sleutel van deze stick niet. Druk op 5 om te koppelen.")
    if isinstance(error, Forbidden):
        return words("Dit station mag dit niet. Vraag de coördinator om het toe te laten.")
    return words("De server neemt het verslag niet aan: %s") % reason(error)


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

"""What was scanned at the door, when no device and no tag here bears it yet."""

import re
from dataclasses import dataclass

from stdnum import ean, luhn

from atelier.devices.identity import IMEI, Identifier, from_scan
from atelier.devices.lifecycle import kinds
from atelier.words import N_, Sentence


@dataclass(frozen=True, kw_only=True)
class Serial:
    """A maker's number of one thing, and what kind of thing it must be."""

    identifier: Identifier
    kind: str


@dataclass(frozen=True, kw_only=True)
class Useless:
    """No number that tells one thing apart: what it is, and what to do now."""

    title: Sentence
    advice: Sentence


def is_half(code: str) -> bool:
    """Whether it may be the rest of a tag that was scanned too slowly: a few digits, no letters."""
    return re.fullmatch(r"[\d \-.]{1,9}", code) is not None


def read(code: str, kind: str) -> Serial | Useless:
    """What ``code`` stands for in a pile of ``kind``; it is neither a tag nor known yet."""
    if re.fullmatch(_A_CARD, code.replace(" ", "")):
        return Useless(title=Sentence(N_("Dit is een kaart, geen toestel")), advice=_NEW_CARDS)
    digits = re.sub(r"[ \-/.]", "", code)
    if re.fullmatch(r"\d{15}", digits) and not luhn.is_valid(digits):
        return Useless(title=Sentence(N_("Dit IMEI-nummer klopt niet")), advice=_READ_AGAIN)
    found = from_scan(code)
    if any(one.scheme == IMEI for one in found):
        return Serial(identifier=next(iter(found)), kind=_phone(kind))
    if re.fullmatch(r"\d{13}", digits) and ean.is_valid(digits):
        return Useless(title=Sentence(N_("Dit is de winkelcode van het model")), advice=_SERIAL)
    if not found:
        return Useless(title=Sentence(N_("Dit nummer zegt niets")), advice=_BLANK)
    return Serial(identifier=next(iter(found)), kind=kind)


def _phone(kind: str) -> str:
    """A laptop with a SIM card has an IMEI too, but nobody scans that one at the door."""
    return kind if kind == kinds.TABLET else kinds.SMARTPHONE


#: A card that chooses what is scanned, also one that was read wrongly.
_A_CARD = r"9797\d{12}"
_NEW_CARDS = Sentence(N_("Scan de kaart nog eens. Lukt het niet? Druk nieuwe kaarten."))
_READ_AGAIN = Sentence(
    N_("Er is een cijfer fout. Scan het opnieuw, of plak een etiket en scan dat.")
)
_SERIAL = Sentence(N_("Scan het serienummer, of plak een etiket en scan dat."))
_BLANK = Sentence(N_("Veel toestellen dragen dit nummer. Plak een etiket en scan dat."))

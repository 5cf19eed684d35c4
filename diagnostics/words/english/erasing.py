"""Erasing at a bench without a server, in English."""

WORDS: dict[str, str] = {
    "Niemand kan hier antwoorden: er is niets gewist.": "Nobody can answer here: nothing was erased.",
    "Er is niets gewist.": "Nothing was erased.",
    "Start dit als root: een gewone gebruiker kan geen schijf wissen.": "Start this as root: an ordinary user cannot erase a disk.",
    "%s is geen etiket: controleer de cijfers.": "%s is no tag: check the digits.",
    "Geen schijf om te wissen met nummer %s.": "No disk to erase with the number %s.",
    "Hier is geen schijf %s.": "There is no disk %s here.",
    "Welke schijf wissen? Typ het nummer (of meer, met een spatie ertussen): ": "Which disk to erase? Type the number (or more, with a space between): ",
    "Schijf %s kan nu niet gewist worden: zie hierboven.": "Disk %s cannot be erased now: see above.",
    "Schijf %s is veranderd of weg: er is niets gewist.": "Disk %s has changed or is gone: nothing was erased.",
    "Dat klopt niet: er is niets gewist.": "That is not right: nothing was erased.",
    "Typ het etiket van het toestel, of de laatste 4 tekens van het schijfnummer: ": "Type the machine’s tag, or the last 4 characters of the disk’s number: ",
    "Typ het etiket van het toestel: ": "Type the machine’s tag: ",
    "Alles wat op deze schijf staat, is straks voorgoed weg: %s.": "Everything on this disk will be gone for good: %s.",
    "Er staat een besturingssysteem op: %s.": "There is an operating system on it: %s.",
    "Waarom: %s.": "Why: %s.",
    "Het bewijs staat in %s.": "The evidence is in %s.",
    "Het bewijs kon nergens bewaard worden. Schrijf het resultaat op.": "The evidence could not be kept anywhere. Write the result down.",
    "Stoppen kan met Ctrl+C. De schijf geldt dan als niet gewist.": "Ctrl+C stops it. The disk then counts as not erased.",
}

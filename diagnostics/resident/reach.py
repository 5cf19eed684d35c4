"""Rules for a machine that has not reached its server. Pure."""

from diagnostics.link import network
from diagnostics.resident import troubles
from diagnostics.resident.facts import Facts
from diagnostics.resident.screens import Screen
from diagnostics.words import Words


def pairing(facts: Facts, words: Words) -> Screen | None:
    """What waits for a person before anything else can go on."""
    if facts.reach == "choosing":
        return Screen(
            heading=words("Kies de server"),
            sentences=(words("Druk op het cijfer van jullie server."),),
            choices=tuple(f"{found.name}  {found.url}" for found in facts.found),
        )
    if facts.reach == "pairing":
        return Screen(
            heading=words("Koppelen"),
            sentences=(
                words("Typ deze code in Atelier, op de pagina Stations."),
                words("Server: %s") % facts.address,
            ),
            letters=facts.code,
        )
    if facts.reach == "refused":
        text = words("Iemand weigerde deze koppeling. Druk op 5 om het opnieuw te vragen.")
        return Screen(heading=words("Niet gekoppeld"), tone="stop", sentences=(text,))
    return None


def trouble(facts: Facts, words: Words) -> Screen | None:
    """The server is known, and something stands between."""
    if facts.reach not in {"known", "asking"} or facts.error is None or facts.taken:
        return None
    if facts.network and not facts.network.online:
        return _no_network(facts, words)
    stops = troubles.is_for_a_person(facts.error)
    return Screen(
        heading=troubles.heading(facts.error, words),
        tone="stop" if stops else "attention",
        sentences=(troubles.advice(facts, facts.error, words), words("Server: %s") % facts.address),
    )


def waiting(facts: Facts, words: Words) -> Screen:
    """Measured, and on the way to the server; the last rule: it always has something to say."""
    if facts.reach == "no_network":
        return _no_network(facts, words)
    if facts.reach == "not_found":
        return Screen(
            heading=words("Geen server gevonden"),
            tone="attention",
            sentences=(
                words("Staat de server aan, op dit netwerk? Het toestel blijft zoeken."),
                words("Of zet het adres op de stick, in het bestand atelier.txt."),
            ),
        )
    texts = {
        "starting": words("Even wachten: het netwerk start."),
        "looking": words("Even wachten: de server wordt gezocht."),
        "asking": words("Even wachten: de server wordt gezocht."),
        "known": words("Even wachten: het verslag wordt verzonden."),
    }
    heading = words("Verzenden") if facts.reach == "known" else words("Verbinden")
    return Screen(heading=heading, sentences=(texts[facts.reach],))


def _no_network(facts: Facts, words: Words) -> Screen:
    advice = network.advice(facts.network) if facts.network else None
    text = advice.say(words) if advice else words("Steek een netwerkkabel in het toestel.")
    return Screen(heading=words("Geen netwerk"), tone="attention", sentences=(text,))

"""Why a disk is not plainly erased, in Dutch: each text is the key of its translations."""

from collections.abc import Mapping

from diagnostics.wire.erasure import Reason

REASONS: Mapping[Reason, str] = {
    "method_refused": "De schijf weigerde te wissen.",
    "method_failed": "De schijf begon te wissen, maar het mislukte.",
    "method_stalled": "De schijf bleef stilstaan tijdens het wissen.",
    "method_unproven": "De schijf zei dat ze klaar was, maar niets toont dat ze gewist heeft.",
    "frozen": "De beveiliging van de schijf bleef bevroren.",
    "locked": "Er staat een wachtwoord op de schijf dat wij niet kennen.",
    "missing_tool": "Er ontbreekt een programma om deze schijf te wissen.",
    "canary_found": "Wat wij er voor de proef op zetten, stond er nog.",
    "known_block_found": "Een stuk van voor het wissen stond er nog.",
    "wrong_content": "Op de schijf stond iets dat er na het wissen niet mag staan.",
    "write_errors": "Sommige plaatsen konden niet overschreven worden.",
    "read_errors": "Sommige plaatsen konden niet nagelezen worden.",
    "too_many_errors": "Er waren te veel fouten. De schijf is stuk.",
    "flush_failed": "De schijf bevestigde niet dat alles geschreven was.",
    "hidden_area_left": "Een verborgen deel van de schijf bleef staan.",
    "not_verified": "Niemand kon nalezen of alles weg is.",
    "identity_changed": "Het was niet meer dezelfde schijf.",
    "capacity_changed": "De schijf was ineens groter of kleiner.",
    "disk_gone": "De schijf werd uitgetrokken, of antwoordde niet meer.",
    "in_use": "De schijf was in gebruik.",
    "level_too_low": "Wat deze schijf kan, is minder grondig dan de regels vragen.",
    "stopped": "Iemand heeft het wissen gestopt.",
    "interrupted": "Het wissen werd onderbroken, en niet meer verdergezet.",
    "error": "Er ging iets mis in het programma.",
}

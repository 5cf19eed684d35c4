"""What the codes on a certificate mean, for somebody who never saw a disk from inside."""

from collections.abc import Mapping

from labels.words import N_

#: In the biggest letters.
RESULTS: Mapping[str, str] = {
    "erased": N_("GEWIST"),
    "erased_with_exceptions": N_("GEWIST MET\nUITZONDERINGEN"),
    "not_erased": N_("NIET GEWIST"),
    "destroyed": N_("VERNIETIGD"),
    "attested": N_("TERUGGEZET, VOLGENS EEN VERKLARING"),
}

LEVELS: Mapping[str, str] = {"clear": N_("Clear (wissen)"), "purge": N_("Purge (zuiveren)")}

#: One plain sentence under the result: *erased* by its level.
ERASED: Mapping[str, str] = {
    "purge": N_(
        "Alle gegevens op deze schijf zijn gewist en dat is nagekeken. Volgens de norm zijn ze ook"
        " in een laboratorium niet terug te halen."
    ),
    "clear": N_(
        "Alle gegevens op deze schijf zijn gewist en dat is nagekeken. Volgens de norm zijn ze met"
        " gewone middelen en programma's niet terug te halen."
    ),
}
EXCEPTIONS = N_(
    "De gegevens op deze schijf zijn gewist, maar niet zonder fouten. Op de plaatsen met een fout"
    " kunnen nog gegevens staan."
)
NOT_ERASED = N_(
    "Deze schijf is niet gewist. Er kunnen nog gegevens op staan. Geef ze aan niemand mee."
)
DESTROYED = N_("Deze schijf is vernietigd. Twee mensen hebben dat gezien en verklaren het hier.")

METHODS: Mapping[str, str] = {
    "nvme_sanitize_block": N_("NVMe Sanitize: alle blokken wissen"),
    "nvme_sanitize_crypto": N_("NVMe Sanitize: de sleutel vernietigen"),
    "nvme_sanitize_overwrite": N_("NVMe Sanitize: overschrijven"),
    "nvme_format_crypto": N_("NVMe Format: de sleutel vernietigen"),
    "nvme_format": N_("NVMe Format: de gegevens wissen"),
    "ata_sanitize_block": N_("ATA Sanitize: alle blokken wissen"),
    "ata_sanitize_crypto": N_("ATA Sanitize: de sleutel vernietigen"),
    "ata_sanitize_overwrite": N_("ATA Sanitize: overschrijven"),
    "ata_security_enhanced": N_("ATA Security Erase, uitgebreid"),
    "ata_security": N_("ATA Security Erase"),
    "mmc_sanitize": N_("eMMC: veilig wissen en Sanitize"),
    "overwrite": N_("Alles overschrijven"),
}

MEDIA: Mapping[str, str] = {
    "nvme": N_("NVMe-SSD"),
    "sata_ssd": N_("SATA-SSD"),
    "sata_hdd": N_("harde schijf"),
    "sas": N_("SCSI-schijf"),
    "emmc": N_("eMMC-geheugen"),
    "usb": N_("USB-schijf of stick"),
    "card": N_("geheugenkaart"),
    "virtual": N_("virtuele schijf"),
    "other": N_("andere schijf"),
}

REASONS: Mapping[str, str] = {
    "method_refused": N_("de schijf weigerde de opdracht"),
    "method_failed": N_("de schijf begon en meldde een fout"),
    "method_stalled": N_("de schijf bleef te lang stilstaan"),
    "method_unproven": N_("de schijf zei dat ze klaar was, maar niets bewijst dat"),
    "frozen": N_("de beveiliging van de schijf was bevroren"),
    "locked": N_("de schijf was vergrendeld met een wachtwoord"),
    "missing_tool": N_("een programma ontbrak"),
    "canary_found": N_("een merkteken van ons stond er nog"),
    "known_block_found": N_("gegevens van voor het wissen stonden er nog"),
    "wrong_content": N_("wat gelezen werd, is niet wat wissen achterlaat"),
    "write_errors": N_("er waren plaatsen waar schrijven niet lukte"),
    "read_errors": N_("er waren plaatsen waar lezen niet lukte"),
    "too_many_errors": N_("er waren te veel fouten"),
    "flush_failed": N_("de schijf bevestigde niet dat alles geschreven was"),
    "hidden_area_left": N_("een verborgen deel bleef verborgen"),
    "not_verified": N_("nakijken lukte niet, of niet helemaal"),
    "identity_changed": N_("het was niet meer dezelfde schijf"),
    "capacity_changed": N_("de grootte van de schijf veranderde"),
    "disk_gone": N_("de schijf antwoordde niet meer"),
    "in_use": N_("de schijf werd intussen gebruikt"),
    "level_too_low": N_("het niveau is lager dan gevraagd"),
    "stopped": N_("iemand heeft het gestopt"),
    "interrupted": N_("het werd onderbroken en niemand ging verder"),
    "error": N_("er liep iets anders mis"),
    "checked_too_little": N_("er is minder nagekeken dan gevraagd"),
    "method_not_allowed": N_("deze methode is hier niet toegelaten"),
    "clock_alone": N_("alleen de klok van het toestel zegt dat het na het laatste gebruik was"),
    "time_unknown": N_("het is niet bekend wanneer het was: de klok van het toestel klopte niet"),
    "before_known": N_("het was voor het toestel hier bekend was"),
    "other_tag": N_("aan het toestel is het etiket van een ander toestel getypt"),
    "unnumbered": N_("de schijf heeft geen eigen nummer"),
    "order_closed": N_("het bewijs kwam pas toen de opdracht al afgesloten was"),
}

CAVEATS: Mapping[str, str] = {
    "flash_spare": N_("reserveblokken van flashgeheugen worden niet bereikt"),
    "rotation_unknown": N_("de schijf zegt niet of ze draait: beoordeeld als flashgeheugen"),
    "whole_controller": N_("alle delen (namespaces) van de schijf samen gewist"),
    "this_namespace": N_("alleen dit deel (namespace) gewist; de schijf heeft er meer"),
    "unallocated": N_("ruimte die bij geen enkel deel hoort, wordt niet bereikt"),
    "boot_areas": N_("de opstartgebieden van het geheugen worden niet bereikt"),
    "sets_password": N_("tijdens het wissen stond er een bekend wachtwoord op"),
    "may_stall": N_("dit model blijft soms lang stilstaan"),
    "hidden_unknown": N_("verborgen delen zijn pas bij het begin te zien"),
    "sleep_first": N_("het toestel moest eerst slapen en wakker worden"),
    "weak_health": N_("de schijf zegt zelf dat ze stuk gaat"),
}

HIDDEN_KINDS: Mapping[str, str] = {"hpa": "HPA", "dco": "DCO", "amac": "AMAC"}
HIDDEN_STATES: Mapping[str, str] = {
    "absent": N_("geen"),
    "removed": N_("gevonden en mee gewist"),
    "left": N_("gebleven, niet gewist"),
    "unknown": N_("niet te zien"),
}

ERRORS: Mapping[str, str] = {
    "read": N_("lezen"),
    "write": N_("schrijven"),
    "flush": N_("bevestigen"),
    "verify": N_("nakijken"),
}

OUTCOMES: Mapping[str, str] = {
    "done": N_("gelukt"),
    "failed": N_("mislukt"),
    "stopped": N_("gestopt"),
}

CONTENTS: Mapping[str, str] = {
    "pattern": N_("overal het geschreven patroon"),
    "constant": N_("overal dezelfde inhoud"),
    "periodic": N_("een vast patroon dat zich herhaalt"),
    "random": N_("willekeurige inhoud, anders dan vooraf"),
    "mixed": N_("alleen inhoud die wissen achterlaat"),
    "other": N_("andere inhoud dan wissen achterlaat"),
}

DESTINATIONS: Mapping[str, str] = {
    "reuse": N_("hergebruik"),
    "parts": N_("onderdelen"),
    "returned": N_("terug naar de schenker"),
    "given_away": N_("weggegeven voor hergebruik"),
    "scrapped": N_("erkende verwerker van afgedankte toestellen"),
    "destroyed": N_("vernietigd"),
}

ROLES: Mapping[str, str] = {
    "volunteer": N_("Vrijwilliger"),
    "bench_worker": N_("Medewerker werkbank"),
    "coordinator": N_("Coördinator"),
    "desk": N_("Balie"),
    "administrator": N_("Beheerder"),
    #: Not a role: how the name is known.
    "typed": N_("naam getypt aan het toestel, door niemand nagekeken"),
}

WITHOUT_ORDER: Mapping[str, str] = {
    "clock_believed": N_(
        "geen: gewist aan het toestel zelf, zonder server. De tijden zijn die van het toestel"
    ),
    "clock_wrong": N_(
        "geen: gewist aan het toestel zelf, zonder server. De klok van het toestel stond verkeerd:"
        " de tijden van het wissen kloppen niet"
    ),
}


def known(table: Mapping[str, str], code: str) -> str:
    """The word for a code; the code itself where a newer agent says one that is not known here."""
    return table.get(code, code.replace("%", "%%"))

"""Plans and results in words that a person can read. Each code has its text; a test sees to it."""

from collections.abc import Mapping

from atelier.words import N_
from atelier.workshop.erasure.judging import Doubt, ProblemCode, Shortfall
from diagnostics.wire.erasure import (
    Caveat,
    Level,
    MediumKind,
    Method,
    ObstacleCode,
    Reason,
    Result,
    Why,
)

MEDIA: Mapping[MediumKind, str] = {
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

METHODS: Mapping[Method, str] = {
    "nvme_sanitize_block": N_("De schijf wist zelf alle blokken (NVMe Sanitize)"),
    "nvme_sanitize_crypto": N_("De schijf vernietigt haar sleutel (NVMe Sanitize)"),
    "nvme_sanitize_overwrite": N_("De schijf overschrijft zichzelf (NVMe Sanitize)"),
    "nvme_format_crypto": N_("De schijf vernietigt haar sleutel (NVMe Format)"),
    "nvme_format": N_("De schijf wist zichzelf (NVMe Format)"),
    "ata_sanitize_block": N_("De schijf wist zelf alle blokken (ATA Sanitize)"),
    "ata_sanitize_crypto": N_("De schijf vernietigt haar sleutel (ATA Sanitize)"),
    "ata_sanitize_overwrite": N_("De schijf overschrijft zichzelf (ATA Sanitize)"),
    "ata_security_enhanced": N_("De schijf wist zichzelf, uitgebreid (ATA Security Erase)"),
    "ata_security": N_("De schijf wist zichzelf (ATA Security Erase)"),
    "mmc_sanitize": N_("Het geheugen wist zichzelf (eMMC Sanitize)"),
    "overwrite": N_("Alles overschrijven"),
}

WHY: Mapping[Why, str] = {
    "sanitize_block": N_("De schijf zegt dat ze dit zelf kan, en dan blijft er nergens iets over."),
    "sanitize_crypto": N_("De schijf versleutelt alles. Zonder de sleutel is er niets te lezen."),
    "sanitize_overwrite": N_("De schijf zegt dat ze zichzelf kan overschrijven."),
    "format_crypto": N_("De schijf versleutelt alles. Zonder de sleutel is er niets te lezen."),
    "format": N_("De schijf zegt dat ze zichzelf kan wissen."),
    "security_enhanced": N_("De schijf zegt dat ze zichzelf kan wissen, ook haar reserve."),
    "security": N_("De schijf zegt dat ze zichzelf kan wissen."),
    "mmc_sanitize": N_("Het geheugen zegt dat het zichzelf kan wissen."),
    "writable": N_("De schijf kent niets beters. Overschrijven kan altijd."),
}

LEVELS: Mapping[Level, str] = {
    "clear": N_("Clear: met gewone middelen is niets terug te halen"),
    "purge": N_("Purge: ook in een laboratorium is niets terug te halen"),
}

CAVEATS: Mapping[Caveat, str] = {
    "flash_spare": N_("Reserveblokken van flashgeheugen worden niet bereikt."),
    "rotation_unknown": N_("De schijf zegt niet of ze draait: we nemen aan van niet."),
    "whole_controller": N_("Alle delen van deze schijf worden samen gewist."),
    "this_namespace": N_("Alleen dit deel wordt gewist. De schijf heeft er meer."),
    "unallocated": N_("Ruimte die bij geen enkel deel hoort, wordt niet bereikt."),
    "boot_areas": N_("De opstartgebieden van het geheugen worden niet bereikt."),
    "sets_password": N_("Tijdens het wissen staat er een wachtwoord op de schijf: atelier."),
    "may_stall": N_("Dit model blijft soms dagenlang stilstaan bij deze methode."),
    "hidden_unknown": N_("Of er iets verborgen is, blijkt pas bij het begin."),
    "sleep_first": N_("Het toestel slaapt eerst even, en wordt dan weer wakker."),
    "weak_health": N_("De schijf zegt zelf dat ze stuk gaat: er kunnen fouten komen."),
}

OBSTACLES: Mapping[ObstacleCode, str] = {
    "boot_medium": N_("Hiervan is het toestel opgestart. Deze schijf wordt nooit gewist."),
    "mounted": N_("Deze schijf is in gebruik (%(detail)s)."),
    "swap": N_("Deze schijf is in gebruik als wisselgeheugen."),
    "raid": N_("Deze schijf is deel van een RAID die aan staat (%(detail)s)."),
    "volume": N_("Deze schijf is deel van een LVM-volume dat aan staat (%(detail)s)."),
    "mapping": N_("Op deze schijf staat een laag die open is (%(detail)s)."),
    "held": N_("Deze schijf wordt door iets anders gebruikt (%(detail)s)."),
    "sibling_in_use": N_("Een ander deel van dezelfde schijf is in gebruik (%(detail)s)."),
    "surroundings_unread": N_("Het is niet te zien of deze schijf in gebruik is."),
    "read_only": N_("Op deze schijf kan niet geschreven worden. Zit er een schuifje op?"),
    "no_size": N_("Deze schijf zegt niet hoe groot ze is, of antwoordt niet meer."),
    "zoned": N_("Deze schijf wordt in zones beschreven. Dat kan hier niet. Laat ze vernietigen."),
    "no_sufficient_method": N_(
        "Wat deze schijf kan, is niet genoeg voor de regels (%(detail)s). Laat ze vernietigen."
    ),
    "no_number": N_("Deze schijf heeft geen eigen nummer."),
    "frozen": N_("De beveiliging van de schijf is bevroren: het toestel moet eerst even slapen."),
    "locked": N_("Er staat een wachtwoord op deze schijf. We proberen dat van onszelf."),
    "password_set": N_("Iemand heeft een wachtwoord op deze schijf gezet."),
    "count_expired": N_("Er zijn te veel wachtwoorden geprobeerd. Zet het toestel helemaal uit."),
    "hidden_area": N_("Een deel van deze schijf is verborgen. Dat wordt eerst zichtbaar gemaakt."),
    "bridge": N_("Deze schijf zit achter een USB-aansluiting. Ze kan alleen overschreven worden."),
}

RESULTS: Mapping[Result, str] = {
    "erased": N_("Gewist en nagelezen"),
    "erased_with_exceptions": N_("Gewist, maar niet alles ging goed"),
    "not_erased": N_("Niet gewist"),
}

REASONS: Mapping[Reason | Shortfall | Doubt, str] = {
    "method_refused": N_("De schijf weigerde te wissen."),
    "method_failed": N_("De schijf begon te wissen, maar het mislukte."),
    "method_stalled": N_("De schijf bleef stilstaan tijdens het wissen."),
    "method_unproven": N_("De schijf zei dat ze klaar was, maar niets toont dat ze gewist heeft."),
    "frozen": N_("De beveiliging van de schijf bleef bevroren."),
    "locked": N_("Er staat een wachtwoord op de schijf dat wij niet kennen."),
    "missing_tool": N_("Er ontbreekt een programma op de stick."),
    "canary_found": N_("Wat wij er voor de proef op zetten, stond er nog."),
    "known_block_found": N_("Een stuk van voor het wissen stond er nog."),
    "wrong_content": N_("Op de schijf stond iets dat er na het wissen niet mag staan."),
    "write_errors": N_("Sommige plaatsen konden niet overschreven worden."),
    "read_errors": N_("Sommige plaatsen konden niet nagelezen worden."),
    "too_many_errors": N_("Er waren te veel fouten. De schijf is stuk."),
    "flush_failed": N_("De schijf bevestigde niet dat alles geschreven was."),
    "hidden_area_left": N_("Een verborgen deel van de schijf bleef staan."),
    "not_verified": N_("Niemand kon nalezen of alles weg is."),
    "identity_changed": N_("Het was niet meer dezelfde schijf."),
    "capacity_changed": N_("De schijf was ineens groter of kleiner."),
    "disk_gone": N_("De schijf werd uitgetrokken, of antwoordde niet meer."),
    "in_use": N_("De schijf was in gebruik."),
    "level_too_low": N_("Wat deze schijf kan, is minder grondig dan de regels vragen."),
    "stopped": N_("Iemand heeft het wissen gestopt."),
    "interrupted": N_("Het wissen werd onderbroken, en niet meer verdergezet."),
    "error": N_("Er ging iets mis in het programma."),
    "checked_too_little": N_("Er is minder nagelezen dan de regels vragen."),
    "method_not_allowed": N_("Er is gewist op een manier die de regels niet toelaten."),
    "clock_alone": N_("Alleen de klok van het toestel zegt dat dit na het laatste gebruik was."),
    "time_unknown": N_("We weten niet wanneer dit was: de klok van het toestel klopte niet."),
    "before_known": N_("Dit was voor we dit toestel kenden. Is het daarna nog gebruikt?"),
    "other_tag": N_("Aan het toestel is het etiket van een ander toestel getypt."),
    "unnumbered": N_("De schijf heeft geen eigen nummer: we kennen ze aan model en grootte."),
    "order_closed": N_("Iemand had de opdracht al afgesloten toen dit bewijs kwam."),
}

PROBLEMS: Mapping[ProblemCode, str] = {
    "malformed": N_("Het bewijs van het wissen klopt niet met zichzelf."),
    "unasked": N_("Er kwam een bewijs van wissen dat niemand gevraagd heeft."),
    "other_order": N_("Het bewijs is van een andere opdracht."),
    "other_machine": N_("Het bewijs is van een ander toestel."),
    "other_disk": N_("Het bewijs is van een andere schijf."),
    "other_end": N_("Het bewijs zegt iets anders dan het toestel zelf."),
    "impossible": N_("Deze schijf kan niet gewist zijn zoals het bewijs zegt."),
    "repeated": N_("Dit bewijs kwam al eens, voor iets anders."),
    "late": N_("Het bewijs kwam pas nadat iemand de opdracht had afgesloten. Het telt niet mee."),
}

MATTERS: Mapping[str, str] = {
    "exceptions": N_("Gewist met uitzonderingen"),
    "not_erased": N_("Niet gewist"),
    "refused": N_("Het bewijs klopt niet"),
    "unable": N_("Kan niet gewist worden"),
}

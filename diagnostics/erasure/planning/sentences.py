"""The plan in Dutch: each text is the key of its translations (agent: ``diagnostics.words``)."""

from collections.abc import Mapping

from diagnostics.wire.erasure import Caveat, MediumKind, Method, ObstacleCode

#: ``%s``: ``Obstacle.detail``.
OBSTACLES: Mapping[ObstacleCode, str] = {
    "boot_medium": "Van deze schijf draait het programma zelf: ze wordt nooit gewist.",
    "mounted": "Deze schijf is in gebruik: ze is gekoppeld op %s.",
    "swap": "Deze schijf is in gebruik als wisselgeheugen.",
    "raid": "Deze schijf is deel van een RAID die aan staat (%s).",
    "volume": "Deze schijf is deel van een LVM-volume dat aan staat (%s).",
    "mapping": "Op deze schijf staat een laag die open is (%s).",
    "held": "Deze schijf wordt door iets anders gebruikt (%s).",
    "sibling_in_use": "Een ander deel van dezelfde schijf is in gebruik (%s).",
    "surroundings_unread": "Niet te zien of deze schijf in gebruik is (%s).",
    "read_only": "Deze schijf laat zich niet beschrijven. Zit er een schuifje op?",
    "no_size": "Deze schijf zegt niet hoe groot ze is, of antwoordt niet meer.",
    "zoned": "Deze schijf laat zich alleen in zones beschrijven. Dat kan dit programma niet: ze moet vernietigd worden.",  # noqa: E501 - one text, one line
    "no_sufficient_method": "Wat deze schijf kan, is niet genoeg voor de regels (%s): ze moet vernietigd worden.",  # noqa: E501 - one text, one line
    "no_number": "Deze schijf heeft geen nummer van zichzelf: model en grootte moeten volstaan.",
    "frozen": "De beveiliging van deze schijf is bevroren: het toestel moet eerst even slapen.",
    "locked": "Deze schijf is vergrendeld met een wachtwoord. We proberen dat van onszelf.",
    "password_set": "Iemand heeft een wachtwoord op deze schijf gezet.",
    "count_expired": "Er zijn te veel wachtwoorden geprobeerd: zet het toestel eerst helemaal uit.",
    "hidden_area": "Een deel van deze schijf is verborgen (%s bytes). Dat wordt eerst zichtbaar gemaakt.",  # noqa: E501 - one text, one line
    "bridge": "Deze schijf zit achter een USB-aansluiting: ze kan alleen overschreven worden.",
}

CAVEATS: Mapping[Caveat, str] = {
    "flash_spare": "Reserveblokken van flashgeheugen worden niet bereikt.",
    "rotation_unknown": "De schijf zegt niet of ze draait: de regels voor flashgeheugen gelden.",
    "whole_controller": "Alle delen (namespaces) van deze schijf worden samen gewist.",
    "this_namespace": "Alleen dit deel (namespace) wordt gewist; de schijf heeft er meer.",
    "unallocated": "Ruimte die bij geen enkel deel hoort, wordt niet bereikt.",
    "boot_areas": "De opstartgebieden van het geheugen worden niet bereikt.",
    "sets_password": "Tijdens het wissen staat er een wachtwoord op de schijf: atelier.",
    "may_stall": "Dit model blijft soms dagenlang stilstaan bij deze methode.",
    "hidden_unknown": "Of er iets verborgen is, blijkt pas bij het begin.",
    "sleep_first": "Het toestel moet eerst even slapen en weer wakker worden.",
    "weak_health": "De schijf zegt zelf dat ze stuk gaat: er kunnen fouten komen.",
}

METHODS: Mapping[Method, str] = {
    "nvme_sanitize_block": "NVMe Sanitize: alle blokken wissen",
    "nvme_sanitize_crypto": "NVMe Sanitize: de sleutel vernietigen",
    "nvme_sanitize_overwrite": "NVMe Sanitize: overschrijven",
    "nvme_format_crypto": "NVMe Format: de sleutel vernietigen",
    "nvme_format": "NVMe Format: de gegevens wissen",
    "ata_sanitize_block": "ATA Sanitize: alle blokken wissen",
    "ata_sanitize_crypto": "ATA Sanitize: de sleutel vernietigen",
    "ata_sanitize_overwrite": "ATA Sanitize: overschrijven",
    "ata_security_enhanced": "ATA Security Erase, uitgebreid",
    "ata_security": "ATA Security Erase",
    "mmc_sanitize": "eMMC: veilig wissen en Sanitize",
    "overwrite": "Alles overschrijven",
}

MEDIA: Mapping[MediumKind, str] = {
    "nvme": "NVMe-SSD",
    "sata_ssd": "SATA-SSD",
    "sata_hdd": "harde schijf",
    "sas": "SCSI-schijf",
    "emmc": "eMMC-geheugen",
    "usb": "USB-schijf of stick",
    "card": "geheugenkaart",
    "virtual": "virtuele schijf",
    "other": "andere schijf",
}

"""What the codes of imaging are called on the screen, and what to do about each."""

from collections.abc import Mapping

from atelier.words import N_

STANDINGS: Mapping[str, str] = {
    "trial": N_("op proef"),
    "released": N_("vrijgegeven"),
    "withdrawn": N_("ingetrokken"),
}
#: Of the chip that shows it.
LEVELS: Mapping[str, str] = {"trial": "notice", "released": "good", "withdrawn": "unknown"}

DECISIONS: Mapping[str, str] = {
    "released": N_("Vrijgegeven"),
    "withdrawn": N_("Ingetrokken"),
}

BOOTS: Mapping[str, str] = {"bios": N_("BIOS"), "uefi": N_("UEFI")}

SOURCES: Mapping[str, str] = {
    "built": N_("zelf gemaakt, uit een recept"),
    "raw": N_("overgenomen van een schijf"),
    "clonezilla": N_("overgenomen uit Clonezilla"),
}

LICENCE_KINDS: Mapping[str, str] = {
    "volume": N_("volumelicentie"),
    "sticker": N_("sticker op een toestel"),
}

ICONS: Mapping[str, str] = {
    "school": "mortarboard",
    "senior": "eyeglasses",
    "kiosk": "pc-display",
    "mini": "box",
}
SYSTEM_ICONS: Mapping[str, str] = {"windows": "windows"}
ICON = "window-stack"

#: Why it is not on the disk: ``wire.imaging.Reason``.
REASONS: Mapping[str, str] = {
    "disk_too_small": N_("De schijf is te klein voor deze software."),
    "other_hardware": N_("Deze software past niet op dit toestel."),
    "not_blank": N_("Er staat iets op de schijf dat we niet kennen."),
    "wrong_manifest": N_("De server gaf iets anders dan gevraagd was."),
    "wrong_block": N_("Een stuk van de software kwam beschadigd aan."),
    "no_image": N_("De server heeft deze software niet (meer)."),
    "read_back_differs": N_("De schijf geeft iets anders terug dan wat erop gezet is."),
    "write_errors": N_("Schrijven op de schijf lukte niet."),
    "read_errors": N_("Lezen van de schijf lukte niet."),
    "disk_gone": N_("De schijf antwoordde niet meer."),
    "identity_changed": N_("Er zit nu een andere schijf in."),
    "in_use": N_("De schijf werd intussen door iets anders gebruikt."),
    "not_finished": N_("De software staat erop, maar is nog niet klaar om te starten."),
    "missing_tool": N_("Er ontbreekt een programma op de stick."),
    "stopped": N_("Iemand heeft het gestopt."),
    "interrupted": N_("Het werd onderbroken, en niemand ging verder."),
    "error": N_("Er liep iets anders mis."),
}

_AGAIN = N_("Zet de software er nog eens op. Lukt het weer niet? Vraag raad.")
_SERVER = N_("Probeer het nog eens. Lukt het weer niet? Zeg het aan wie de server beheert.")
_DISK = N_("Vertrouw deze schijf niet. Steek er een andere in.")
_OTHER = N_("Kies andere software.")
_STICK = N_("Maak een nieuwe stick, en start het toestel daarmee.")

#: What to do now.
ADVICE: Mapping[str, str] = {
    "disk_too_small": N_("Kies andere software, of steek er een grotere schijf in."),
    "other_hardware": _OTHER,
    "not_blank": N_("Wis de schijf eerst."),
    "wrong_manifest": _SERVER,
    "wrong_block": _SERVER,
    "no_image": _OTHER,
    "read_back_differs": _DISK,
    "write_errors": _DISK,
    "read_errors": _DISK,
    "disk_gone": N_("Kijk of de schijf goed vastzit. Zet de software er dan nog eens op."),
    "identity_changed": N_("Meet het toestel opnieuw."),
    "in_use": N_("Herstart het toestel met de stick, en probeer het nog eens."),
    "not_finished": _AGAIN,
    "missing_tool": _STICK,
    "stopped": N_("Zet de software er nog eens op als je verder wilt."),
    "interrupted": N_("Kijk of de lader erin zit. Zet de software er dan nog eens op."),
    "error": _AGAIN,
}

#: Of a part that no driver serves: ``wire.imaging.Driverless.kind``.
PARTS: Mapping[str, str] = {
    "wifi": N_("Wifi"),
    "network": N_("Netwerkkabel"),
    "sound": N_("Geluid"),
    "graphics": N_("Beeldkaart"),
    "bluetooth": N_("Bluetooth"),
    "camera": N_("Camera"),
    "storage": N_("Geheugenkaart of schijf"),
    "other": N_("Ander onderdeel"),
}
PART_ICONS: Mapping[str, str] = {
    "wifi": "wifi",
    "network": "ethernet",
    "sound": "volume-up",
    "graphics": "display",
    "bluetooth": "bluetooth",
    "camera": "camera-video",
    "storage": "sd-card",
    "other": "question-lg",
}

#: What was made this machine's own, and what was not: ``wire.imaging.Made.what``.
MADE: Mapping[str, str] = {
    "host_name": N_("de naam van het toestel"),
    "machine_id": N_("het eigen nummer van het systeem"),
    "ssh_keys": N_("de eigen sleutels"),
    "disk_id": N_("het nummer van de schijf"),
    "partition_id": N_("het nummer van een deel van de schijf"),
    "filesystem_id": N_("het nummer van een bestandssysteem"),
    "boot_entry": N_("de regel in het opstartmenu"),
    "fallback_path": N_("de tweede weg om te starten"),
    "active_flag": N_("het merk voor oude toestellen"),
    "first_boot": N_("wat zich bij de eerste start meldt"),
}

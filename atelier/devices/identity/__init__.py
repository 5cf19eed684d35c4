"""Which device is this? Recognised by several identifiers together, or a person chooses."""

from atelier.devices.identity.evidence import to_look_up
from atelier.devices.identity.identifiers import (
    Identifier,
    from_report,
    from_scan,
    is_built_in,
)
from atelier.devices.identity.matching import (
    Candidate,
    Choice,
    Decision,
    Machine,
    New,
    Same,
    recognise,
)
from atelier.devices.identity.media import disk_identifiers, media, medium_id
from atelier.devices.identity.rubbish import is_rubbish
from atelier.devices.identity.schemes import (
    BOARD_SERIAL,
    DISK_SERIAL,
    DISK_WWN,
    IMEI,
    MAC,
    MAKER_CODE,
    SCHEMES,
    SYSTEM_SERIAL,
    SYSTEM_UUID,
)
from atelier.devices.identity.text import clean_text

__all__ = [
    "BOARD_SERIAL",
    "DISK_SERIAL",
    "DISK_WWN",
    "IMEI",
    "MAC",
    "MAKER_CODE",
    "SCHEMES",
    "SYSTEM_SERIAL",
    "SYSTEM_UUID",
    "Candidate",
    "Choice",
    "Decision",
    "Identifier",
    "Machine",
    "New",
    "Same",
    "clean_text",
    "disk_identifiers",
    "from_report",
    "from_scan",
    "is_built_in",
    "is_rubbish",
    "media",
    "medium_id",
    "recognise",
    "to_look_up",
]

"""The kinds of identifier, and what each is worth."""

SYSTEM_SERIAL = "system_serial"
SYSTEM_UUID = "system_uuid"
IMEI = "imei"
BOARD_SERIAL = "board_serial"
MAC = "mac"
DISK_WWN = "disk_wwn"
DISK_SERIAL = "disk_serial"
#: Scanned or typed by a person from the maker's own label: a serial or service tag.
MAKER_CODE = "maker_code"

SCHEMES = (
    SYSTEM_SERIAL,
    SYSTEM_UUID,
    IMEI,
    BOARD_SERIAL,
    MAC,
    DISK_WWN,
    DISK_SERIAL,
    MAKER_CODE,
)

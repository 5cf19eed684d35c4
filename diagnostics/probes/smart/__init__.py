"""``smartctl --json --xall``: a disk's health, distilled (smartmontools 6.7 and later)."""

from typing import Any, Literal

from diagnostics.probes import wwn
from diagnostics.probes.document import Unreadable, at, count, integer, load, node, rows, text
from diagnostics.probes.smart import ata, common, nvme, scsi
from diagnostics.probes.smart.reading import Smart
from diagnostics.report import DiskHealth, Json

__all__ = ["Smart", "distil", "parse"]

_DISTILLERS = {"ata": ata.health, "nvme": nvme.health, "scsi": scsi.health}


def parse(raw: str | bytes) -> Smart:
    """Raises Unreadable for what is not smartctl's JSON; an unhealthy disk is no error."""
    document = load(raw, "smartctl")
    if not node(document, "smartctl") and _protocol(document) is None:
        raise Unreadable("smartctl: the JSON has no 'smartctl' and no 'device' part; is it its -j?")
    rotation = integer(document, "rotation_rate")
    return Smart(
        health=distil(document),
        document=document,
        model=_first_text(document, "model_name", "scsi_model_name"),
        maker=_first_text(document, "scsi_vendor", "vendor"),
        serial=text(document, "serial_number"),
        firmware=_first_text(document, "firmware_version", "scsi_revision", "revision"),
        wwn=_wwn(document),
        size_bytes=_size(document),
        logical_block_bytes=count(document, "logical_block_size") or None,
        physical_block_bytes=count(document, "physical_block_size") or None,
        rotation_rpm=rotation if rotation and rotation > 1 else None,
        solid_state=rotation == 0 if rotation is not None else None,
    )


def distil(document: Json) -> DiskHealth:
    """Health from smartctl's JSON, by the protocol it spoke."""
    protocol = _protocol(document)
    if protocol is None:
        return DiskHealth(**common.facts(document))
    return _DISTILLERS[protocol](document)


def _protocol(document: Json) -> Literal["ata", "nvme", "scsi"] | None:
    match (text(document, "device", "protocol") or "").lower():
        case "ata":
            return "ata"
        case "nvme":
            return "nvme"
        case "scsi":
            return "scsi"
    return None


def _first_text(document: Json, *keys: str) -> str | None:
    return next((found for key in keys if (found := text(document, key))), None)


def _size(document: Json) -> int | None:
    sizes: tuple[Any, ...] = (
        at(document, "user_capacity", "bytes"),
        at(document, "nvme_total_capacity"),
        next((at(row, "size", "bytes") for row in rows(document, "nvme_namespaces")), None),
    )
    return next((size for size in map(count, sizes) if size), None)


def _wwn(document: Json) -> str | None:
    naa, oui, unique = (count(document, "wwn", key) for key in ("naa", "oui", "id"))
    if naa is not None and oui is not None and unique is not None:
        return wwn.from_parts(naa, oui, unique)
    return wwn.normalise(text(document, "logical_unit_id")) or _eui64(document)


def _eui64(document: Json) -> str | None:
    """An NVMe namespace's name; a disk with several namespaces has several, so none of its own."""
    names = [node(row, "eui64") for row in rows(document, "nvme_namespaces")]
    if len(names) != 1:
        return None
    oui, unique = count(names[0], "oui"), count(names[0], "ext_id")
    return wwn.normalise(f"{oui:06x}{unique:010x}") if oui and unique is not None else None

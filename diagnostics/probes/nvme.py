"""``nvme id-ctrl -o json``: what an NVMe controller says it is, and how it can be erased.

Bits are those of Identify Controller in the NVMe base specification.
"""

from diagnostics.probes.document import Unreadable, at, count, load, text
from diagnostics.report import Json, NvmeIdentity

_OACS_FORMAT, _OACS_SELF_TEST = 1, 4
_FNA_FORMAT_ALL, _FNA_ERASE_ALL, _FNA_CRYPTO = 0, 1, 2
_SANICAP_CRYPTO, _SANICAP_BLOCK, _SANICAP_OVERWRITE = 0, 1, 2
_SANICAP_NDI, _SANICAP_NODMMAS = 29, 30


def parse(raw: str | bytes) -> NvmeIdentity:
    """Raises Unreadable for what is not the JSON of ``nvme id-ctrl``."""
    document = load(raw, "nvme")
    if not {"mn", "sn", "oacs"} & document.keys():
        raise Unreadable("nvme: the JSON is not from id-ctrl (it has no 'mn', 'sn' or 'oacs')")
    format_ = _bit(document, "oacs", _OACS_FORMAT)
    return NvmeIdentity(
        model=text(document, "mn"),
        serial=text(document, "sn"),
        firmware=text(document, "fr"),
        size_bytes=_big(document, "tnvmcap") or None,
        namespaces=count(document, "nn"),
        format=format_,
        format_crypto=format_ and _bit(document, "fna", _FNA_CRYPTO),
        self_test=_bit(document, "oacs", _OACS_SELF_TEST),
        sanitize_crypto=_bit(document, "sanicap", _SANICAP_CRYPTO),
        sanitize_block=_bit(document, "sanicap", _SANICAP_BLOCK),
        sanitize_overwrite=_bit(document, "sanicap", _SANICAP_OVERWRITE),
        no_deallocate_inhibited=_bit(document, "sanicap", _SANICAP_NDI),
        no_deallocate_modifies=_modifies(document),
        format_everywhere=_bit(document, "fna", _FNA_FORMAT_ALL),
        erase_everywhere=_bit(document, "fna", _FNA_ERASE_ALL),
        unallocated_bytes=_big(document, "unvmcap"),
    )


def _modifies(document: Json) -> int | None:
    """Two bits; 3 is reserved and means nothing."""
    field = count(document, "sanicap")
    told = None if field is None else field >> _SANICAP_NODMMAS & 0b11
    return None if told == 0b11 else told


def _bit(document: Json, name: str, bit: int) -> bool | None:
    field = count(document, name)
    return None if field is None else bool(field >> bit & 1)


def _big(document: Json, name: str) -> int | None:
    """A 128-bit number, which nvme-cli 2.x prints as text and 1.x as a number."""
    told = at(document, name)
    if isinstance(told, str):
        return int(told) if told.isascii() and told.isdigit() and len(told) < 40 else None
    return count(document, name)

"""What kinds of printer are called."""

from atelier.printing.models import PrinterKind
from atelier.words import N_

KIND_NAMES = {
    PrinterKind.ZPL: N_("Labelprinter met ZPL (Zebra en andere)"),
    PrinterKind.BROTHER: N_("Brother QL"),
    PrinterKind.CUPS: N_("Gewone printer, via CUPS"),
}
KIND_ICONS = {PrinterKind.ZPL: "upc", PrinterKind.BROTHER: "tag", PrinterKind.CUPS: "printer"}
STATE_NAMES = {
    "sent": N_("gedrukt"),
    "failed": N_("mislukt"),
    "sending": N_("niet zeker"),
}
STATE_LEVELS = {"sent": "good", "failed": "replace", "sending": "unknown"}

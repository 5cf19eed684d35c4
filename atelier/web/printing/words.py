"""What kinds of printer are called."""

from atelier.printing.models import PrinterKind
from atelier.printing.sending import PAPER
from atelier.words import N_
from atelier.workshop.intake.printing import NAMES

KIND_NAMES = {
    PrinterKind.ZPL: N_("Labelprinter met ZPL (Zebra en andere)"),
    PrinterKind.BROTHER: N_("Brother QL"),
    PrinterKind.CUPS: N_("Gewone printer, via CUPS"),
}
PAPER_NAMES = {**NAMES, PAPER: N_("A4, gewoon papier: voor documenten en badges")}
KIND_ICONS = {PrinterKind.ZPL: "upc", PrinterKind.BROTHER: "tag", PrinterKind.CUPS: "printer"}
STATE_NAMES = {
    "sent": N_("gedrukt"),
    "failed": N_("mislukt"),
    "sending": N_("niet zeker"),
}
STATE_LEVELS = {"sent": "good", "failed": "replace", "sending": "unknown"}

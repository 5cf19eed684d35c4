"""The demo's printers. No machine answers at these addresses: they are set aside for examples."""

from atelier.demo.machines import demo_id
from atelier.demo.workshop import Workshop
from atelier.printing import service
from atelier.printing.models import PrinterKind
from atelier.printing.sending import PAPER
from atelier.printing.service import Details


def play(workshop: Workshop) -> None:
    for printer in _printers(workshop):
        made = service.create(
            workshop.session,
            workshop.organisation_id,
            printer,
            client_id=demo_id(f"printer {printer.name}"),
        )
        if printer.kind is PrinterKind.ZPL:
            service.prove(workshop.session, made, service.test_code(made))


def _printers(workshop: Workshop) -> tuple[Details, ...]:
    return (
        Details(
            name="Demo-labelprinter",
            kind=PrinterKind.ZPL,
            address="192.0.2.10",
            size="62x29",
            dpi=203,
            place=workshop.places["Werkbank 1"],
        ),
        Details(name="Demo-bureauprinter", kind=PrinterKind.CUPS, address="demo", size="L7163"),
        Details(name="Demo-A4", kind=PrinterKind.CUPS, address="demo-a4", size=PAPER),
    )

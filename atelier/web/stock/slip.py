"""The packing slip of a transfer."""

from flask import Response

from atelier.devices.kinds import KIND_NAMES
from atelier.people.guard import me, requires
from atelier.stock.transfers import Row
from atelier.web import language
from atelier.web.certificates.office import speech
from atelier.web.stock.blueprint import stock
from atelier.web.stock.transfers import lines, row
from labels import slips
from labels.slips import Slip


@stock.get("/stock/transfers/<int:transfer_id>/slip.pdf")
@requires("stock.receive")
def slip(transfer_id: int) -> Response:
    found = row(transfer_id)
    content = slips.pdf(_slip(found), speech(language.current()))
    named = f'inline; filename="pakbon-{found.transfer.number}.pdf"'
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": named})


def _slip(found: Row) -> Slip:
    told = lines(found)
    sent_at = found.transfer.sent_at
    devices = [line.device for line in told if line.device]
    return Slip(
        number=found.transfer.number,
        sender=me().organisation.name,
        origin=found.origin.name,
        to=found.to.name,
        day=sent_at.isoformat() if sent_at else "",
        note=found.transfer.note,
        devices=[
            (device.tag or "", device.name or language.say(KIND_NAMES[device.kind]))
            for device in devices
        ],
        articles=[(line.line.quantity, line.article.name) for line in told if line.article],
    )

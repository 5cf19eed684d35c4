from atelier.workshop.imaging.models.first_boot import Attestation, FirstBoot
from atelier.workshop.imaging.models.image import Decision, Image
from atelier.workshop.imaging.models.licence import Licence, LicenceUse
from atelier.workshop.imaging.models.request import Request
from atelier.workshop.imaging.models.writing import Refused, Writing

__all__ = [
    "Attestation",
    "Decision",
    "FirstBoot",
    "Image",
    "Licence",
    "LicenceUse",
    "Refused",
    "Request",
    "Writing",
]

from atelier.workshop.intake.forms.donations import DonationForm, NewDonationForm
from atelier.workshop.intake.forms.donors import DonorForm, NewDonorForm
from atelier.workshop.intake.forms.labels import BlankForm, SizeForm
from atelier.workshop.intake.forms.photos import PhotoForm
from atelier.workshop.intake.forms.receiving import (
    DiscardForm,
    PileForm,
    ReceiveKnownForm,
    TagForm,
)

__all__ = [
    "BlankForm",
    "DiscardForm",
    "DonationForm",
    "DonorForm",
    "NewDonationForm",
    "NewDonorForm",
    "PhotoForm",
    "PileForm",
    "ReceiveKnownForm",
    "SizeForm",
    "TagForm",
]

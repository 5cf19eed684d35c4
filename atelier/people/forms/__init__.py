from atelier.people.forms.accounts import AccountForm, NewAccountForm, NewPasswordForm
from atelier.people.forms.badges import BadgeForm, ChoosePinForm, OwnPinForm, PinForm
from atelier.people.forms.sign_in import PasswordForm, SignInForm
from atelier.people.forms.stations import PairingForm, StationForm

__all__ = [
    "AccountForm",
    "BadgeForm",
    "ChoosePinForm",
    "NewAccountForm",
    "NewPasswordForm",
    "OwnPinForm",
    "PairingForm",
    "PasswordForm",
    "PinForm",
    "SignInForm",
    "StationForm",
]

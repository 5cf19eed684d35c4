from atelier.people.forms.accounts import AccountForm, NewAccountForm, NewPasswordForm
from atelier.people.forms.sign_in import PasswordForm, SignInForm
from atelier.people.forms.stations import PairingForm, StationForm

__all__ = [
    "AccountForm",
    "NewAccountForm",
    "NewPasswordForm",
    "PairingForm",
    "PasswordForm",
    "SignInForm",
    "StationForm",
]

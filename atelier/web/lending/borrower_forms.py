from atelier.forms import CreatingForm
from atelier.web.lending.forms import BorrowerForm


class ChangeForm(BorrowerForm):
    """The reference stays: papers and other systems go by it."""

    reference = None


class ForgetForm(CreatingForm):
    """Nothing to fill in: who sends it, is sure."""

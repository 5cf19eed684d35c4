"""Why a report is refused. Each says what was expected, so that it can be put right."""

from atelier.errors import Conflict, Invalid, TooLarge


class TooLong(TooLarge):
    code = "too_large"


class Damaged(Invalid):
    """Compressed bytes that do not unpack."""

    status = 400
    code = "damaged"


class NotJson(Invalid):
    status = 400
    code = "not_json"


class WrongContract(Invalid):
    code = "wrong_contract"


class WrongVersion(Invalid):
    code = "wrong_version"


class WrongField(Invalid):
    """``values`` has ``expected``: what belongs in the field."""

    code = "wrong_field"


class AnotherReport(Conflict):
    """The id was used before, for other bytes."""

    code = "another_report"

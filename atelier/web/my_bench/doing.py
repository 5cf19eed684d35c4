"""What a person may do at a bench, as a condition on what is kept of each device."""

import sqlalchemy as sa

from atelier.devices.lifecycle import RUNS_THE_AGENT
from atelier.devices.models import Device
from atelier.people.models import Account

#: By step: what a person has to be allowed. A stick is put in a machine by anybody.
_STEPS = {
    "erase": "erasure.order",
    "image": "images.order",
    "repair": "repairs.do",
    "check": "checks.do",
    "inspect": "inspections.do",
}
#: By what is left to do, where that is a decision of somebody else.
_DECISIONS = {
    "exceptions": "erasure.accept",
    "not_attested": "images.attest",
    "on_trial": "images.release",
}
#: It is switched on, and then says so itself.
_ANYBODY = "not_booted"


def may_do(account: Account) -> sa.ColumnElement[bool]:
    """The next step is one that ``account`` may do, as far as is kept of the device."""
    steps = [step for step, needs in _STEPS.items() if account.may(needs)]
    others = [code for code, needs in _DECISIONS.items() if not account.may(needs)]
    reason = sa.func.coalesce(Device.next_reason, "")
    measured: sa.ColumnElement[bool] = Device.next_step == "diagnose"
    if not account.may("diagnosis.record"):
        measured &= Device.kind.in_(sorted(RUNS_THE_AGENT))
    mine: sa.ColumnElement[bool] = Device.next_step.in_(steps)
    if others:
        mine &= reason.not_in(others)
    return sa.or_(mine, measured, reason == _ANYBODY)

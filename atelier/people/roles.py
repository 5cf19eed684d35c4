"""Who may do what: five roles, each a set of named permissions."""

from enum import StrEnum

from atelier.words import N_

_VOLUNTEER = {
    "bench.see",
    "bench.work",
    "home.see",
    "devices.see",
    "devices.photograph",
    "faults.tell",
    "intake.receive",
    "labels.print",
    "stock.count",
    "stock.move",
    "stock.receive",
}
_DESK = {
    "home.see",
    "desk.see",
    "inspections.see",
    "loans.make",
    "reservations.ask",
    "stock.count",
    "stock.receive",
    "window.see",
}
_BENCH_WORKER = _VOLUNTEER | {
    "checks.do",
    "devices.edit",
    "diagnosis.record",
    "diagnosis.upload",
    "diagnosis.decide",
    "erasure.order",
    "images.see",
    "images.order",
    "inspections.do",
    "orders.give",
    "parts.harvest",
    "parts.see",
    "repairs.do",
    "stock.send",
}
_COORDINATOR = _BENCH_WORKER | {
    "checklists.edit",
    "badges.give",
    "bench.free",
    "devices.export",
    "donors.see",
    "donors.edit",
    "certificates.see",
    "diagnosis.set_aside",
    "erasure.accept",
    "images.attest",
    "images.release",
    "inspections.plan",
    "licences.manage",
    "lending.rules",
    "places.edit",
    "printers.manage",
    "help.answer",
    "reservations.decide",
    "screens.place",
    "stations.manage",
    "stock.correct",
    "stock.leave",
    *_DESK,
}
_ADMINISTRATOR = _COORDINATOR | {"accounts.manage"}


class Role(StrEnum):
    VOLUNTEER = "volunteer"
    BENCH_WORKER = "bench_worker"
    COORDINATOR = "coordinator"
    DESK = "desk"
    ADMINISTRATOR = "administrator"

    def may(self, permission: str) -> bool:
        return permission in PERMISSIONS[self]


PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.VOLUNTEER: frozenset(_VOLUNTEER),
    Role.BENCH_WORKER: frozenset(_BENCH_WORKER),
    Role.COORDINATOR: frozenset(_COORDINATOR),
    Role.DESK: frozenset(_DESK),
    Role.ADMINISTRATOR: frozenset(_ADMINISTRATOR),
}

ALL_PERMISSIONS: frozenset[str] = frozenset().union(*PERMISSIONS.values())

NAMES: dict[Role, str] = {
    Role.VOLUNTEER: N_("Vrijwilliger"),
    Role.BENCH_WORKER: N_("Medewerker werkbank"),
    Role.COORDINATOR: N_("Coördinator"),
    Role.DESK: N_("Balie"),
    Role.ADMINISTRATOR: N_("Beheerder"),
}

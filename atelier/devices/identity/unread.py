from collections.abc import Collection

from diagnostics.report import Report


def unread(report: Report, subsystem: str, found: Collection[object]) -> bool:
    """Whether nothing was found only because the agent could not look."""
    return not found and any(problem.subsystem == subsystem for problem in report.problems)

"""What a borrower signs, and the deed of what was given for good. Pure: no server."""

from labels.agreements.agreement import draw as agreement
from labels.agreements.content import Agreement, Deed, Party
from labels.agreements.deed import draw as deed

__all__ = ["Agreement", "Deed", "Party", "agreement", "deed"]

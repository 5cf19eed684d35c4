from atelier.workshop.erasure.models.attestation import Attestation
from atelier.workshop.erasure.models.brought import Brought
from atelier.workshop.erasure.models.evidence import Refused, StoredEvidence
from atelier.workshop.erasure.models.matter import Matter
from atelier.workshop.erasure.models.request import Request

__all__ = ["Attestation", "Brought", "Matter", "Refused", "Request", "StoredEvidence"]

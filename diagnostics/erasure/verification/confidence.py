"""How sure a sample makes: n ≥ ln(1 - p) / ln(1 - f).

``n`` places that do not depend on each other find, with probability ``p``, at least one of a share
``f`` that was left over, wherever that is.
"""

import math

#: What the figures on a certificate are given at.
USUAL = 0.99


def confidence_of(samples: int, left_over: float) -> float:
    return 1 - (1 - left_over) ** samples


def left_over_at(samples: int, confidence: float = USUAL) -> float:
    """The smallest share found with that confidence, rounded up to two figures; 1 for no sample."""
    if samples <= 0:
        return 1.0
    exact = -math.expm1(math.log1p(-confidence) / samples)
    digits = 1 - math.floor(math.log10(exact))
    unit = math.pow(10, digits)
    return min(1.0, math.ceil(exact * unit) / unit)

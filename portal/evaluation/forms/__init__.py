"""How the forms of P03 to P07 meet the scheme's tables."""

from portal.evaluation.forms import (
    corrections,
    decisions,
    evidence,
    moves,
    online,
    onsite,
    panels,
    samples,
    third_party,
    visits,
)

__all__ = [
    "corrections",
    "decisions",
    "evidence",
    "moves",
    "online",
    "onsite",
    "panels",
    "samples",
    "third_party",
    "visits",
]

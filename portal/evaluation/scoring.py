"""From the experts' opinions to the facts that the decision table `score_aggregate` judges."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from portal.evaluation.models import Opinion, Panel

Section = Opinion.Section


def facts(panel: Panel) -> dict[str, Any]:
    """Of the present round: mean, spread, each section's mean and the lowest of them, vetoes, and what was settled."""
    opinions = list(Opinion.objects.of_round(panel))
    discussion = panel.discussions.filter(round=panel.round).first()
    return figures([opinion.scores for opinion in opinions]) | {
        "vetoes": sum(1 for opinion in opinions if opinion.vetoes),
        "discussed": discussion is not None,
        "veto_upheld": discussion is not None and discussion.veto_upheld,
    }


def figures(scores: Sequence[dict[str, int]]) -> dict[str, Any]:
    """Exact until the last step: a mean of 79.996 must not be rounded up on the way to 80."""
    own = [Fraction(sum(one.values()), len(one)) for one in scores]
    sections = {section: Fraction(sum(one[section] for one in scores), len(scores)) for section in Section.values}
    return {
        "experts": len(scores),
        "mean": rounded(sum(own, Fraction()) / len(own)),
        "spread": rounded(max(own) - min(own)),
        "sections": [{"section": name, "mean": rounded(mean)} for name, mean in sections.items()],
        "lowest": rounded(min(sections.values())),
    }


def rounded(value: Fraction) -> Decimal:
    """Two places. With at most five experts and five sections no value below a whole number reaches it by rounding."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

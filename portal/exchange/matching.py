"""Which postings answer each other: one offers what the other looks for, in the same line of business."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, Value, When

from portal.exchange.models import Posting, PostingQuerySet

# What a region's code begins with: a province, and a county.
_PROVINCE, _COUNTY = 2, 6
_OTHER = {Posting.Kind.SUPPLY: Posting.Kind.DEMAND, Posting.Kind.DEMAND: Posting.Kind.SUPPLY}


def fitting(posting: Posting) -> PostingQuerySet:
    """Open ones of other enterprises: from the same county first, then from the same province, then the newest."""
    found = Posting.objects.open().filter(kind=_OTHER[Posting.Kind(posting.kind)], category=posting.category)
    place = posting.enterprise.township_id
    distance = Case(
        When(_within(place[:_COUNTY]), then=Value(0)),
        When(_within(place[:_PROVINCE]), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    others: PostingQuerySet = found.exclude(enterprise=posting.enterprise_id)
    return others.order_by(distance, "-created_at", "-pk")


def _within(code: str) -> Q:
    return Q(enterprise__township__code__startswith=code)

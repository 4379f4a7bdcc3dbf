"""Narrowing the feed: what may stand behind the `?`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from documents.badge import LEVELS
from portal.channels.items import PUBLIC
from portal.evaluation.models import Star
from portal.public.models import Listing
from portal.registry.models import Product

_CLASSES = {
    name: [star for star, level in LEVELS.items() if level.star_class == name]
    for name in dict.fromkeys(level.star_class for level in LEVELS.values())
}


class _FeedFilterSet(django_filters.FilterSet):
    changed_since = django_filters.IsoDateTimeFilter(method="since")
    province = django_filters.CharFilter(method="within")
    star = django_filters.ChoiceFilter(choices=Star.choices)
    star_class = django_filters.ChoiceFilter(choices=[(name, name) for name in _CLASSES], method="of_class")
    category = django_filters.ChoiceFilter(choices=Product.Category.choices)
    status = django_filters.ChoiceFilter(choices=PUBLIC, method="told")

    class Meta:
        model = Listing
        fields: list[str] = []

    def since(self, found: QuerySet, name: str, value: datetime) -> QuerySet:
        return found.filter(changed_at__gte=value)

    def within(self, found: Any, name: str, value: str) -> QuerySet:
        """Two digits, or six that name a province."""
        digits = value[:2] if len(value) == 6 and value.endswith("0000") else value
        if not (len(digits) == 2 and digits.isascii() and digits.isdigit()):
            raise ValidationError({name: [_("请填写省级行政区划代码，例如 43 或 430000")]})
        return found.within(digits)

    def of_class(self, found: QuerySet, name: str, value: str) -> QuerySet:
        return found.filter(star__in=_CLASSES[value])

    def told(self, found: Any, name: str, value: str) -> QuerySet:
        return found.with_status(value)


class FeedFilters:
    """`parameters` for the contract, `among` for the view."""

    parameters = (
        OpenApiParameter(
            "changed_since",
            {"type": "string", "format": "date-time"},
            description=_("只列这个时间以来有变化的，含失去星级的；须带时区，例如 2026-03-01T00:00:00+08:00"),
        ),
        OpenApiParameter("province", str, description=_("产地的省级行政区划代码，例如 43 或 430000")),
        OpenApiParameter("star", int, enum=[int(star) for star in Star], description=_("星级")),
        OpenApiParameter("star_class", str, description=_("初选、优选或臻选")),
        OpenApiParameter("category", str, enum=Product.Category.values, description=_("产品类别")),
        OpenApiParameter("status", str, enum=[value for value, _label in PUBLIC], description=_("此刻的状态")),
    )
    names = frozenset(parameter.name for parameter in parameters)
    # What is only there while it is valid has neither a status to look for nor a past.
    of_valid = tuple(each for each in parameters if each.name not in ("changed_since", "status"))

    @staticmethod
    def among(found: QuerySet[Listing], asked: Any) -> QuerySet[Listing]:
        chosen = _FeedFilterSet(asked, queryset=found)
        if not chosen.is_valid():
            raise ValidationError(dict(chosen.errors))
        return chosen.qs

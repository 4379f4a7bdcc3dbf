"""Lists of rows that go through states: `?status=` shows one state, `?page=` turns the page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest

PER_PAGE = 30


def page_of(request: HttpRequest, found: QuerySet[Any], *, per_page: int = PER_PAGE) -> Page[Any]:
    return Paginator(found, per_page).get_page(request.GET.get("page"))


def query_of(request: HttpRequest) -> str:
    """What the links of its pages carry on: all that was asked but the page."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def listed(
    request: HttpRequest, found: QuerySet[Any], statuses: type[TextChoices], *, per_page: int = PER_PAGE
) -> dict[str, Any]:
    """Its context: `page`, `status`, `statuses` to choose from, and `query` for the links of its pages."""
    status = request.GET.get("status", "")
    return {
        "page": page_of(
            request, found.filter(status=status) if status in statuses.values else found, per_page=per_page
        ),
        "status": status,
        "statuses": statuses.choices,
        "query": query_of(request),
    }

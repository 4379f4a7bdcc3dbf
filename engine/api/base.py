"""What all views of the API share."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from engine.api.negotiation import PROBLEM_TYPE, ProblemDetails
from engine.api.parsers import PlainJSONParser
from engine.api.serializers import ProblemSerializer, checked

CURSOR = OpenApiParameter("cursor", str, description=_("取自上一页的 next_cursor，不必解读"))
TASK_ID = OpenApiParameter("task_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
INSTANCE_ID = OpenApiParameter("instance_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
PAGE_SIZE = OpenApiParameter("page_size", int, description=_("每页数量，1 到 200，默认 50"))


# No docstring: it would become the description of every operation in the schema.
class EngineView(ProblemDetails, APIView):
    parser_classes = [PlainJSONParser]
    # What may stand behind the `?`; anything else would be left out in silence and answer something else.
    query_parameters: Collection[str] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        unknown = [name for name in request.query_params if name not in self.query_parameters]
        if unknown:
            raise ValidationError({name: [_("没有这个查询参数")] for name in unknown})


def validated(serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """The body of a request, or a 400 with the fields that are wrong."""
    return checked(serializer, request.data)


def problems(*statuses: int) -> dict[tuple[str, str], type[ProblemSerializer]]:
    """For the schema: these statuses come with a problem document, besides 400 and 401 that everything may answer; as
    does any other that is no success (too large, too often, an outage …)."""
    told = [str(status) for status in sorted({400, 401, *statuses})]
    return dict.fromkeys(((status, PROBLEM_TYPE) for status in (*told, "default")), ProblemSerializer)


def uuid_or_none(text: str) -> UUID | None:
    """An id from an address; None where it cannot be one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def page_of(name: str, row: type[serializers.BaseSerializer]) -> Any:
    """For the schema: a page of rows."""
    fields = {
        "next": serializers.URLField(allow_null=True, help_text=_("下一页的地址；最后一页为 null")),
        "next_cursor": serializers.CharField(allow_null=True, help_text=_("下一页的 cursor；最后一页为 null")),
        "results": row(many=True),
    }
    return inline_serializer(name, fields=fields)

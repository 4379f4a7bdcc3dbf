"""The interface for channels, under `/api/channels/`: read-only, with a key."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from engine.api.base import CURSOR, PAGE_SIZE, EngineView, problems
from engine.api.pages import page
from engine.api.problems import problem
from engine.etags import etag_of
from engine.models.order import Place
from portal.channels.access import HasKey, KeyAuthentication, Metered, TooOften
from portal.channels.contract import example
from portal.channels.filters import FeedFilters
from portal.channels.items import (
    RELATED,
    ChannelItemDetailSerializer,
    ChannelItemSerializer,
    ChannelSampleSerializer,
    ChannelVerificationSerializer,
    items,
    shown_samples,
)
from portal.channels.verifying import CodeReplaced, NotVerified, by_number, verified
from portal.public.keyset import AS_TOLD
from portal.public.models import Listing
from portal.public.samples import agreed

_TAGS = ["channels"]
_SEEN = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description=_("上次答复的 ETag；没有变化时答复 304，没有内容")
)
_NUMBER = OpenApiParameter("number", OpenApiTypes.STR, OpenApiParameter.PATH, description=_("证书编号"))
_CODE = OpenApiParameter(
    "code",
    str,
    required=True,
    description=_("包装上二维码的编码或其中的网址、证书编号，或证书上印的验证码"),
)
_LONGEST_CODE = 500
_UNCHANGED: dict[Any, Any] = {304: OpenApiResponse(description=_("没有变化"))}
_PAGE = inline_serializer(
    "ChannelItemPage",
    fields={
        "next": serializers.URLField(allow_null=True, help_text=_("下一页的地址；最后一页为 null")),
        "next_cursor": serializers.CharField(allow_null=True, help_text=_("下一页的 cursor；最后一页为 null")),
        "position": serializers.CharField(
            help_text=_("读到的位置；下次同步时作为 cursor，即只取此后有变化的。还没有内容时为空")
        ),
        "results": ChannelItemSerializer(many=True),
    },
)

_SAMPLES = inline_serializer(
    "ChannelSamplePage",
    fields={
        "next": serializers.URLField(allow_null=True, help_text=_("下一页的地址；最后一页为 null")),
        "next_cursor": serializers.CharField(allow_null=True, help_text=_("下一页的 cursor；最后一页为 null")),
        "results": ChannelSampleSerializer(many=True),
    },
)


# No docstrings: they would become the descriptions of operations in the contract.
class ChannelView(EngineView):
    authentication_classes = [KeyAuthentication]
    permission_classes = [HasKey]
    throttle_classes = [Metered]
    renderer_classes = [JSONRenderer]

    def handle_exception(self, exc: Exception) -> Response:
        answer = super().handle_exception(exc)
        if isinstance(exc, AuthenticationFailed | NotAuthenticated | TooOften):
            answer.data["detail"] = str(exc.detail)
        return answer

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Asked again each time: no channel shows yesterday's status because a cache had it."""
        finished = super().finalize_response(request, response, *args, **kwargs)
        finished["Cache-Control"] = "private, no-cache"
        return finished

    def answer(self, request: Request, data: Any) -> Response:
        etag = etag_of(data)
        seen = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
        if etag in seen:
            return Response(status=304, headers={"ETag": etag})
        return Response(data, headers={"ETag": etag})


class FeedView(ChannelView):
    query_parameters = (*FeedFilters.names, CURSOR.name, PAGE_SIZE.name)

    @extend_schema(
        operation_id="channels_products",
        tags=_TAGS,
        summary=_("产品与状态"),
        description=_(
            "公开过星级的全部产品和它们此刻的状态，最近有变化的在最后；失去星级的不会消失，而是带着新的状态重新出现。"
            "保存最后一页的 position，下次作为 cursor，就只取此后有变化的。"
        ),
        parameters=[*FeedFilters.parameters, CURSOR, PAGE_SIZE, _SEEN],
        responses={200: _PAGE, **_UNCHANGED, **problems(429)},
        examples=[
            example("page", _("一页")),
            example("throttled", _("请求过于频繁"), status=429),
            example("no-key", _("没有密钥"), status=401),
        ],
    )
    def get(self, request: Request) -> Response:
        related = ("authorisation", *(f"authorisation__{name}" for name in RELATED))
        found = FeedFilters.among(Listing.objects.all(), request.query_params)
        found = found.select_related(*related).defer("text")

        def read(place: Place | None, size: int) -> QuerySet[Listing]:
            return AS_TOLD.sort(found if place is None else found.filter(AS_TOLD.beyond(place)))[:size]

        listed, following = page(request, read, order=AS_TOLD)
        position = AS_TOLD.cursor(listed[-1]) if listed else request.query_params.get("cursor", "")
        rows = ChannelItemSerializer(items(listed), many=True).data
        return self.answer(request, {**following, "position": position, "results": rows})


class SamplesView(ChannelView):
    query_parameters = (*(each.name for each in FeedFilters.of_valid), CURSOR.name, PAGE_SIZE.name)

    @extend_schema(
        operation_id="channels_samples",
        tags=_TAGS,
        summary=_("正在展示的样品"),
        description=_(
            "经企业同意向公众展示的合格样品，与样品展示页相同，推介的带着理由。不在其中的，或者不再在其中的，请不要展示。"
        ),
        parameters=[*FeedFilters.of_valid, CURSOR, PAGE_SIZE, _SEEN],
        responses={200: _SAMPLES, **_UNCHANGED, **problems(429)},
        examples=[example("samples", _("一页样品"))],
    )
    def get(self, request: Request) -> Response:
        related = ("authorisation", *(f"authorisation__{name}" for name in RELATED), "product__qr_code")
        asked: Any = FeedFilters.among(Listing.objects.all(), request.query_params)
        found = agreed(asked).select_related(*related).defer("text")

        def read(place: Place | None, size: int) -> QuerySet[Listing]:
            return AS_TOLD.sort(found if place is None else found.filter(AS_TOLD.beyond(place)))[:size]

        listed, following = page(request, read, order=AS_TOLD)
        return self.answer(
            request, {**following, "results": ChannelSampleSerializer(shown_samples(listed), many=True).data}
        )


class ProductView(ChannelView):
    @extend_schema(
        operation_id="channels_product",
        tags=_TAGS,
        summary=_("一个产品"),
        description=_("按证书编号；另有对外公布的原因。升级或续展以前的编号仍可查询，replaced_by 是新的编号。"),
        parameters=[_NUMBER, _SEEN],
        responses={200: ChannelItemDetailSerializer, **_UNCHANGED, **problems(404, 429)},
        examples=[example("product", _("有黄色警示的产品"))],
    )
    def get(self, request: Request, number: str) -> Response:
        try:
            found = by_number(number)
        except NotVerified as refused:
            return problem(404, code="unknown-number", detail=str(refused))
        return self.answer(request, ChannelItemDetailSerializer(found).data)


class VerifyView(ChannelView):
    query_parameters = (_CODE.name,)

    @extend_schema(
        operation_id="channels_verify",
        tags=_TAGS,
        summary=_("按编码核验"),
        description=_("与扫码页的答复相同：伪造的和查不到的是 404，已更换的二维码是 410。"),
        parameters=[_CODE, _SEEN],
        responses={200: ChannelVerificationSerializer, **_UNCHANGED, **problems(404, 410, 429)},
        examples=[
            example("verified", _("查到的产品")),
            example("unknown-code", _("查不到"), status=404),
            example("code-replaced", _("已更换的二维码"), status=410),
        ],
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params.get("code", "").strip()
        if not asked or len(asked) > _LONGEST_CODE:
            raise ValidationError({"code": [_("请填写要核验的编码")]})
        try:
            found = verified(asked)
        except NotVerified as refused:
            status = 410 if isinstance(refused, CodeReplaced) else 404
            return problem(status, code=refused.code, detail=str(refused))
        return self.answer(request, ChannelVerificationSerializer(found).data)

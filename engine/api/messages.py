"""Messages from outside, for the instances that wait for them."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine import runtime
from engine.api.base import EngineView, problems, validated
from engine.api.permissions import MayPublishMessages
from engine.api.serializers import VariablesField
from engine.errors import MessageNotCorrelated

_LONGEST_KEEP = 30 * 24 * 3600


class MessageSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=200)
    correlation_key = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    variables = VariablesField()
    keep_for = serializers.IntegerField(
        min_value=1,
        max_value=_LONGEST_KEEP,
        required=False,
        default=None,
        allow_null=True,
        help_text=_("没有流程等待时保留多少秒；不填则不保留"),
    )
    message_id = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True, help_text=_("发送方为这条消息定的编号")
    )


class MessageReceiptSerializer(serializers.Serializer):
    correlated = serializers.IntegerField(help_text=_("收到消息的流程数"))


class MessagesView(EngineView):
    permission_classes = [IsAuthenticated, MayPublishMessages]

    @extend_schema(
        operation_id="messages_create",
        summary=_("发送消息"),
        request=MessageSerializer,
        responses={200: MessageReceiptSerializer, **problems(403, 404, 409, 422)},
        description=_(
            "没有流程在等待、又不保留的消息返回 404。带 message_id 的消息可以放心重发："
            "同一编号只处理一次，重发得到同样的回答；编号已用于内容不同的消息时返回 409。"
        ),
    )
    def post(self, request: Request) -> Response:
        message = validated(MessageSerializer, request)
        keep_for = timedelta(seconds=message["keep_for"]) if message["keep_for"] else None
        reached = runtime.correlate(
            message["name"],
            correlation_key=message["correlation_key"],
            variables=message["variables"],
            keep_for=keep_for,
            message_id=message["message_id"],
        )
        if not reached and keep_for is None:
            raise MessageNotCorrelated(message=message["name"])
        return Response({"correlated": reached})

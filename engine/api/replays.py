"""Cases of the past on the texts of a change, over REST."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from engine import clock
from engine.api.base import problems, validated
from engine.api.changes import CHANGE_ID, ChangeView
from engine.api.serializers import RowSerializer
from engine.changes import replaying
from engine.errors import NothingToReplay
from engine.models import ReplayedCase, ReplayRun

CASE_ID = OpenApiParameter("case_id", int, OpenApiParameter.PATH)
_SHOWN = 200


class ReplayBeginSerializer(serializers.Serializer):
    days = serializers.IntegerField(
        min_value=1, max_value=3660, required=False, default=90, help_text=_("最近多少天内办结的案件")
    )


class ReplayedCaseSerializer(RowSerializer):
    instance = serializers.UUIDField(source="instance_id")
    business_key = serializers.CharField(source="instance.business_key")
    sentences = serializers.ListField(child=serializers.CharField(), help_text=_("哪里走得不同，为什么"))
    accepted_by = serializers.CharField(source="accepted_by.username", allow_null=True)

    class Meta:
        model = ReplayedCase
        fields = ["id", "instance", "business_key", "outcome", "sentences", "accepted_by", "accepted_at"]


class ReplayCountsSerializer(serializers.Serializer):
    waiting = serializers.IntegerField()
    same = serializers.IntegerField()
    other = serializers.IntegerField()
    unanswered = serializers.IntegerField()
    unreadable = serializers.IntegerField()


class ReplaySerializer(RowSerializer):
    counts = serializers.SerializerMethodField()
    different = serializers.SerializerMethodField(help_text=_("结果不同的案件，最多 200 件"))

    class Meta:
        model = ReplayRun
        fields = ["id", "digest", "since", "created_at", "stopped_at", "counts", "different"]

    @extend_schema_field(ReplayCountsSerializer)
    def get_counts(self, run: ReplayRun) -> dict[str, int]:
        found = replaying.progress(run)
        return {outcome: found[outcome] for outcome in ReplayedCase.Outcome.values}

    @extend_schema_field(ReplayedCaseSerializer(many=True))
    def get_different(self, run: ReplayRun) -> Any:
        found = run.cases.filter(outcome__in=replaying.DIFFERENT).select_related("instance", "accepted_by")
        return ReplayedCaseSerializer(found[:_SHOWN], many=True).data


class ReplayView(ChangeView):
    @extend_schema(
        operation_id="changes_replay",
        summary=_("重演的结果"),
        parameters=[CHANGE_ID],
        responses={200: ReplaySerializer, **problems(403, 404)},
        description=_("最近一次。它只对 digest 相同的内容有效。"),
    )
    def get(self, request: Request, change_id: int) -> Response:
        run = self.found(change_id).replays.first()
        if run is None:
            raise NothingToReplay
        return Response(ReplaySerializer(run).data)

    @extend_schema(
        operation_id="changes_replay_begin",
        summary=_("重演已办结的案件"),
        parameters=[CHANGE_ID],
        request=ReplayBeginSerializer,
        responses={201: ReplaySerializer, **problems(403, 404, 409, 422)},
        description=_("在后台按变更单的内容、用历史中的答案重新走一遍，不改变任何案件。"),
    )
    def post(self, request: Request, change_id: int) -> Response:
        asked = validated(ReplayBeginSerializer, request)
        since = clock.now() - timedelta(days=asked["days"])
        return Response(ReplaySerializer(replaying.begin(change_id, since=since, by=request.user)).data, status=201)


class StopReplayView(ChangeView):
    @extend_schema(
        operation_id="changes_replay_stop",
        summary=_("停止重演"),
        parameters=[CHANGE_ID],
        request=None,
        responses={204: OpenApiResponse(description=_("已停止")), **problems(403, 404)},
    )
    def post(self, request: Request, change_id: int) -> Response:
        replaying.stop(change_id)
        return Response(status=204)


class AcceptOutcomeView(ChangeView):
    @extend_schema(
        operation_id="changes_replay_accept",
        summary=_("认可一件不同的结果"),
        parameters=[CHANGE_ID, CASE_ID],
        request=None,
        responses={200: ReplayedCaseSerializer, **problems(403, 404, 409)},
        description=_("有结果不同的案件没有认可时，变更单不能复核通过。"),
    )
    def post(self, request: Request, change_id: int, case_id: int) -> Response:
        return Response(ReplayedCaseSerializer(replaying.accept(change_id, case_id, by=request.user)).data)

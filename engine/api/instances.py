"""Running and ended instances."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from engine.api.base import CURSOR, INSTANCE_ID, PAGE_SIZE, EngineView, page_of, problems, uuid_or_none
from engine.api.pages import page
from engine.api.permissions import sees_everything, visible_instances
from engine.api.serializers import HistoryEventSerializer, InstanceSerializer
from engine.errors import InstanceNotFound
from engine.models import HistoryEvent, ProcessInstance
from engine.models.order import BY_ID, Place


class InstanceView(EngineView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="instances_retrieve",
        parameters=[INSTANCE_ID],
        summary=_("流程实例"),
        responses={200: InstanceSerializer, **problems(404)},
    )
    def get(self, request: Request, instance_id: str) -> Response:
        instance = visible_or_not_found(request, instance_id)
        return Response(InstanceSerializer(instance, context={"sees_everything": sees_everything(request.user)}).data)


class HistoryView(EngineView):
    permission_classes = [IsAuthenticated]
    query_parameters = (CURSOR.name, PAGE_SIZE.name)

    @extend_schema(
        operation_id="instances_history",
        summary=_("流程实例的历史"),
        parameters=[INSTANCE_ID, CURSOR, PAGE_SIZE],
        responses={200: page_of("HistoryPage", HistoryEventSerializer), **problems(400, 404)},
        description=_("实例中发生的事，按先后排列。"),
    )
    def get(self, request: Request, instance_id: str) -> Response:
        instance = visible_or_not_found(request, instance_id)
        events = BY_ID.sort(HistoryEvent.objects.filter(instance=instance).select_related("actor"))

        def read(place: Place | None, size: int) -> QuerySet[HistoryEvent]:
            return (events if place is None else events.filter(BY_ID.beyond(place)))[:size]

        found, following = page(request, read, order=BY_ID)
        context = {"sees_everything": sees_everything(request.user), "user": request.user}
        return Response({"next": following, "results": HistoryEventSerializer(found, many=True, context=context).data})


def visible_or_not_found(request: Request, instance_id: str) -> ProcessInstance:
    wanted = uuid_or_none(instance_id)
    instance = visible_instances(request.user).filter(pk=wanted).first() if wanted else None
    if instance is None:
        raise InstanceNotFound
    return instance

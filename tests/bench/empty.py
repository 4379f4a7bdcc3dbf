"""The least that any view must do that remembers something: one UPDATE and one INSERT."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tests.bench.models import EmptyEvent, EmptyInstance


class EmptyCompleteView(APIView):
    def post(self, request: Request, pk: int) -> Response:
        with transaction.atomic():
            EmptyInstance.objects.filter(pk=pk).update(steps=F("steps") + 1)
            EmptyEvent.objects.create(instance_id=pk, data=request.data["answers"])
        return Response({"id": pk})

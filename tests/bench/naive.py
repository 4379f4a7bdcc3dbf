"""What one writes on the first day with SpiffWorkflow: its own parser, its own serializer, one row.

No rights, no history, no inbox, no timers, and Python expressions. Only a yardstick.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from tests.bench.models import NaiveInstance
from tests.bench.process import DIAGRAM, KEY

SERIALIZER = BpmnWorkflowSerializer()


class NaiveCompleteView(APIView):
    def post(self, request: Request, pk: int) -> Response:
        with transaction.atomic():
            row = NaiveInstance.objects.select_for_update().get(pk=pk)
            workflow = SERIALIZER.deserialize_json(row.state)
            task = waiting(workflow)
            task.data.update(request.data["answers"])
            task.run()
            workflow.do_engine_steps()
            row.state = SERIALIZER.serialize_json(workflow)
            row.save(update_fields=["state"])
        return Response({"id": pk})


def waiting(workflow: BpmnWorkflow) -> Any:
    return workflow.get_next_task(state=TaskState.READY, manual=True)


def begun(variables: Mapping[str, Any]) -> str:
    """The stored state of a new case of the same process."""
    parser = BpmnParser()
    # FEEL's "=approved" is "approved" in Python.
    parser.add_bpmn_str(DIAGRAM.read_bytes().replace(b">=approved<", b">approved<"))
    workflow = BpmnWorkflow(parser.get_spec(KEY))
    workflow.get_next_task(state=TaskState.READY).set_data(**variables)
    workflow.do_engine_steps()
    return str(SERIALIZER.serialize_json(workflow))


def element(state: str) -> str:
    """The element that a stored case waits at."""
    return str(waiting(SERIALIZER.deserialize_json(state)).task_spec.name)

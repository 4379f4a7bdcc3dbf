"""A case as it was after an event of its history."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404
from django.views.generic import DetailView

from engine.history import Snapshot, as_of
from engine.models import HistoryEvent, ProcessDefinition, ProcessInstance
from portal.cockpit.instances import SEE
from portal.registry import cases
from portal.registry.outline import Outline, outline_of


class Past(PermissionRequiredMixin, DetailView):
    template_name = "cockpit/past.html"
    permission_required = SEE
    queryset = ProcessInstance.objects.select_related("definition", "root")
    context_object_name = "instance"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        instance = self.object
        event = instance.history.select_related("actor").filter(pk=self.kwargs["event"]).first()
        if event is None:
            raise Http404
        then = as_of(event)
        definition = _version(instance, then)
        outline = outline_of(definition)
        events = instance.history.order_by("pk")
        return super().get_context_data(
            summary=cases.summary(instance.case, self.request.user),
            event=event,
            then=then,
            definition=definition,
            status=ProcessInstance.Status(then.status).label,
            state={"state": {"active": then.active_elements, "completed": _completed(event)}},
            steps=[(element, outline.name(element) or element) for element in then.active_elements],
            variables=sorted(then.variables.items()),
            scopes=_scopes(then, outline),
            before=events.filter(pk__lt=event.pk).last(),
            after=events.filter(pk__gt=event.pk).first(),
            **kwargs,
        )


def _version(instance: ProcessInstance, then: Snapshot) -> ProcessDefinition:
    """The version that the case ran in."""
    if then.version in (0, instance.definition.version):
        return instance.definition
    return ProcessDefinition.objects.get(key=instance.process_key, version=then.version)


def _completed(event: HistoryEvent) -> list[str]:
    done = HistoryEvent.objects.filter(
        instance=event.instance_id, kind=HistoryEvent.Kind.ELEMENT_COMPLETED, pk__lte=event.pk
    )
    return sorted(set(done.values_list("element_id", flat=True)))


def _scopes(then: Snapshot, outline: Outline) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Of each step that has variables of its own."""
    named = [(then.tokens[token], sorted(values.items())) for token, values in then.scopes.items() if values]
    return [(outline.name(element) or element, values) for element, values in named]

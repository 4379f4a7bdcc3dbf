"""A few processes, people and handlers to run them with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, Q

from engine import dmn, spiff
from engine.models import (
    DecisionDefinition,
    Deployment,
    FormDefinition,
    Incident,
    Job,
    ProcessDefinition,
    UserTask,
)


def deploy(source: bytes, *, forms: Iterable[str] = (), tables: Iterable[bytes] = ()) -> ProcessDefinition:
    """The next version of a process, with new versions of its forms and decision tables; no gate before
    it."""
    built = spiff.build(source)
    deployment = Deployment.objects.create()
    definition = ProcessDefinition.objects.create(
        key=built.key,
        version=ProcessDefinition.objects.filter(key=built.key).count() + 1,
        name=built.name,
        deployment=deployment,
        source=source,
        digest="0" * 64,
        compiled=built.compiled,
        is_startable=built.is_startable,
        inputs=built.inputs,
        start_messages=built.start_messages,
        start_signals=built.start_signals,
    )
    for key in forms:
        version = FormDefinition.objects.filter(key=key).count() + 1
        schema = json.dumps({"id": key, "components": []}).encode()
        definition.forms.add(
            FormDefinition.objects.create(
                key=key, version=version, name=key, deployment=deployment, source=schema, digest="0" * 64
            )
        )
    for table in tables:
        for decision in dmn.parse_decisions(table):
            version = DecisionDefinition.objects.filter(key=decision.id).count() + 1
            definition.decisions.add(
                DecisionDefinition.objects.create(
                    key=decision.id,
                    version=version,
                    name=decision.name,
                    deployment=deployment,
                    source=table,
                    digest="0" * 64,
                )
            )
    return definition


def person(username: str, *groups: str, **fields: Any) -> Any:
    user, _made = get_user_model().objects.get_or_create(username=username, defaults=fields)
    user.groups.add(*(Group.objects.get_or_create(name=name)[0] for name in groups))
    return user


def is_person(user: Any, who: Any) -> Q:
    """For rules: they ask the database who it is."""
    return Q(Exists(get_user_model().objects.filter(pk=user.pk).filter(pk=who.pk)))


def manager() -> Any:
    """Hands tasks out, and has none."""
    chief = person("chief")
    chief.user_permissions.add(Permission.objects.get(codename="change_usertask", content_type__app_label="engine"))
    return chief


def open_task(element_id: str, **where: Any) -> UserTask:
    return UserTask.objects.open().get(element_id=element_id, **where)


def open_tasks() -> list[str]:
    return sorted(UserTask.objects.open().values_list("element_id", flat=True))


def open_incident(**where: Any) -> Incident:
    return Incident.objects.get(resolved_at=None, **where)


def jobs(**where: Any) -> Mapping[str, str]:
    """Element or topic → status, of the newest job of each."""
    return {job.element_id or job.topic: job.status for job in Job.objects.filter(**where).order_by("created_at")}
